// flag_reader.hpp - reads --name value and --name=value by a table, which is also the help text.
#pragma once
#include <charconv>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace host {

// What becomes of a flag's value. Says no by returning what a right value would have been.
using Taker = std::function<std::string(std::string_view value)>;

// One flag of a command. `takes` names its value in the help; empty means it takes none.
struct Flag {
  std::string_view name;
  std::string_view takes;
  std::string_view help;
  Taker take;
};
using FlagTable = std::vector<Flag>;

// A whole number from least to most; "" when it was one.
template <class Number> std::string read_number(std::string_view text, uint64_t least, uint64_t most, Number &out) {
  uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value < least || value > most)
    return "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", please";
  out = static_cast<Number>(value);
  return {};
}

// ---- what most flags do with their value; `out` has to outlive the table ----

inline Taker keep(std::string &out) {
  return [&out](std::string_view value) { return out = value, std::string(); };
}

inline Taker append(std::vector<std::string> &out) {
  return [&out](std::string_view value) { return out.emplace_back(value), std::string(); };
}

inline Taker turn_on(bool &out) {
  return [&out](std::string_view) { return out = true, std::string(); };
}

template <class Number> Taker number(uint64_t least, uint64_t most, Number &out) {
  return [least, most, &out](std::string_view value) { return read_number(value, least, most, out); };
}

template <class Value> struct Choice {
  std::string_view word;
  Value value;
};

template <class Value> Taker one_of(std::vector<Choice<Value>> choices, Value &out) {
  return [choices = std::move(choices), &out](std::string_view value) {
    std::string words;
    for (size_t i = 0; i < choices.size(); ++i) {
      if (choices[i].word == value) return out = choices[i].value, std::string();
      words += i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ";
      words += choices[i].word;
    }
    return words + ", please";
  };
}

// ---- reading and describing ----

inline const Flag *find_flag(const FlagTable &table, std::string_view name) {
  for (const Flag &flag : table)
    if (flag.name == name) return &flag;
  return nullptr;
}

// Returns what is wrong, or "". Words that are no flags go into `rest`; without it there may be none.
inline std::string read_flags(const FlagTable &table, const std::vector<std::string_view> &words,
                              std::vector<std::string_view> *rest = nullptr) {
  for (size_t i = 0; i < words.size(); ++i) {
    const bool is_flag = words[i].substr(0, 2) == "--";
    if (!is_flag && rest) {
      rest->push_back(words[i]);
      continue;
    }
    const size_t equals = words[i].find('=');
    const std::string_view name = words[i].substr(0, equals);
    const Flag *flag = find_flag(table, name);
    if (!flag) return (is_flag ? "unknown flag " : "unexpected word ") + std::string(name);
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
    if (std::string wanted = flag->take(value); !wanted.empty())
      return std::string(name) + " " + std::string(value) + ": " + wanted;
  }
  return {};
}

inline std::string describe_flags(const FlagTable &table) {
  std::string text;
  for (const Flag &flag : table) {
    std::string line = "  " + std::string(flag.name);
    if (!flag.takes.empty()) line += " " + std::string(flag.takes);
    line.resize(line.size() < 31 ? 31 : line.size() + 1, ' ');
    text += line + std::string(flag.help) + "\n";
  }
  return text;
}

} // namespace host
