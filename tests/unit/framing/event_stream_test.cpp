// event_stream_test.cpp - what is written to an event stream is read back as the same event, whatever is in it.
#include "framing/event_stream.hpp"
#include <doctest/doctest.h>
#include <random>
#include <vector>

using namespace tenon::framing;

namespace {

struct Event {
  std::string type = "message", id, data;
};

// A reader by the rules of WHATWG HTML section 9.2.6, in the plainest way.
std::vector<Event> read_back(const std::string &stream) {
  std::vector<std::string> lines(1);
  for (size_t i = 0; i < stream.size(); ++i) {
    if (stream[i] == '\r' || stream[i] == '\n') {
      if (stream[i] == '\r' && i + 1 < stream.size() && stream[i + 1] == '\n') ++i;
      lines.emplace_back();
    } else {
      lines.back().push_back(stream[i]);
    }
  }
  CHECK(lines.back().empty()); // everything written ends with its line
  lines.pop_back();
  std::vector<Event> events;
  std::string type, id, data;
  for (const std::string &line : lines) {
    if (line.empty()) {
      if (!data.empty()) events.push_back({type.empty() ? "message" : type, id, data.substr(0, data.size() - 1)});
      type.clear();
      data.clear();
      continue;
    }
    const size_t colon = line.find(':');
    const std::string name = line.substr(0, colon);
    std::string value = colon == std::string::npos ? "" : line.substr(colon + 1);
    if (value.starts_with(' ')) value.erase(0, 1);
    if (name == "event") type = value;
    else if (name == "data") data += value + "\n";
    else if (name == "id" && value.find('\0') == std::string::npos) id = value;
  }
  return events;
}

std::string with_plain_newlines(const std::string &text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out.push_back(text[i] == '\r' ? '\n' : text[i]);
  }
  return out;
}

std::string without_line_ends(const std::string &text) {
  std::string out;
  for (const char c : text)
    if (c != '\r' && c != '\n' && c != '\0') out.push_back(c);
  return out;
}

} // namespace

TEST_CASE("events are written in the form that every client reads") {
  std::string out;
  append_event(out, "endpoint", "", "/sse/message?sessionId=1");
  CHECK(out == "event: endpoint\ndata: /sse/message?sessionId=1\n\n");
  out.clear();
  append_event(out, "", "7", "");
  CHECK(out == "id: 7\ndata: \n\n");
  out.clear();
  append_event(out, "", "", "a\nb\r\nc\rd\n");
  CHECK(out == "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  out.clear();
  append_message_event(out, R"({"a":1})");
  append_comment(out);
  append_retry(out, 18446744073709551615u);
  CHECK(out == "event: message\ndata: {\"a\":1}\n\n:\n\nretry: 18446744073709551615\n\n");
}

TEST_CASE("threat 14: names cannot open a second field") {
  std::string out;
  append_event(out, "x\ndata: forged\r\n\r\n", std::string_view("1\0\n2", 4), "real");
  CHECK(out == "event: xdata: forged\nid: 12\ndata: real\n\n");
}

TEST_CASE("threat 14: random events, read back, are the events that were written") {
  std::mt19937 dice(20261121);
  const std::string alphabet = std::string("ab :\r\n\r\n\xc3\xa9\"data:eventid") + '\0';
  const auto text = [&](size_t longest) {
    std::string made(dice() % (longest + 1), ' ');
    for (char &c : made) c = alphabet[dice() % alphabet.size()];
    return made;
  };
  std::string stream;
  std::vector<Event> written;
  for (int i = 0; i < 5000; ++i) {
    const std::string type = text(8), data = text(40);
    const std::string id = std::to_string(i) + text(4);
    append_event(stream, type, id, data);
    const std::string seen = without_line_ends(type);
    written.push_back({seen.empty() ? "message" : seen, without_line_ends(id), with_plain_newlines(data)});
    if (i % 7 == 0) append_comment(stream);
    if (i % 11 == 0) append_retry(stream, dice());
  }
  const std::vector<Event> events = read_back(stream);
  REQUIRE(events.size() == written.size());
  for (size_t i = 0; i < events.size(); ++i) {
    REQUIRE(events[i].type == written[i].type);
    REQUIRE(events[i].id == written[i].id);
    REQUIRE(events[i].data == written[i].data);
  }
}
