// head.hpp - the two heads of an HTTP exchange: what is kept of the request's, and the answer's.
#pragma once
#include "framing/streamable_http.hpp"
#include <forward_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::engine {

// The part of a request head that is still needed when the body is complete, in memory of its own.
struct KeptHead {
  framing::Request request;
  std::string text;
  void keep(const framing::Request &borrowed, bool authorization); // the Authorization line only if handlers may see it
  void keep_all(const framing::Request &borrowed);
  void keep_for_site(const framing::Request &borrowed, bool authorization); // what pages and the feedback interface look at
  void clear();

private:
  void copy(std::span<std::string_view *const> wanted);
};

// One header line as it crosses the C ABI: the layout of tenon_header, which abi/ asserts.
struct AnswerLine {
  const char *name;
  size_t name_len;
  const char *value;
  size_t value_len;
};

struct AnswerHead {
  int status = 0;
  std::vector<AnswerLine> lines;

  AnswerHead() = default;
  AnswerHead(AnswerHead &&) = default; // a list: its strings stay where they are
  AnswerHead &operator=(AnswerHead &&) = default;

  // `name` and `value` live as long as the program.
  void add(std::string_view name, std::string_view value) { lines.push_back({name.data(), name.size(), value.data(), value.size()}); }
  void add_owned(std::string_view name, std::string value) { add(name, owned_.emplace_front(std::move(value))); }
  static AnswerHead of(int status, std::vector<std::pair<std::string, std::string>> headers);
  void clear();

private:
  std::forward_list<std::string> owned_;
};

} // namespace tenon::engine
