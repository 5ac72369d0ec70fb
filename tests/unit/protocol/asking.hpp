// asking.hpp - questions for the tests of this room, made as a host makes them.
#pragma once
#include "protocol/input_required.hpp"
#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace asking {

using namespace tenon;
using namespace tenon::protocol;

inline Outcome<Question> read(const QuestionWords &words, std::span<const Question> others = {}) {
  json::Reader reader;
  return read_question(words, others, reader, 64);
}

inline Question asked(const QuestionWords &words) {
  const auto question = read(words);
  if (!question) FAIL(question.refusal().text);
  return *question;
}

inline std::string refusal(const QuestionWords &words, std::span<const Question> others = {}) {
  const auto question = read(words, others);
  if (question) return "";
  CHECK(question.refusal().status == Status::invalid);
  return question.refusal().text;
}

inline QuestionWords form_words(std::string_view schema, std::string_view key = "name") {
  return {key, static_cast<int64_t>(Ask::form), "Who are you?", schema, "", ""};
}
inline QuestionWords url_words(std::string_view url) { return {"link", static_cast<int64_t>(Ask::url), "Please go there.", "", url, ""}; }
inline QuestionWords sample_words(std::string_view params) { return {"idea", static_cast<int64_t>(Ask::sample), "", "", "", params}; }
inline QuestionWords roots_words() { return {"folders", static_cast<int64_t>(Ask::roots), "", "", "", ""}; }

inline constexpr std::string_view name_form = R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})";
inline constexpr std::string_view short_talk = R"({"messages":[{"role":"user","content":{"type":"text","text":"Hi"}}],"maxTokens":100})";

// What check_answer says to this JSON.
inline std::string verdict(const Question &question, std::string_view answer) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(answer, 64) == json::Trouble::none);
  return check_answer(question, reader.root());
}

inline std::string request(const Question &question, Revision revision) {
  std::string out;
  append_request(out, question, revision);
  return out;
}

} // namespace asking
