// log.cpp - how a log line is written: one write call per line, so that threads do not mix their words.
#include "log.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>

#include <unistd.h>

namespace host {
namespace {

const char *name_of(Level level) {
  switch (level) {
  case Level::debug: return "debug";
  case Level::info: return "info";
  case Level::warn: return "warn";
  default: return "error";
  }
}

std::string_view timestamp(char (&room)[40]) {
  using namespace std::chrono;
  const auto since = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  const auto second = static_cast<std::time_t>(since / 1000);
  std::tm parts{};
  gmtime_r(&second, &parts);
  const size_t length = std::strftime(room, sizeof room, "%Y-%m-%dT%H:%M:%S", &parts);
  const int more = std::snprintf(room + length, sizeof room - length, ".%03dZ", static_cast<int>(since % 1000));
  return {room, length + static_cast<size_t>(more > 0 ? more : 0)};
}

// Length of the UTF-8 sequence at the start of text: 0 if there is none, or if it is a C1 control character.
size_t sequence_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const size_t length = first >= 0xF0 && first <= 0xF4 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if (first == 0xC2 && byte(1) < 0xA0) return 0;
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) >= 0xA0) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) >= 0x90) return 0;
  return length;
}

void append_escape(std::string &out, unsigned char byte) {
  char room[8];
  switch (byte) {
  case '"': out += "\\\""; return;
  case '\\': out += "\\\\"; return;
  case '\n': out += "\\n"; return;
  case '\r': out += "\\r"; return;
  case '\t': out += "\\t"; return;
  default: break;
  }
  std::snprintf(room, sizeof room, "\\u%04x", byte);
  out += room;
}

void append_escaped(std::string &out, std::string_view text, bool quotes_too) {
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text[0]);
    size_t taken = 1;
    if (byte >= 0x80) {
      taken = sequence_length(text);
      if (taken > 0) out += text.substr(0, taken);
      else out += "\\ufffd";
      if (taken == 0) taken = 1;
    } else if (byte < 0x20 || byte == 0x7F || (quotes_too && (byte == '"' || byte == '\\'))) {
      append_escape(out, byte);
    } else {
      out += text[0];
    }
    text.remove_prefix(taken);
  }
}

bool plain(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (c <= ' ' || c > '~' || c == '"' || c == '=' || c == '\\') return false;
  return true;
}

void append_fact(std::string &line, const Fact &fact, bool json) {
  if (json) {
    line += ',';
    append_quoted(line, fact.name);
    line += ':';
  } else {
    line += ' ';
    line += fact.name;
    line += '=';
  }
  if (fact.is_number) line += std::to_string(fact.number);
  else if (!json && plain(fact.text)) line += fact.text;
  else append_quoted(line, fact.text);
}

void put(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(STDERR_FILENO, bytes.data(), bytes.size());
    if (n <= 0) return; // nobody listens: a log is no reason to stop
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

} // namespace

void append_quoted(std::string &out, std::string_view text) {
  out += '"';
  append_escaped(out, text, true);
  out += '"';
}

void append_visible(std::string &out, std::string_view text) {
  append_escaped(out, text, false);
}

void Log::write(Level level, std::string_view event, std::initializer_list<Fact> facts) const {
  if (wants(level)) write_always(level, event, facts);
}

void Log::write_always(Level level, std::string_view event, std::initializer_list<Fact> facts) const {
  char room[40];
  std::string line;
  line.reserve(200);
  if (json_) {
    line += "{\"time\":\"";
    line += timestamp(room);
    line += "\",\"level\":\"";
    line += name_of(level);
    line += "\",\"event\":";
    append_quoted(line, event);
  } else {
    line += timestamp(room);
    line += ' ';
    line += name_of(level);
    line += ' ';
    line += event;
  }
  for (const Fact &fact : facts) append_fact(line, fact, json_);
  line += json_ ? "}\n" : "\n";
  put(line);
}

void Log::say(std::string_view line) const {
  std::string text(line);
  text += '\n';
  put(text);
}

} // namespace host
