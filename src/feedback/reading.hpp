// reading.hpp - takes a request apart field by field, and notes every one that does not fit, with its path and limit.
#pragma once
#include "feedback/limits.hpp"
#include "feedback/problem.hpp"
#include "json/reader.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::feedback {

// Forms are checked by another room; it gives its two functions here. Both return "" or what is wrong.
struct FormDoor {
  std::string (*check_schema)(const json::Value &schema);
  std::string (*check_content)(std::string_view schema, const json::Value &content);
};

// One request that is being read. Each reader below returns false, and has noted why, when the value does not fit.
struct Reading {
  const json::Reader &reader;
  const Limits &limits;
  const FormDoor &forms;
  Problems &problems;

  bool wrong(std::string field, Wrong what, int64_t limit = -1, std::string_view detail = {}) const {
    problems.add(std::move(field), what, limit, detail);
    return false;
  }
  bool text(const json::Value &, const std::string &field, size_t least, size_t most, std::string &out) const;
  bool truth(const json::Value &, const std::string &field, bool &out) const;
  bool whole(const json::Value &, const std::string &field, int64_t least, int64_t most, uint32_t &out) const;
  // One of `choices`, which are separated by '|'; its place among them.
  bool choice(const json::Value &, const std::string &field, std::string_view choices, size_t &out) const;
  // An object as one line of JSON.
  bool object(const json::Span &, const std::string &field, size_t most_bytes, std::string &out) const;
  // 1 to `most` letters that neither end a line nor are otherwise invisible.
  bool name(const json::Value &, const std::string &field, size_t most, std::string &out) const;
};

} // namespace tenon::feedback
