// record_bodies.hpp - what the journal keeps of a call and of a change, cut to its bounds; and how it is read again.
#pragma once
#include "feedback/recorder.hpp"

namespace tenon::feedback {

// Of a feedback tool's arguments or result: the members that hold nobody's words, as one small object. What cannot be read is {}.
std::string without_words(std::string_view json);

JournalEntry entry_of(const ToolCall &, const RecorderRules &);
// False: a change that the journal does not tell of.
bool entry_of(const Step &, const RecorderRules &, JournalEntry &out);

// The body of an interaction. Texts are as they were recorded: JSON, or words.
struct CallBody {
  std::string arguments, result, error, request_id;
  bool cut = false; // something was too long
};
// The body of an event.
struct EventBody {
  std::string data_json, source;
};
// What cannot be read is empty.
CallBody read_call_body(const std::string &body);
EventBody read_event_body(const std::string &body);

} // namespace tenon::feedback
