// feedback_views.hpp - sessions as the feedback interface shows them: to those who asked, and to those who are to answer.
#pragma once
#include "feedback/audit.hpp"
#include "feedback/session.hpp"
#include "feedback/wording.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

// {"success":true,"data":{...},"error":null,"timestamp":"..."}
std::string success(std::string_view data, int64_t now);
// {"success":false,"data":null,"error":{"code":...,"message":...,"details":{...}},"timestamp":"..."}; details "": none.
std::string failure(feedback::Refused what, feedback::Language language, std::string_view details, int64_t now);
// The details of a request whose fields do not fit: the first, and all of them.
std::string details_of(const feedback::Problems &problems, feedback::Language language);

struct Links {
  std::string base; // "https://host/prefix"
  std::string page; // where people answer, proof and all
  std::string status(std::string_view id) const { return base + "/api/feedback/" + std::string(id) + "/status"; }
};

// Each is one JSON object.
std::string created_view(const feedback::Session &session, const Links &links);
std::string status_view(const feedback::Session &session);
std::string result_view(const feedback::Session &session); // of one that is over
std::string list_item(const feedback::Session &session);
std::string submitted_view(const feedback::Session &session, size_t submission, bool replayed);
std::string moved_view(const feedback::Session &session, int64_t now); // after extend and touch
std::string audit_view(const feedback::Session &session, const std::vector<feedback::AuditEntry> &entries);

struct Reader {
  std::string by;       // who looks; "" if that is not known
  bool may_read = true; // what somebody answered
  bool agent_waits = false;
};
// What a form needs; docs/page.md has it in full.
std::string form_view(const feedback::Session &session, const Reader &reader, int64_t now);
// The same with who asked, and what came of it: for the host's own eyes.
std::string host_view(const feedback::Session &session, const Reader &reader, int64_t now);

} // namespace tenon::web
