// event_stream.cpp - first line: an event's name; second: its id; the rest: data. What a browser reads is what was written.
#include "framing/event_stream.hpp"
#include "fuzz/promise.hpp"
#include <vector>

using namespace tenon;
using fuzz::promise;

namespace {

struct Event {
  std::string name, id, data;
};

// WHATWG HTML, "Server-sent events", interpreting an event stream; `id` as of each event.
std::vector<Event> read(std::string_view stream) {
  std::vector<Event> events;
  Event next;
  std::string data;
  for (bool more = true; more;) {
    const size_t end = stream.find_first_of("\r\n");
    more = end != stream.npos;
    if (!more) break; // an unfinished line is dropped
    const std::string_view line = stream.substr(0, end);
    stream.remove_prefix(stream.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
    if (line.empty()) {
      if (data.empty()) { // nothing to dispatch
        next = {};
        continue;
      }
      data.pop_back();
      next.data = data;
      events.push_back(next);
      next = {};
      data.clear();
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == 0) continue;
    const std::string_view field = line.substr(0, colon);
    std::string_view value = colon == line.npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "event") next.name = value;
    else if (field == "data") data.append(value).append("\n");
    else if (field == "id" && value.find('\0') == value.npos) next.id = value;
  }
  return events;
}

std::string without_ends(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  return out;
}

std::string with_lf(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') out += text[i];
    else {
      out += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return out;
}

std::string_view next_line(std::string_view &rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  std::string_view rest = fuzz::view(bytes, size);
  const std::string_view name = next_line(rest), id = next_line(rest);
  std::string stream;
  framing::append_comment(stream);
  framing::append_event(stream, name, id, rest);
  framing::append_retry(stream, size);
  const std::string json = without_ends(rest);
  framing::append_message_event(stream, json);
  const std::vector<Event> events = read(stream);
  promise(events.size() == 2, "two events were written, two are read");
  promise(events[0].name == without_ends(name), "the name is what was written, less line ends");
  promise(events[0].id == without_ends(id), "the id too");
  promise(events[0].data == with_lf(rest), "the data is what was written, by lines");
  promise(events[1].name == "message" && events[1].data == json, "a message is what was written");
  return 0;
}
