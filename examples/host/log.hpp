// log.hpp - one line per event on stderr, for people or as JSON.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace host {

enum class Level { debug, info, warn, error };

// One key=value of a log line. The caller decides what may be seen: never a token, a secret or an Authorization header.
struct Fact {
  Fact(std::string_view key, std::string_view value) : name(key), text(value) {}
  Fact(std::string_view key, const char *value) : name(key), text(value) {}
  Fact(std::string_view key, const std::string &value) : name(key), text(value) {}
  template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer>>>
  Fact(std::string_view key, Integer value) : name(key), number(static_cast<int64_t>(value)), is_number(true) {}

  std::string_view name;
  std::string_view text;
  int64_t number = 0;
  bool is_number = false;
};

class Log final {
public:
  Log(Level least, bool json) : least_(least), json_(json) {}

  bool wants(Level level) const { return level >= least_; }
  bool json() const { return json_; }

  // Writes a line if the level is wanted. Any thread; lines do not mix.
  void write(Level level, std::string_view event, std::initializer_list<Fact> facts = {}) const;

  // The same whatever the level.
  void write_always(Level level, std::string_view event, std::initializer_list<Fact> facts) const;

  // A plain line for the person at the terminal, whatever the level.
  void say(std::string_view line) const;

private:
  Level least_;
  bool json_;
};

// "..." with control characters escaped as JSON does it; what is not UTF-8 becomes a replacement character.
void append_quoted(std::string &out, std::string_view text);

// The same without quotes around it and without escaping those inside: for text that has its own.
void append_visible(std::string &out, std::string_view text);

} // namespace host
