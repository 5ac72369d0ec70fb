// pattern_test.cpp - what patterns match, what they refuse to be, and that no text makes them slow.
#include "schema/pattern.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using schema::Budget;
using schema::Pattern;
using schema::PatternLimits;

namespace {

// Asks the table and the walk, which must agree.
bool found(std::string_view source, std::string_view text) {
  const auto table = Pattern::compile(source);
  PatternLimits none;
  none.max_table_bytes = 0;
  const auto walk = Pattern::compile(source, none);
  INFO("/" << source << "/ in \"" << text << "\"");
  REQUIRE((table && walk));
  CHECK_FALSE(walk->is_table());
  Budget a(10000000), b(10000000);
  const bool by_table = table->found_in(text, a);
  const bool by_walk = walk->found_in(text, b);
  CHECK_FALSE(b.spent());
  CHECK(by_table == by_walk);
  return by_table;
}

std::string refusal(std::string_view source, const PatternLimits &limits = {}) {
  const auto compiled = Pattern::compile(source, limits);
  return compiled ? "" : compiled.refusal().text;
}

bool refused_for(std::string_view source, std::string_view reason) {
  const std::string text = refusal(source);
  INFO("/" << source << "/: " << text);
  return text.find(reason) != std::string::npos;
}

std::string times(size_t count, const char *text) {
  std::string out;
  while (count-- > 0) out += text;
  return out;
}

} // namespace

TEST_CASE("pattern: literals are found anywhere, anchors hold them to an end") {
  CHECK(found("b", "abc"));
  CHECK_FALSE(found("d", "abc"));
  CHECK(found("", ""));
  CHECK(found("", "abc"));
  CHECK(found("^ab", "abc"));
  CHECK_FALSE(found("^bc", "abc"));
  CHECK(found("bc$", "abc"));
  CHECK_FALSE(found("ab$", "abc"));
  CHECK(found("^abc$", "abc"));
  CHECK_FALSE(found("^abc$", "abc\n"));
  CHECK(found("^$", ""));
  CHECK_FALSE(found("^$", "a"));
  CHECK(found("aab", "aaab"));
  CHECK_FALSE(found("a^b", "ab"));
  CHECK(found("a$|^b", "b"));
}

TEST_CASE("pattern: alternatives, groups and repetitions") {
  CHECK(found("^(cat|dog)s?$", "dogs"));
  CHECK_FALSE(found("^(cat|dog)s?$", "dogss"));
  CHECK(found("^(?:a|b)*$", "abba"));
  CHECK(found("^(?<year>[0-9]{4})$", "2026"));
  CHECK(found("^a{3}$", "aaa"));
  CHECK_FALSE(found("^a{3}$", "aa"));
  CHECK_FALSE(found("^a{3}$", "aaaa"));
  CHECK(found("^a{2,}$", "aaaaa"));
  CHECK_FALSE(found("^a{2,}$", "a"));
  CHECK(found("^a{1,3}$", "aaa"));
  CHECK_FALSE(found("^a{1,3}$", "aaaa"));
  CHECK_FALSE(found("^a{1,3}$", ""));
  CHECK(found("^a{0}$", ""));
  CHECK_FALSE(found("^a{0}$", "a"));
  CHECK(found("^(a|)+$", "aa"));
  CHECK(found("^(a*)*$", "aaa"));
  CHECK(found("^(a*)+b$", "b"));
  CHECK(found("^a+?b*?c??$", "aab"));
  CHECK(found("^()$", ""));
  CHECK(found("^(|a)$", "a"));
  CHECK(found("^(ab){2}c$", "ababc"));
  CHECK(found("^((a|b)c){1,2}$", "acbc"));
}

TEST_CASE("pattern: classes, ranges and negation") {
  CHECK(found("^[a-c]+$", "abc"));
  CHECK_FALSE(found("^[a-c]+$", "abd"));
  CHECK(found("^[^a-c]+$", "xyz"));
  CHECK_FALSE(found("^[^a-c]+$", "xay"));
  CHECK(found("^[-a]+$", "-a"));
  CHECK(found("^[a-]+$", "-a"));
  CHECK(found("^[\\]\\[\\-^]+$", "]-[^"));
  CHECK(found("^[\\w-.]+$", "a-b.c"));
  CHECK(found("^[\\d\\s]+$", "1 2"));
  CHECK(found("^[\\b]$", "\b"));
  CHECK_FALSE(found("[]", "a"));
  CHECK(found("^[^]$", "\n"));
  CHECK(found("^[^\\d]$", "x"));
  CHECK(found("^[.]$", "."));
  CHECK_FALSE(found("^[.]$", "x"));
}

