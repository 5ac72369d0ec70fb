// stage.cpp - plays a dialogue step by step, and checks at the end that nothing was left unsaid or undropped.
#include "stage.hpp"

#include <algorithm>
#include <charconv>

namespace talk {

Stage::~Stage() {
  kit_.release_all(now_);
  keeper_.release_all(now_);
  for (auto &channel : channels_) channel->close(now_);
  tenon_server_destroy(server_, now_);
}

std::string Stage::play(const Script &script) {
  int line = 0;
  auto at = [&](const std::string &what) { return script.path + ":" + std::to_string(line) + ": " + what; };
  for (const Step &next : script.steps) {
    line = next.line;
    std::string what = step(next);
    if (what.empty()) what = first_trouble();
    if (!what.empty()) return at(what);
  }
  std::string what = settle();
  return what.empty() ? what : at("after the last line: " + what);
}

std::string Stage::step(const Step &step) {
  if (step.kind == Step_kind::setup) return set_up(step.lines.front());
  if (step.kind == Step_kind::defaults) return add_defaults(step);
  if (!server_ && !destroyed_) {
    if (std::string what = start(); !what.empty()) return what;
  }
  switch (step.kind) {
  case Step_kind::send: return send(step);
  case Step_kind::expect: return expect(step);
  case Step_kind::wait: return wait(step.lines.front());
  case Step_kind::act: return act(step.lines.front());
  default: break;
  }
  Channel *channel = find(step.exchange);
  if (!channel) return "there is no such exchange to close";
  channel->close(now_);
  return "";
}

Channel *Stage::find(const std::string &name) {
  for (auto at = channels_.rbegin(); at != channels_.rend(); ++at)
    if ((*at)->is_open() && (name.empty() || (*at)->name() == name)) return at->get();
  return nullptr;
}

std::string Stage::first_trouble() {
  if (!keeper_.trouble().empty()) return keeper_.trouble();
  for (auto &channel : channels_)
    if (!channel->trouble().empty()) return channel->trouble();
  return "";
}

void Stage::pump(bool must_wake) {
  for (auto &channel : channels_) channel->pump(now_, must_wake);
}

/* ---- What the client says -------------------------------------------------------------------------------------------- */

std::string Stage::add_defaults(const Step &step) {
  const std::string &line = step.lines.front();
  size_t colon = line.find(": ");
  if (colon == std::string::npos) return "a default is a header line: >* Name: value";
  std::string name = line.substr(0, colon);
  std::erase_if(defaults_, [&](const auto &header) { return same_name(header.first, name); });
  defaults_.emplace_back(std::move(name), filled(line.substr(colon + 2), names_));
  return "";
}

namespace {

bool is_request_line(std::string_view line) {
  size_t space = line.find(' ');
  if (space == 0 || space == std::string_view::npos || space + 1 >= line.size()) return false;
  for (char c : line.substr(0, space))
    if (c < 'A' || c > 'Z') return false;
  return true;
}

// A header of the request replaces the default of its name; "-" leaves it out.
Headers merged(const Headers &defaults, const Headers &own) {
  Headers all;
  auto is_own = [&](const std::string &name) {
    return std::any_of(own.begin(), own.end(), [&](const auto &header) { return same_name(header.first, name); });
  };
  for (const auto &header : defaults)
    if (!is_own(header.first)) all.push_back(header);
  for (const auto &header : own)
    if (header.second != "-") all.push_back(header);
  return all;
}

} // namespace

std::string Stage::send(const Step &step) {
  if (step.lines.empty()) return "nothing is said";
  if (is_request_line(step.lines.front())) return request(step);
  Channel *channel = find(step.exchange);
  if (!channel) return "there is no open channel; a request begins with its method and target";
  if (channel->is_http() && !channel->takes_more()) return "a request begins with its method and target";
  for (const std::string &line : step.lines) {
    std::string bytes = filled(line, names_);
    longest_ = std::max(longest_, bytes.size() + 1);
    if (bytes == "end") { channel->end(now_); continue; }
    channel->feed(channel->is_http() ? bytes : channel->carrier() == TENON_LINES ? bytes + "\n" : bytes, now_);
    channel->pump(now_, false);
  }
  return "";
}

std::string Stage::request(const Step &step) {
  const std::string first = filled(step.lines.front(), names_);
  size_t space = first.find(' ');
  Headers own;
  size_t line = 1;
  bool to_come = false; // the body, by later lines
  for (; line < step.lines.size() && !step.lines[line].empty(); ++line) {
    if ((to_come = step.lines[line] == "...")) continue;
    std::string text = filled(step.lines[line], names_);
    size_t colon = text.find(':');
    if (colon == std::string::npos) return "not a header line: " + text;
    size_t value = text.find_first_not_of(' ', colon + 1);
    own.emplace_back(text.substr(0, colon), value == std::string::npos ? "" : text.substr(value));
  }
  std::string body;
  for (++line; line < step.lines.size(); ++line) {
    if (!body.empty()) body += '\n';
    body += filled(step.lines[line], names_);
  }
  longest_ = std::max(longest_, body.size());

  std::erase_if(channels_, [&](auto &old) { // a host closes what is finished; the next request finds it gone
    if (!old->is_open() || !old->is_http() || !old->finished() || !old->said().empty()) return false;
    old->close(now_);
    return old->trouble().empty();
  });
  channels_.push_back(std::make_unique<Channel>(step.exchange, chunk_));
  Channel &channel = *channels_.back();
  tenon_status status =
      channel.open(server_, TENON_HTTP, first.substr(0, space), first.substr(space + 1), merged(defaults_, own), "", "", now_);
  if (status != TENON_OK) return std::string("open says ") + tenon_status_name(status);
  if (to_come) return channel.keep_open(), "";
  channel.feed(body, now_);
  channel.end(now_);
  return "";
}

/* ---- Time and the host ----------------------------------------------------------------------------------------------- */

// Time passes as for a host that ticks at every deadline and nowhere else.
std::string Stage::wait(std::string_view words) {
  if (!server_) return "there is no server to tick";
  uint64_t amount = 0;
  auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), amount);
  std::string_view unit = words.substr(static_cast<size_t>(end - words.data()));
  uint64_t scale = unit == " ms" ? 1 : unit == " s" ? 1000 : unit == " min" ? 60'000 : unit == " h" ? 3'600'000 : 0;
  if (error != std::errc() || scale == 0) return "waiting takes a number of ms, s, min or h";
  uint64_t target = now_.monotonic_ms + amount * scale;
  for (int ticks = 0;; ++ticks) {
    if (ticks > 100'000) return "the deadline does not move on, however often the host ticks";
    pump(true); // tells the core that somebody reads
    uint64_t next = tenon_server_next_deadline(server_);
    if (next > target) break;
    next = std::max(next, now_.monotonic_ms);
    now_.unix_ms += static_cast<int64_t>(next - now_.monotonic_ms);
    now_.monotonic_ms = next;
    if (tenon_server_tick(server_, now_) != TENON_OK) return "tick fails";
  }
  now_.unix_ms += static_cast<int64_t>(target - now_.monotonic_ms);
  now_.monotonic_ms = target;
  return "";
}

