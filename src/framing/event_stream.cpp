// event_stream.cpp - writes Server-Sent Events (WHATWG HTML, "Server-sent events") such that data cannot pose as a field.
#include "framing/event_stream.hpp"
#include <charconv>

namespace tenon::framing {
namespace {

void append_field(std::string &out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(name);
  for (const char c : value)
    if (c != '\r' && c != '\n' && c != '\0') out.push_back(c);
  out.push_back('\n');
}

void append_data(std::string &out, std::string_view data) {
  for (;;) {
    const size_t end = data.find_first_of("\r\n");
    out.append("data: ").append(data.substr(0, end)).push_back('\n');
    if (end == data.npos) return;
    data.remove_prefix(data.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
}

} // namespace

void append_event(std::string &out, std::string_view event, std::string_view id, std::string_view data) {
  append_field(out, "event: ", event);
  append_field(out, "id: ", id);
  append_data(out, data);
  out.push_back('\n');
}

void append_message_event(std::string &out, std::string_view json) {
  out.reserve(out.size() + message_event_head.size() + json.size() + message_event_tail.size());
  out.append(message_event_head).append(json).append(message_event_tail);
}

void append_message_event(std::string &out, std::string_view json, std::string_view id) {
  out += message_event_head;
  out += json;
  out += "\nid: ";
  out += id;
  out += message_event_tail;
}

void append_comment(std::string &out) { out.append(":\n\n"); }

void append_retry(std::string &out, uint64_t ms) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, ms).ptr;
  out.append("retry: ").append(digits, end).append("\n\n");
}

} // namespace tenon::framing