TEST_CASE("pattern: the classes with names are ASCII, but white space is Unicode's") {
  CHECK(found("^\\d\\D\\w\\W\\s\\S$", "1xa- x"));
  CHECK_FALSE(found("^\\d$", "\xE0\xA7\xA6")); // a Bengali zero
  CHECK(found("^\\D$", "\xE0\xA7\xA6"));
  CHECK_FALSE(found("^\\w$", "\xC3\xA9"));
  CHECK(found("^\\s$", "\xC2\xA0"));
  CHECK(found("^\\s$", "\xEF\xBB\xBF"));
  CHECK(found("^\\s$", "\xE2\x80\xA9"));
  CHECK_FALSE(found("^\\S$", "\xE3\x80\x80"));
  CHECK(found("^.$", "\xC3\xA9"));
  for (const char *end : {"\n", "\r", "\xE2\x80\xA8", "\xE2\x80\xA9"}) CHECK_FALSE(found("^.$", end));
}

TEST_CASE("pattern: one code point is one character, whatever its length") {
  CHECK(found("^.$", "\xF0\x9F\x90\xB2"));
  CHECK(found("^\\u{1F432}$", "\xF0\x9F\x90\xB2"));
  CHECK(found("^\\ud83d\\udc32$", "\xF0\x9F\x90\xB2"));
  CHECK(found("^[\xF0\x9F\x90\xB0-\xF0\x9F\x90\xB4]{2}$", "\xF0\x9F\x90\xB2\xF0\x9F\x90\xB3"));
  CHECK_FALSE(found("\\ud83d", "\xF0\x9F\x90\xB2"));
  CHECK(found("^[^a]$", "\xF4\x8F\xBF\xBF"));
}

TEST_CASE("pattern: escapes") {
  CHECK(found("^\\t\\n\\r\\f\\v$", "\t\n\r\f\v"));
  CHECK(found("^\\0$", std::string_view("\0", 1)));
  CHECK(found("^\\cA\\ca$", "\x01\x01"));
  CHECK(found("^\\x41\\u0042$", "AB"));
  CHECK(found("^\\/\\.\\*\\@\\-$", "/.*@-"));
  CHECK(found("^a{,2}]}$", "a{,2}]}"));
  CHECK(found("^{\\d+}$", "{12}"));
}

TEST_CASE("pattern: edges of words") {
  CHECK(found("\\bcat\\b", "a cat!"));
  CHECK_FALSE(found("\\bcat\\b", "concat"));
  CHECK(found("\\Bcat\\b", "concat"));
  CHECK(found("^\\b", "a"));
  CHECK_FALSE(found("\\b", "-- --"));
  CHECK_FALSE(found("\\b", ""));
  CHECK(found("\\B", ""));
  CHECK(found("x\\b$", "x"));
  CHECK(found("\\b\xC3\xA9", "a\xC3\xA9"));
}

TEST_CASE("pattern: general categories, by either name, alone or in a class") {
  CHECK(found("^\\p{L}+$", "\xC3\xA9t\xC3\xA9"));
  CHECK_FALSE(found("^\\p{L}+$", "1"));
  CHECK(found("^\\p{Letter}\\P{Letter}$", "a1"));
  CHECK(found("^\\p{Nd}$", "\xE0\xA7\xA6"));
  CHECK(found("^\\p{gc=Lu}\\p{General_Category=Lowercase_Letter}$", "Ab"));
  CHECK(found("^[\\p{Lu}\\p{Nd}_]+$", "A_1"));
  CHECK_FALSE(found("^[^\\p{Lu}]$", "A"));
  CHECK(found("^\\p{Sc}$", "\xE2\x82\xAC"));
  CHECK(found("^\\p{Lo}$", "\xE6\xBC\xA2"));
  CHECK(found("^\\p{Co}$", "\xF4\x8F\xBF\xBD"));
  CHECK(found("^\\p{Cn}$", "\xF4\x8F\xBF\xBF"));
  CHECK(found("^\\p{Any}\\p{ASCII}\\p{Assigned}$", "\xC3\xA9xy"));
}