std::string Stage::act(std::string_view words) {
  words = words.substr(0, words.find_last_not_of(' ') + 1);
  const std::string text = filled(words, names_);
  words = text;
  auto after = [&](std::string_view begin) { return words.substr(std::min(words.size(), begin.size())); };
  auto begins = [&](std::string_view begin) { return words.substr(0, begin.size()) == begin; };
  auto said = [](tenon_status got) { return got == TENON_OK ? "" : std::string("the core says ") + tenon_status_name(got); };
  pump(false);
  std::string what;
  if (begins("later")) {
    size_t which = kit_.calls(), colon = words.find(": ");
    if (words.substr(0, 6) == "later(") std::from_chars(words.data() + 6, words.data() + words.size(), which);
    if (colon == std::string_view::npos) return "later: says what";
    what = kit_.act(which, words.substr(colon + 2), now_);
  } else if (begins("add ")) {
    what = said(kit_.offer(server_, after("add ")));
  } else if (begins("remove ")) {
    what = said(Tool_kit::remove(server_, after("remove ")));
  } else if (begins("replace ")) {
    what = said(kit_.offer(server_, after("replace "), true));
  } else if (begins("updated ")) {
    what = said(tenon_server_resource_updated(server_, view(after("updated ")), now_));
  } else if (begins("keys ")) {
    what = keeper_.set_keys(server_, after("keys "));
  } else if (words == "forget tokens") {
    what = said(tenon_server_forget_tokens(server_));
  } else if (begins("answer ")) {
    what = keeper_.answer(after("answer "));
  } else if (begins("audit ")) {
    what = keeper_.expect_audit(after("audit "));
  } else if (begins("seal ")) {
    what = set_seal_keys(after("seal "));
  } else if (words == "drain") {
    what = said(tenon_server_drain(server_, now_));
  } else if (words == "destroy") {
    tenon_server_destroy(server_, now_);
    server_ = nullptr;
    destroyed_ = true;
  } else if (begins("count ")) {
    what = count(after("count "));
  } else if (begins("log ")) {
    what = expect_log(after("log "));
  } else {
    bool known = false;
    what = keeper_.act(words, now_, known);
    if (!known) return "the host cannot do that";
  }
  pump(true);
  return what;
}

