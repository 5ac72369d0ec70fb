// desk.hpp - reads requests and submissions out of JSON, as the tests write it, and tells what was wrong as one line.
#pragma once
#include "feedback/request.hpp"
#include "feedback/submission.hpp"
#include "feedback/wording.hpp"
#include "protocol/form_schema.hpp"
#include <doctest/doctest.h>
#include <string>

namespace desk {

using namespace tenon::feedback;

inline constexpr FormDoor forms{tenon::protocol::check_form_schema, tenon::protocol::check_form_content};

inline std::string told(const Problems &problems) {
  std::string all;
  for (const Problem &each : problems.all()) all += (all.empty() ? "" : "; ") + each.field + ' ' + say(each, Language::en);
  return all;
}

struct Heard {
  bool fine = false;
  Request request;
  std::string wrong;
};

inline Heard ask(const std::string &json, const Limits &limits = {}, Door door = Door::tool) {
  tenon::json::Reader reader;
  REQUIRE(reader.parse_copy(json, 64) == tenon::json::Trouble::none);
  Heard asked;
  Problems problems;
  asked.fine = read_request(reader, reader.whole(), door, limits, forms, asked.request, problems);
  asked.wrong = told(problems);
  CHECK(asked.fine == problems.none());
  return asked;
}

struct Said {
  bool fine = false;
  Submission submission;
  std::string wrong;
};

inline Said answer(const Question &question, const std::string &json, const Limits &limits = {}) {
  tenon::json::Reader reader;
  REQUIRE(reader.parse_copy(json, 64) == tenon::json::Trouble::none);
  Said said;
  Problems problems;
  said.fine = read_submission(reader, reader.whole(), question, limits, forms, said.submission, problems);
  said.wrong = told(problems);
  CHECK(said.fine == problems.none());
  return said;
}

inline Said decline(const std::string &json, const Limits &limits = {}) {
  tenon::json::Reader reader;
  REQUIRE(reader.parse_copy(json, 64) == tenon::json::Trouble::none);
  Said said;
  Problems problems;
  said.fine = read_decline(reader, reader.whole(), limits, forms, said.submission, problems);
  said.wrong = told(problems);
  return said;
}

// So many letters, each of three bytes.
inline std::string letters(size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += "\xe4\xbd\xa0";
  return out;
}

} // namespace desk
