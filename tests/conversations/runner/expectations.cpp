// expectations.cpp - compares what the server said with what the dialogue says it says.
#include "events.hpp"
#include "json_tree.hpp"
#include "stage.hpp"

namespace talk {
namespace {

bool is_answer_line(std::string_view line) {
  return line.size() >= 3 && line[0] >= '1' && line[0] <= '5' && line.find_first_not_of("0123456789") >= 3 &&
         (line.size() == 3 || line[3] == ' ');
}

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

bool looks_like_json(std::string_view text) {
  return !text.empty() && (text.front() == '{' || text.front() == '[');
}

std::string shortened(std::string text) {
  if (text.size() > 1500) text.resize(1500), text += "...";
  return text;
}

} // namespace

// One text with another: JSON by structure, "... words" by containing, everything else literally, with holes.
std::string Stage::compare(std::string_view expected, std::string_view actual) {
  std::string wanted = filled(expected, names_);
  if (wanted == "...") return "";
  if (wanted.substr(0, 4) == "... ")
    return actual.find(wanted.substr(4)) != std::string_view::npos
               ? "" : "not contained: " + wanted.substr(4) + "\n    in: " + shortened(std::string(actual));
  if (!looks_like_json(wanted)) {
    if (matches(wanted, actual, names_)) return "";
    return "expected: " + shortened(wanted) + "\n    but was: " + shortened(std::string(actual));
  }
  Json want, got;
  std::string why;
  if (!read_json(wanted, want, why)) return "the expectation is not JSON: " + why;
  if (!read_json(actual, got, why)) return "not JSON, " + why + ": " + shortened(std::string(actual));
  why = difference(want, got, names_);
  return why.empty() ? "" : why + "\n    in: " + shortened(std::string(actual));
}

std::string Stage::expect(const Step &step) {
  Channel *channel = find(step.exchange);
  if (!channel) return "there is no such exchange";
  channel->pump(now_, false);
  if (!channel->is_http()) return expect_messages(*channel, step.lines);
  if (step.lines.empty()) return "nothing is expected";
  if (is_answer_line(step.lines.front())) return expect_answer(*channel, step.lines);
  if (step.lines.front() == "nothing" && !channel->answered()) return "";
  if (!channel->answered()) return "there is no answer yet";
  return expect_body(*channel, step.lines);
}

std::string Stage::expect_answer(Channel &channel, std::vector<std::string> lines) {
  if (!channel.answered()) return "there is no answer yet";
  std::string status = lines.front().substr(0, 3);
  if (std::to_string(channel.status()) != status)
    return "status " + std::to_string(channel.status()) + ", expected " + status + ": " + shortened(channel.said());
  size_t line = 1;
  for (; line < lines.size() && !lines[line].empty(); ++line) {
    size_t colon = lines[line].find(": ");
    if (colon == std::string::npos) return "not a header line: " + lines[line];
    std::string name = lines[line].substr(0, colon), expected = lines[line].substr(colon + 2);
    std::string actual = channel.header(name);
    if (expected == "-") {
      if (!actual.empty()) return name + " should be absent and is: " + actual;
    } else if (std::string what = compare(expected, actual); !what.empty()) {
      return name + ": " + what;
    }
  }
  bool bodyless = line >= lines.size();
  lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(bodyless ? lines.size() : line + 1));
  if (!bodyless) return expect_body(channel, lines);
  if (channel.is_stream()) return "";
  return channel.said().empty() ? "" : "no body was expected: " + shortened(channel.said());
}

std::string Stage::expect_body(Channel &channel, const std::vector<std::string> &lines) {
  if (channel.is_stream()) return expect_events(channel, lines);
  if (!channel.finished()) return "the body is not complete";
  std::string body = std::move(channel.said());
  channel.said().clear();
  return compare(joined(lines), body);
}

std::string Stage::expect_events(Channel &channel, const std::vector<std::string> &lines) {
  std::vector<std::string> block;
  for (size_t i = 0; i <= lines.size(); ++i) {
    bool last = i == lines.size();
    if (!last && !lines[i].empty() && lines[i] != "nothing" && lines[i] != "end") {
      block.push_back(lines[i]);
      continue;
    }
    if (!block.empty()) {
      Event wanted = expected_event(block);
      std::optional<Event> got = take_event(channel.said());
      while (got && got->comment && !got->data && !wanted.comment) got = take_event(channel.said()); // keep-alives
      if (!got) return "no event came: " + block.front();
      if (got->comment != wanted.comment) return wanted.comment ? "no comment came" : "a comment came";
      if (got->event.value_or("message") != wanted.event.value_or("message"))
        return "event is " + got->event.value_or("message") + ", expected " + wanted.event.value_or("message");
      if (wanted.id && !matches(filled(*wanted.id, names_), got->id.value_or(""), names_)) return "id is " + got->id.value_or("missing");
      if (wanted.retry && wanted.retry != got->retry) return "retry is " + got->retry.value_or("missing");
      if (wanted.data.has_value() != got->data.has_value()) return got->data ? "data was not expected: " + *got->data : "no data";
      if (wanted.data)
        if (std::string what = compare(*wanted.data, *got->data); !what.empty()) return what;
      block.clear();
    }
    if (!last && lines[i] == "end" && !channel.finished()) return "the stream has not ended";
    if (!last && !lines[i].empty())
      if (std::string what = unsaid(channel); !what.empty()) return what;
  }
  return "";
}

// One expected line is one message; a message may also be written over several lines while its braces are open.
std::string Stage::expect_messages(Channel &channel, const std::vector<std::string> &lines) {
  std::string pending;
  for (const std::string &line : lines) {
    if (pending.empty() && line == "nothing") {
      if (std::string what = unsaid(channel); !what.empty()) return what;
      continue;
    }
    if (pending.empty() && line.substr(0, 3) == "end") {
      if (!channel.finished()) return "the channel has not ended";
      if (line.size() > 4 && line.substr(4) != std::to_string(channel.close_code()))
        return "close code " + std::to_string(channel.close_code()) + ", expected " + line.substr(4);
      continue;
    }
    pending += (pending.empty() ? "" : "\n") + line;
    Json ignored;
    std::string why;
    if (looks_like_json(pending) && !read_json(filled(pending, names_), ignored, why)) continue;
    std::string got;
    if (!channel.messages().empty()) {
      got = channel.messages().front();
      channel.messages().erase(channel.messages().begin());
    } else if (size_t end = channel.said().find('\n'); end != std::string::npos) {
      got = channel.said().substr(0, end);
      channel.said().erase(0, end + 1);
    } else {
      return "no message came";
    }
    if (std::string what = compare(pending, got); !what.empty()) return what;
    pending.clear();
  }
  return pending.empty() ? "" : "the expectation is not JSON: " + pending;
}

// What was said and nobody expected; keep-alive comments of a stream are no news.
std::string Stage::unsaid(Channel &channel) {
  channel.pump(now_, false);
  if (!channel.messages().empty()) return "a message was not expected: " + shortened(channel.messages().front());
  if (channel.is_http() && channel.is_stream()) {
    for (std::string rest = channel.said(); auto event = take_event(rest);)
      if (event->data || event->event) return "an event was not expected: " + shortened(channel.said());
    return "";
  }
  return channel.said().empty() ? "" : "not expected: " + shortened(channel.said());
}

} // namespace talk
