// request_parts_test.cpp - options, rules and forms at their limits and one past them, for both who ask and who answer.
#include "feedback/desk.hpp"

using namespace desk;

namespace {

std::string with(const std::string &members) { return R"({"message":"May I?",)" + members + "}"; }
std::string option(const std::string &member, size_t points) {
  return with(R"("predefinedOptions":[{"value":"v",")" + member + R"(":")" + letters(points) + "\"}]");
}
std::string padded(const std::string &begin, size_t bytes, const std::string &end) { return begin + std::string(bytes - begin.size() - end.size(), 'x') + end; }

} // namespace

TEST_CASE("labels and placeholders have two hundred letters at most") {
  CHECK(ask(option("label", 200)).wrong == "");
  CHECK(ask(option("label", 201)).wrong == "/predefinedOptions/0/label must have at most 200 characters");
  CHECK(ask(with(R"("freeText":{"placeholder":")" + letters(200) + "\"}")).wrong == "");
  CHECK(ask(with(R"("freeText":{"placeholder":")" + letters(201) + "\"}")).wrong == "/freeText/placeholder must have at most 200 characters");
}

TEST_CASE("a form's schema has thirty-two KiB at most, and is one that people can fill in") {
  const std::string begin = R"({"type":"object","properties":{"n":{"type":"string","description":")", end = "\"}}}";
  CHECK(ask(with("\"form\":" + padded(begin, 32u << 10, end))).wrong == "");
  CHECK(ask(with("\"form\":" + padded(begin, (32u << 10) + 1, end))).wrong == "/form must have at most 32768 bytes");
  CHECK(ask(with(R"("form":{"type":"object","properties":{"n":{"type":"object"}}})")).wrong.find("/form ") == 0);
  CHECK(ask(with(R"("form":[])")).wrong == "/form must be an object");
}

TEST_CASE("what comes with an answer is bounded like what comes with a question") {
  const Question plain = ask(R"({"message":"?"})").request.question;
  const auto metadata = [&](size_t bytes) { return R"({"freeText":"x","metadata":)" + padded(R"({"a":")", bytes, "\"}") + "}"; };
  CHECK(answer(plain, metadata(16u << 10)).wrong == "");
  CHECK(answer(plain, metadata((16u << 10) + 1)).wrong == "/metadata must have at most 16384 bytes");
  CHECK(decline("{\"metadata\":" + padded(R"({"a":")", (16u << 10) + 1, "\"}") + "}").wrong == "/metadata must have at most 16384 bytes");
  const Question typed = ask(with(R"("form":{"type":"object","properties":{"n":{"type":"string"}}})")).request.question;
  const auto filled = [&](size_t bytes) { return "{\"form\":" + padded(R"({"n":")", bytes, "\"}") + "}"; };
  CHECK(answer(typed, filled(32u << 10)).wrong == "");
  CHECK(answer(typed, filled((32u << 10) + 1)).wrong == "/form must have at most 32768 bytes");
}
