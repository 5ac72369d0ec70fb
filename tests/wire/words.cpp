// words.cpp - taking messages and event streams apart.
#include "words.hpp"

namespace wire {
namespace json = tenon::json;
namespace {

struct Event {
  std::string name = "message", data;
};

// Good enough for servers that put a whole message in one data line, as all of ours and the recorded ones do.
std::vector<Event> events_of(std::string_view stream) {
  std::vector<Event> events;
  Event next;
  while (!stream.empty()) {
    const size_t end = stream.find('\n');
    if (end == std::string_view::npos) break; // an event that has not come whole
    std::string_view line = stream.substr(0, end);
    stream.remove_prefix(end + 1);
    if (line.empty()) {
      events.push_back(next);
      next = {};
    } else if (line.starts_with("data: ")) next.data += line.substr(6);
    else if (line.starts_with("event: ")) next.name = line.substr(7);
  }
  return events;
}

void add_messages(std::string_view text, std::vector<std::string> &messages) {
  json::Reader reader;
  if (reader.parse_copy(text, 2000) != json::Trouble::none) return;
  const json::Span whole = reader.whole();
  if (whole.value.is_array())
    for (json::Span it = reader.first_of(whole); it.value; it = reader.next_of(it)) messages.emplace_back(it.raw);
  else if (whole.value.find("jsonrpc")) messages.emplace_back(text);
}

} // namespace

std::string Parsed::raw(std::string_view name) const {
  if (!root() || !root().is_object()) return "";
  for (json::Span it = reader_.first_of(reader_.whole()); it.value; it = reader_.next_of(it))
    if (it.name.text() == name) return std::string(it.raw);
  return "";
}

std::string raw_id(std::string_view message) {
  const Parsed parsed(message);
  return parsed.root() ? parsed.raw("id") : std::string(json::glimpse_id(message));
}

std::string kind(std::string_view message) {
  const Parsed parsed(message);
  if (parsed.find("result")) return "result";
  const json::Value code = parsed.find("error").find("code"), method = parsed.find("method");
  if (code && code.kind() == json::Kind::integer) return "error " + std::to_string(code.integer());
  if (!method.is_text()) return "?";
  const std::string_view name = method.text();
  return std::string(name.substr(name.rfind('/') + 1)); // none: the whole
}

std::string kinds(const std::vector<std::string> &messages) {
  std::string joined;
  for (const std::string &message : messages) joined.append(joined.empty() ? "" : ", ").append(kind(message));
  return joined;
}

std::vector<std::string> messages_of(std::string_view media_type, std::string_view body) {
  std::vector<std::string> messages;
  if (media_type.starts_with("text/event-stream")) {
    for (const Event &event : events_of(body))
      if (event.name == "message" && !event.data.empty()) add_messages(event.data, messages);
  } else if (media_type.starts_with("application/json")) add_messages(body, messages);
  return messages;
}

std::string event_data(std::string_view stream, std::string_view name) {
  for (const Event &event : events_of(stream))
    if (event.name == name) return event.data;
  return "";
}

} // namespace wire
