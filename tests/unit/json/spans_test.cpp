// spans_test.cpp - members and elements come with the very text they were read from: compared with a reader that goes by
// characters.
#include <doctest/doctest.h>
#include <cstdint>
#include <string>
#include "json/reader.hpp"
#include "slow_reader.hpp"

using namespace tenon::json;

namespace {

char kind_letter(Value value) {
  switch (value.kind()) {
    case Kind::object: return '{';
    case Kind::array: return '[';
    case Kind::text: return '"';
    case Kind::truth: return value.truth() ? 't' : 'f';
    case Kind::null: return 'n';
    default: return '#';
  }
}

// The first difference between what the two readers saw, or "".
std::string difference(const Reader &reader, const Span &seen, const slow::Node &expected) {
  if (kind_letter(seen.value) != expected.kind) return "kind of " + expected.raw;
  if (seen.raw != expected.raw) return "raw: " + std::string(seen.raw) + " for " + expected.raw;
  if (seen.value.is_text() && seen.value.text() != expected.text) return "text of " + expected.raw;
  const bool container = seen.value.is_object() || seen.value.is_array();
  if (container && seen.value.count() != expected.children.size()) return "count of " + expected.raw;
  size_t i = 0;
  for (Span it = reader.first_of(seen); it.value; it = reader.next_of(it), ++i) {
    if (i == expected.children.size()) return "too many in " + expected.raw;
    if (seen.value.is_object() ? it.name.text() != expected.names[i] : static_cast<bool>(it.name))
      return "name in " + expected.raw;
    if (seen.value.is_object() && seen.value.find(expected.names[i]).at() != it.value.at())
      return "find " + expected.names[i];
    if (std::string below = difference(reader, it, expected.children[i]); !below.empty()) return below;
  }
  return i == expected.children.size() ? "" : "too few in " + expected.raw;
}

// Both readers must agree whether it is JSON, and if so on every span in it.
bool agree(Reader &reader, const std::string &text) {
  constexpr size_t max_nesting = 8;
  const std::optional<slow::Node> expected = slow::Reader(text, max_nesting).read();
  const Trouble trouble = reader.parse_copy(text, max_nesting);
  CHECK_MESSAGE((trouble == Trouble::none) == expected.has_value(), word(trouble), ": ", text);
  if (trouble != Trouble::none || !expected) return false;
  const std::string found = difference(reader, reader.whole(), *expected);
  CHECK_MESSAGE(found == "", text);
  CHECK(!reader.next_of(reader.whole()).value);
  return true;
}

// Documents by chance, the same in each run.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  size_t below(size_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>((state_ >> 33) % bound);
  }
  std::string white() {
    static const char *const kinds[] = {"", "", "", " ", "\n", "\r\n\t", "   ", " \t "};
    return kinds[below(8)];
  }
  std::string text() {
    static const char *const pieces[] = {"a",        "id",
                                         "{",        "}",
                                         "[",        "]",
                                         ",",        ":",
                                         " ",        "\\\"",
                                         "\\\\",     "\\n",
                                         "\\u0041",  "\\ud83d\\ude00",
                                         "\xC3\xA9", "\xF0\x9F\x98\x80"};
    std::string out = "\"";
    for (size_t i = below(5); i > 0; --i) out += pieces[below(16)];
    return out + "\"";
  }
  std::string scalar() {
    static const char *const kinds[] = {"0",    "-1",    "12345678901", "1.5", "-0.25e-3", "18446744073709551615",
                                        "true", "false", "null",        "1e3"};
    return below(3) == 0 ? text() : kinds[below(10)];
  }
  std::string value(size_t depth) {
    const size_t choice = depth == 0 ? 2 : below(3);
    if (choice == 2) return white() + scalar() + white();
    std::string out = white() + (choice == 0 ? "{" : "[") + white();
    for (size_t i = 0, count = below(5); i < count; ++i) {
      if (i > 0) out += ",";
      if (choice == 0) out += white() + "\"" + std::to_string(i) + text().substr(1) + white() + ":";
      out += value(depth - 1);
    }
    return out + (choice == 0 ? "}" : "]") + white();
  }

 private:
  uint64_t state_;
};

} // namespace

