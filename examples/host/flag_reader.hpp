// flag_reader.hpp - reads --name value and --name=value by a table, which is also the help text.
#pragma once
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace host {

// One flag of a command. `takes` names its value in the help; empty means it takes none. `apply` says no by returning what a
// right value would have been.
template <class Flags> struct Flag {
  std::string_view name;
  std::string_view takes;
  std::string_view help;
  std::string (*apply)(Flags &flags, std::string_view value);
};

template <class Flags, size_t count>
std::string read_flags(const Flag<Flags> (&table)[count], const std::vector<std::string_view> &words, Flags &flags) {
  for (size_t i = 0; i < words.size(); ++i) {
    const size_t equals = words[i].find('=');
    const std::string_view name = words[i].substr(0, equals);
    const Flag<Flags> *flag = nullptr;
    for (const auto &row : table)
      if (row.name == name) flag = &row;
    if (!flag) return (name.substr(0, 2) == "--" ? "unknown flag " : "unexpected word ") + std::string(name);
    std::string_view value;
    if (flag->takes.empty()) {
      if (equals != std::string_view::npos) return std::string(name) + " takes no value";
    } else if (equals != std::string_view::npos) {
      value = words[i].substr(equals + 1);
    } else if (i + 1 < words.size()) {
      value = words[++i];
    } else {
      return std::string(name) + " needs a value: " + std::string(flag->takes);
    }
    if (std::string wanted = flag->apply(flags, value); !wanted.empty())
      return std::string(name) + " " + std::string(value) + ": " + wanted;
  }
  return {};
}

template <class Flags, size_t count> std::string describe_flags(const Flag<Flags> (&table)[count]) {
  std::string text;
  for (const auto &row : table) {
    std::string line = "  " + std::string(row.name);
    if (!row.takes.empty()) line += " " + std::string(row.takes);
    line.resize(line.size() < 29 ? 29 : line.size() + 1, ' ');
    text += line + std::string(row.help) + "\n";
  }
  return text;
}

// A whole number from least to most; "" when it was one.
template <class Number> std::string read_number(std::string_view text, uint64_t least, uint64_t most, Number &out) {
  uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value < least || value > most)
    return "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", please";
  out = static_cast<Number>(value);
  return {};
}

} // namespace host
