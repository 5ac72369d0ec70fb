// page_words_test.cpp - the words of both languages, and the places in them.
#include "web/page_words.hpp"
#include "json/reader.hpp"
#include "web/assets.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;

TEST_CASE("a word is found by its key, in code and in templates") {
  const PageWords words(R"({"a": "one \u4f60", "b": "", "n": 3})");
  CHECK(words.word("a") == "one 你");
  CHECK(words.word("b") == "");
  CHECK(words.word("n") == "");
  CHECK(words.word("c") == "");
  std::string out;
  append_filled(out, "{{t.a}}|{{t.c}}|{{a}}", Scope{words.frame()});
  CHECK(out == "one 你||");
}

TEST_CASE("places are filled with what is given, which is not looked at again") {
  const PageWords words(R"({"a": "{x} of {y}, {z}", "b": "{x}{x}", "c": "{x", "d": "x}"})");
  CHECK(words.say("a", {{"x", "{y}"}, {"y", "2"}}) == "{y} of 2, {z}");
  CHECK(words.say("b", {{"x", "ab"}}) == "abab");
  CHECK(words.say("c", {{"x", "1"}}) == "{x");
  CHECK(words.say("d", {{"x", "1"}}) == "x}");
  CHECK(words.say("none", {{"x", "1"}}) == "");
}

TEST_CASE("what is no table has no words") {
  for (const char *text : {"", "[]", "{\"a\":", "3", "{\"a\":{\"b\":{}}}"}) {
    const PageWords words(text);
    CHECK_MESSAGE(words.word("a") == "", text);
    CHECK(words.json() == "{}");
  }
}

TEST_CASE("both languages have the same keys, and none of them is empty") {
  const PageWords zh(assets::page_words_zh_json), en(assets::page_words_en_json);
  const auto has_all_of = [](const PageWords &words, const PageWords &other) {
    tenon::json::Reader reader;
    REQUIRE(reader.parse_copy(other.json(), 1) == tenon::json::Trouble::none);
    const tenon::json::Value table = reader.root();
    size_t count = 0;
    for (auto name = table.first(); name.at() != table.end(); name = name.next().next(), ++count) CHECK_MESSAGE(words.word(name.text()) != "", std::string(name.text()));
    return count;
  };
  const size_t count = has_all_of(zh, en);
  CHECK(has_all_of(en, zh) == count);
  CHECK(count > 100);
}
