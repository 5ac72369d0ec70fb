// events.cpp - reads Server-Sent Events: lines up to an empty one, fields by their first colon.
#include "events.hpp"

#include <string_view>

namespace talk {
namespace {

void add_line(Event &event, std::string_view line) {
  if (!line.empty() && line[0] == ':') {
    event.comment = true;
    return;
  }
  size_t colon = line.find(':');
  std::string_view field = line.substr(0, colon), value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (!value.empty() && value[0] == ' ') value.remove_prefix(1);
  if (field == "event") event.event = value;
  if (field == "id") event.id = value;
  if (field == "retry") event.retry = value;
  if (field == "data") event.data = event.data ? *event.data + "\n" + std::string(value) : std::string(value);
}

} // namespace

std::optional<Event> take_event(std::string &bytes) {
  Event event;
  size_t at = 0;
  for (;;) {
    size_t end = bytes.find('\n', at);
    if (end == std::string::npos) return std::nullopt;
    std::string_view line(bytes.data() + at, end - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    at = end + 1;
    if (line.empty()) break;
    add_line(event, line);
  }
  bytes.erase(0, at);
  return event;
}

Event expected_event(const std::vector<std::string> &lines) {
  Event event;
  for (const std::string &line : lines) add_line(event, line);
  return event;
}

} // namespace talk
