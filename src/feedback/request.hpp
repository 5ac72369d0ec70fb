// request.hpp - what an agent asks for: read from JSON against one table of fields, which also prints their schema.
#pragma once
#include "feedback/question.hpp"
#include "feedback/reading.hpp"
#include "feedback/session.hpp"
#include <string>

namespace tenon::feedback {

enum class Mode : uint8_t { automatic, wait, async };

// By which door a request comes: some fields belong to one of them.
enum class Door : uint8_t { tool = 1, http = 2 };

struct Request {
  Question question;
  int64_t timeout_ms = 0;
  Mode mode = Mode::automatic;
  std::string key, thread, metadata_json;
};

// `object` is the tool's arguments, or the body of a POST. False: `problems` says why, and `out` is half full.
// What is not in the table is refused; what is missing has its default.
bool read_request(const json::Reader &, const json::Span &object, Door, const Limits &, const FormDoor &, Request &out, Problems &);

// What the session is made of: `asker` says who, `terms` what the host promises; the rest is the request's.
Asked asked_of(Request, Asker, Terms);

// {"type":"object","properties":{...},...}: the same table, as the tool shows it.
void append_request_schema(std::string &out, Door, const Limits &);

} // namespace tenon::feedback