TEST_CASE("pattern: what is not linear, not built, or not a pattern, is refused with its reason") {
  CHECK(refused_for("(a)\\1", "back-references are not linear"));
  CHECK(refused_for("(?<n>a)\\k<n>", "back-references are not linear"));
  CHECK(refused_for("a(?=b)", "lookahead is not linear"));
  CHECK(refused_for("a(?!b)", "lookahead is not linear"));
  CHECK(refused_for("(?<=a)b", "lookbehind is not linear"));
  CHECK(refused_for("(?<!a)b", "lookbehind is not linear"));
  CHECK(refused_for("\\p{Script=Latin}", "is not built"));
  CHECK(refused_for("\\p{Emoji}", "is not built"));
  CHECK(refused_for("\\pL", "wants a {name}"));
  CHECK(refused_for("(", "has no )"));
  CHECK(refused_for("(a", "has no )"));
  CHECK(refused_for("a)", "without its ("));
  CHECK(refused_for("[a", "has no ]"));
  CHECK(refused_for("[b-a]", "out of order"));
  CHECK(refused_for("a{2,1}", "out of order"));
  for (const char *each : {"*", "+a", "?", "a**", "a{2}{3}", "{2}", "(*)", "|*"}) CHECK(refused_for(each, "nothing to repeat"));
  for (const char *each : {"^*", "a$+", "\\b?", "^{2}"}) CHECK(refused_for(each, "cannot be repeated"));
  CHECK(refused_for("\\", "ends with"));
  CHECK(refused_for("\\a", "is no escape"));
  CHECK(refused_for("[\\q]", "is no escape"));
  CHECK(refused_for("\\x4", "two hex digits"));
  CHECK(refused_for("\\u12", "four hex digits"));
  CHECK(refused_for("\\u{110000}", "code point"));
  CHECK(refused_for("\\u{}", "code point"));
  CHECK(refused_for("\\c1", "wants a letter"));
  CHECK(refused_for("\\01", "followed by a digit"));
  CHECK(refused_for("(?i)a", "unknown kind"));
  CHECK(refused_for("(?<>a)", "name is broken"));
}

TEST_CASE("pattern: bounds hold at the limit and one past it") {
  PatternLimits limits;
  limits.max_instructions = 11; // ten characters and the match
  CHECK(refusal("a{10}", limits).empty());
  CHECK(refusal("a{11}", limits) == "it is longer than 11 instructions when counted out");
  limits = {};
  limits.max_nesting = 3;
  CHECK(refusal("(((a)))", limits).empty());
  CHECK(refusal("((((a))))", limits).find("nested too deep") != std::string::npos);
  CHECK_FALSE(refusal("((((a{100}){100}){100}){100})").empty());
  CHECK_FALSE(refusal("a{99999999999999999999}").empty());
  CHECK_FALSE(refusal("((){9999}){9999}").empty());
  CHECK_FALSE(refusal(times(101, "(")).empty());
  CHECK(Pattern::compile("a{9999}").operator bool());
  CHECK_FALSE(Pattern::compile("a{10000}").operator bool());
}

TEST_CASE("pattern: a table that would be too large is not made, and the verdict is the same") {
  const std::string source = "(a|b)*a(a|b){20}$"; // two to the 21 states
  const auto compiled = Pattern::compile(source);
  REQUIRE(compiled);
  CHECK_FALSE(compiled->is_table());
  Budget budget(1000000);
  CHECK(compiled->found_in("bbba" + std::string(20, 'b'), budget));
  CHECK_FALSE(compiled->found_in("bbbb" + std::string(20, 'b'), budget));
  CHECK(Pattern::compile("^[a-z]+$")->is_table());
}

TEST_CASE("pattern: a hundred thousand characters against patterns that make others slow") {
  const std::string text = std::string(100000, 'a') + "!";
  for (const char *evil : {"(a+)+$", "^(a|aa)+$", "^(a|a)*$", "(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y"}) {
    const auto compiled = Pattern::compile(evil);
    REQUIRE(compiled);
    INFO(evil);
    Budget budget(1000000);
    CHECK_FALSE(compiled->found_in(text, budget));
    CHECK_FALSE(budget.spent());
  }
}

TEST_CASE("pattern: the walk pays for what it looks at, and ends when the budget does") {
  PatternLimits none;
  none.max_table_bytes = 0;
  const auto compiled = Pattern::compile("(a?){500}a{500}$", none);
  REQUIRE(compiled);
  Budget budget(10000);
  CHECK_FALSE(compiled->found_in(std::string(100000, 'a') + "b", budget));
  CHECK(budget.spent());
}
