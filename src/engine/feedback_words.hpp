// feedback_words.hpp - what the tools of feedback say to the model: one outcome, as JSON and as text.
#pragma once
#include "feedback/problem.hpp"
#include "feedback/session.hpp"
#include "protocol/revision.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

enum class TextStyle : uint8_t { plain, seed }; // seed: laid out as the system did that this one succeeds

struct Telling {
  std::string link;            // where the person answers; "": there is no page
  int64_t waited_ms = 0;       // since it was asked
  int64_t retry_after_ms = 0;  // of a pending one
  std::vector<feedback::Session> earlier; // outcomes of before that come along
  bool words = true;           // what was said; false: the state alone
  TextStyle style = TextStyle::plain;
};

// A question that is still open, as far as the answer needs to know it.
struct OpenQuestion {
  std::string id;
  int64_t created_at = 0, expires_at = 0;
};

std::string_view outcome_word(feedback::State); // "answered", ..., "pending"

// The result of tools/call: content, and structuredContent where the revision knows it.
std::string outcome_result(const feedback::Session &, const Telling &, protocol::Revision);
std::string pending_result(const OpenQuestion &, const Telling &, protocol::Revision);
// The same for check_feedback_status in the seed's layout; else as outcome_result or pending_result.
std::string status_result(const feedback::Session &, const Telling &, protocol::Revision);

// The same of any text and object.
std::string tool_result(std::string_view text, std::string_view structured, protocol::Revision);

// What every outcome fits.
std::string_view outcome_schema();

// "/message: at most 8000 characters; /timeout: ..."
std::string problem_words(const feedback::Problems &);

} // namespace tenon::engine