TEST_CASE("a member's raw text is what stands there, without the white space around it") {
  Reader reader;
  REQUIRE(reader.parse_copy("  {\"id\" :\t7 ,\r\n \"params\" : { \"a\" : [ 1 , \"]}\" ] } , \"last\":\"x\\\"\" }\n", 64) ==
          Trouble::none);
  CHECK(reader.whole().raw == "{\"id\" :\t7 ,\r\n \"params\" : { \"a\" : [ 1 , \"]}\" ] } , \"last\":\"x\\\"\" }");
  const Span id = reader.first_of(reader.whole());
  CHECK(id.name.text() == "id");
  CHECK(id.raw == "7");
  const Span params = reader.next_of(id);
  CHECK(params.raw == "{ \"a\" : [ 1 , \"]}\" ] }");
  const Span a = reader.first_of(params);
  CHECK(a.raw == "[ 1 , \"]}\" ]");
  const Span one = reader.first_of(a);
  CHECK(!one.name);
  CHECK(one.raw == "1");
  CHECK(reader.next_of(one).raw == "\"]}\"");
  CHECK(!reader.next_of(reader.next_of(one)).value);
  CHECK(!reader.next_of(a).value);
  const Span last = reader.next_of(params);
  CHECK(last.name.text() == "last");
  CHECK(last.raw == "\"x\\\"\"");
  CHECK(!reader.next_of(last).value);
}

TEST_CASE("nothing comes out of what holds nothing") {
  Reader reader;
  for (const std::string text : {"{}", "[]", " [ ] ", "{ \n}", "1", "\"a\"", "null"}) {
    REQUIRE(reader.parse_copy(text, 64) == Trouble::none);
    CHECK(!reader.first_of(reader.whole()).value);
    CHECK(!reader.next_of(reader.whole()).value);
  }
}

TEST_CASE("what lies in the padding is not taken for a sibling of the root") {
  Reader reader;
  const std::string text = "7" + std::string(Reader::padding, ',');
  REQUIRE(reader.parse({text.data(), 1}, 64) == Trouble::none);
  CHECK(reader.whole().raw == "7");
  CHECK(!reader.next_of(reader.whole()).value);
}

TEST_CASE("chosen documents read the same character by character") {
  Reader reader;
  for (const std::string text :
       {"[]", "{}", "[[]]", "[{}]", "{\"a\":{}}", "[[],[]]", "[{},{}]", "[[[]],[]]", "[1,[],2]", "[[],1,{}]",
        "{\"a\":[],\"b\":{},\"c\":1}", "[[[[[[[[1]]]]]]]]", "{\"a\":[{\"b\":[{}]},[]],\"c\":[[],[[],[]]]}", "\"[{,:}]\"",
        " 1 ", "[\"\",\"\"]", "{\"\":\"\"}"})
    CHECK(agree(reader, text));
}

TEST_CASE("documents by chance read the same character by character") {
  Reader reader;
  Dice dice(1);
  for (int i = 0; i < 5000; ++i) CHECK(agree(reader, dice.value(5)));
}

TEST_CASE("documents that were damaged by chance are refused by both readers or read the same by both") {
  Reader reader;
  Dice dice(2);
  static const char damage[] = "{}[],:\"\\ 0123456789-+.eEtfnu\n\x01\x80\xC3\xFF";
  int taken = 0, refused = 0;
  for (int i = 0; i < 30000; ++i) {
    std::string text = dice.value(3);
    for (size_t blows = 1 + dice.below(2); blows > 0 && !text.empty(); --blows) {
      const size_t at = dice.below(text.size());
      const char c = damage[dice.below(sizeof damage)]; // the NUL too
      switch (dice.below(4)) {
        case 0: text[at] = c; break;
        case 1: text.insert(at, 1, c); break;
        case 2: text.erase(at, 1); break;
        default: text.resize(at); break;
      }
    }
    ++(agree(reader, text) ? taken : refused);
  }
  CHECK(taken > 1000);
  CHECK(refused > 1000);
}