std::string Stage::count(std::string_view words) {
  tenon_counts counts{};
  counts.size = sizeof counts;
  if (tenon_server_counts(server_, &counts) != TENON_OK) return "counts fails";
  size_t space = words.find(' ');
  std::string_view what = words.substr(0, space), expected = words.substr(space + 1);
  const std::pair<std::string_view, uint64_t> known[] = {
      {"exchanges", counts.exchanges}, {"calls", counts.calls},         {"conversations", counts.conversations},
      {"tools", counts.tools},         {"requests", counts.requests},   {"questions", counts.questions},
      {"tasks", counts.tasks},         {"listens", counts.listens},     {"resources", counts.resources},
      {"prompts", counts.prompts},     {"templates", counts.templates}};
  uint64_t actual = UINT64_MAX;
  for (const auto &[name, number] : known)
    if (name == what) actual = number;
  if (std::to_string(actual) == expected) return "";
  return std::to_string(actual) + " " + std::string(what) + ", expected " + std::string(expected);
}

// The host's log says so, somewhere since it was asked last.
std::string Stage::expect_log(std::string_view words) {
  size_t space = words.find(' ');
  std::string event(words.substr(0, space)), reason(space == std::string_view::npos ? "" : words.substr(space + 1));
  std::string heard;
  for (const auto &[known, why] : logged_) {
    if (known == event && (reason.empty() || why == reason)) {
      logged_.clear();
      return "";
    }
    heard += " " + known + "/" + why;
  }
  return "the log has no " + event + " " + reason + "; it has:" + heard;
}

/* ---- The end --------------------------------------------------------------------------------------------------------- */

std::string Stage::settle() {
  pump(true);
  for (auto &channel : channels_) {
    if (std::string what = unsaid(*channel); !what.empty()) return what;
    channel->close(now_);
  }
  kit_.release_all(now_);
  keeper_.release_all(now_);
  if (std::string what = first_trouble(); !what.empty()) return what;
  if (!server_ && !destroyed_) return "there was no server";
  tenon_server_destroy(server_, now_);
  server_ = nullptr;
  if (drops_ != 1) return "the host's user was dropped " + std::to_string(drops_) + " times";
  if (kit_.dropped() != kit_.offered())
    return std::to_string(kit_.offered()) + " tools were offered, and " + std::to_string(kit_.dropped()) + " dropped";
  if (std::string what = keeper_.undropped(); !what.empty()) return what;
  if (!spans_.empty()) return "a span has not ended: " + spans_.begin()->second;
  return kit_.hook_trouble();
}

} // namespace talk
