// uri_template_test.cpp - which URIs belong to a template, with which values, and which texts are no templates.
#include "catalog/uri_template.hpp"
#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

using namespace tenon;
using namespace tenon::catalog;

namespace {

UriTemplate made(std::string_view text) {
  auto read = UriTemplate::read(text);
  REQUIRE(read);
  return *read;
}

// "x=1 y=2", or "-" when there is no match.
std::string match(std::string_view pattern, std::string_view uri) {
  std::vector<std::pair<std::string, std::string>> variables = {{"left", "over"}};
  if (!made(pattern).match(uri, variables)) return variables.empty() ? "-" : "leftovers";
  std::string out;
  for (const auto &[name, value] : variables) out += (out.empty() ? "" : " ") + name + "=" + value;
  return out;
}

std::string refusal(std::string_view text) {
  const auto read = UriTemplate::read(text);
  REQUIRE_FALSE(read);
  CHECK(read.refusal().status == Status::invalid);
  return read.refusal().text;
}

struct Row {
  const char *pattern, *uri, *variables;
};

template <size_t N> void check(const Row (&rows)[N]) {
  for (const Row &row : rows) {
    CAPTURE(row.pattern);
    CAPTURE(row.uri);
    CHECK(match(row.pattern, row.uri) == row.variables);
  }
}

} // namespace

TEST_CASE("a variable takes what an expansion leaves: unreserved characters and escapes") {
  const Row rows[] = {
      {"note:///{id}", "note:///17", "id=17"},
      {"note:///{id}", "note:///", "id="},
      {"note:///{id}", "note:///a/b", "-"},
      {"note:///{id}", "note:///a%2Fb", "id=a/b"},
      {"note:///{id}", "note:///a%20%c3%A4~", "id=a \xC3\xA4~"},
      {"note:///{id}", "note:///a b", "-"},
      {"note:///{id}", "note:///a?b", "-"},
      {"note:///{id}", "Note:///a", "-"},
      {"a:{x}/{y}.txt", "a:b/c.d.txt", "x=b y=c.d"},
      {"a:b", "a:b", ""},
      {"a:b", "a:bc", "-"},
      {"a:b", "a:", "-"},
      {"{x}", "", "x="},
      {"{x.y_1}:", "v:", "x.y_1=v"},
  };
  check(rows);
}

TEST_CASE("the eight operators") {
  const Row rows[] = {
      {"a:{x,y}", "a:1,2", "x=1 y=2"},
      {"a:{x,y}", "a:1", "x=1"},
      {"a:{x,y}", "a:1,2,3", "-"},
      {"file://{+path}", "file:///etc/a%20b?c#d", "path=/etc/a b?c#d"},
      {"a:{+x,y}", "a:/1,/2", "x=/1 y=/2"},
      {"a:{#x,y}", "a:#/1,2", "x=/1 y=2"},
      {"a:{#x}", "a:", ""},
      {"a:{#x}", "a:#", "x="},
      {"a:b{.x,y}", "a:b.1.2", "x=1 y=2"},
      {"a:b{.x,y}", "a:b.1", "x=1"},
      {"a:b{.x}", "a:b", ""},
      {"a:{/x,y}/end", "a:/1/2/end", "x=1 y=2"},
      {"a:{/x,y}/end", "a:/1/end", "x=1"},
      {"a:{/x,y}", "a:/1/2/3", "-"},
      {"a:{;x,y}", "a:;x=1;y=2", "x=1 y=2"},
      {"a:{;x,y}", "a:;y=2", "y=2"},
      {"a:{;x,y}", "a:;x;y", "x= y="},
      {"a:{;x,xy}", "a:;xy=1", "xy=1"},
      {"a:{;x}", "a:;x=", "-"},
      {"a:{;x}.{y}", "a:;x=.1.2", "x=.1 y=2"},
      {"a:{;x,y}", "a:;y=2;x=1", "-"}, // an expansion keeps the template's order
      {"a:{?x,y,z}", "a:?x=1&y=2&z=3", "x=1 y=2 z=3"},
      {"a:{?x,y,z}", "a:?x=1&z=3", "x=1 z=3"},
      {"a:{?x,y,z}", "a:?y=2&z=3", "y=2 z=3"},
      {"a:{?x,y,z}", "a:?z=3", "z=3"},
      {"a:{?x,y,z}", "a:?x=", "x="},
      {"a:{?x,y,z}", "a:", ""},
      {"a:{?x,y,z}", "a:?", "-"},
      {"a:{?x,y,z}", "a:&y=2", "-"},
      {"a:{?x,y,z}", "a:?x=1?y=2", "-"},
      {"a:{?x,y,z}", "a:?x=1&x=1", "-"},
      {"a:?f=1{&x,y}", "a:?f=1&y=2", "y=2"},
      {"a:?f=1{&x,y}", "a:?f=1&x=1&y=2", "x=1 y=2"},
      {"a:{x}{?q}{#f}", "a:1?q=2#3", "x=1 q=2 f=3"},
      {"a:{x}{?q}{#f}", "a:1#3", "x=1 f=3"},
  };
  check(rows);
}

TEST_CASE("where several splits are possible, a variable ends where the rest first fits, or last if nothing delimits it") {
  const Row rows[] = {
      {"{+path}/{name}", "a/b/c", "path=a/b name=c"},
      {"{+path}{?q}", "a/b?q=1", "path=a/b q=1"},
      {"{+path}{?q}", "a/b?r=1", "path=a/b?r=1"},
      {"{+path}{#part}", "a#b#c", "path=a part=b#c"},
      {"{name}{.ext}", "a.tar.gz", "name=a ext=tar.gz"},
      {"{x}-{y}", "a-b-c", "x=a y=b-c"},
      {"{host}{+path}", "example/a/b", "host=example path=/a/b"},
      {"{x}{y}", "abc", "x=abc y="},
      {"{+x,y}", "a,b,c", "x=a y=b,c"},
  };
  check(rows);
}

TEST_CASE("threat 33: escapes: checked, compared in any case, never cut, and UTF-8 when they are undone") {
  const Row rows[] = {
      {"a:{x}", "a:%", "-"},
      {"a:{x}", "a:%4", "-"},
      {"a:{x}", "a:%4g", "-"},
      {"a:{x}", "a:%FF", "-"},
      {"a:{x}", "a:%C3", "-"},
      {"a:{x}", "a:%ED%A0%80", "-"}, // half a surrogate pair
      {"a:{x}", "a:%C0%80", "-"},    // overlong
      {"a:{+x}", "a:%FF", "-"},
      {"a:{x}", "a:%e2%82%ac", "x=\xE2\x82\xAC"},
      {"a:\xC3\xA4/{x}", "a:%C3%A4/1", "x=1"},
      {"a:\xC3\xA4/{x}", "a:%c3%a4/1", "x=1"},
      {"a:\xC3\xA4/{x}", "a:\xC3\xA4/1", "-"}, // no URI
      {"a:%2f{x}", "a:%2F1", "x=1"},
      {"a:%2f{x}", "a:/1", "-"}, // another URI (RFC 3986 section 2.2)
      {"a:{x}41", "a:%41", "-"},
      {"a:{x}1", "a:%411", "x=A"},
      {"{?%c3%a4}", "?%C3%A4=1", "%c3%a4=1"},
      {"a:{x}", "a:\xC3\xA4", "-"},
      {"a:{+x}", "a:<>", "-"},
      {"a:{+x}", "a:b\"", "-"},
  };
  check(rows);
  std::vector<std::pair<std::string, std::string>> variables;
  REQUIRE(made("a:{x}").match("a:%00%0A", variables));
  CHECK(variables[0].second == std::string("\0\n", 2));
  CHECK_FALSE(made("a:{x}").match(std::string_view("a:\0", 3), variables));
}

TEST_CASE("the template keeps its text and knows its variables") {
  const UriTemplate pattern = made("a:{x}{?y,z}\xC3\xA4");
  CHECK(pattern.text() == "a:{x}{?y,z}\xC3\xA4");
  for (const char *name : {"x", "y", "z"}) CHECK(pattern.has_variable(name));
  for (const char *name : {"", "xy", "a", "?y"}) CHECK_FALSE(pattern.has_variable(name));
  std::vector<std::pair<std::string, std::string>> variables;
  CHECK(UriTemplate().match("", variables));
  CHECK_FALSE(UriTemplate().match("a", variables));
}

TEST_CASE("what is no template, and where") {
  const char *rows[][2] = {
      {"", ": is empty"},
      {"a\xFF", ": is not UTF-8"},
      {"a:{x", ": at byte 2: a { that nothing closes"},
      {"a:x}", ": at byte 3: a } that closes nothing"},
      {"a:%4", ": at byte 2: a % without two hexadecimal digits"},
      {"a b", ": at byte 1: a character that must be escaped"},
      {"a\"", ": at byte 1: a character that must be escaped"},
      {"{}", ": at byte 1: a variable without a name"},
      {"{+}", ": at byte 2: a variable without a name"},
      {"{x,}", ": at byte 3: a variable without a name"},
      {"{,x}", ": at byte 1: a variable without a name"},
      {"{x,,y}", ": at byte 3: a variable without a name"},
      {"{x.}", ": at byte 3: a variable without a name"},
      {"{x..y}", ": at byte 3: a character that no variable's name has"},
      {"{x y}", ": at byte 2: a character that no variable's name has"},
      {"{x{y}}", ": at byte 2: a character that no variable's name has"},
      {"{%4}", ": at byte 1: a character that no variable's name has"},
      {"{++x}", ": at byte 2: a character that no variable's name has"},
      {"{x-y}", ": at byte 2: a character that no variable's name has"},
      {"{x:3}", ": at byte 2: the modifiers : and * are of level 4; levels 1 to 3 are supported"},
      {"{?x*}", ": at byte 3: the modifiers : and * are of level 4; levels 1 to 3 are supported"},
      {"{=x}", ": at byte 1: an operator that is reserved for later (RFC 6570 section 2.2)"},
      {"{!x}", ": at byte 1: an operator that is reserved for later (RFC 6570 section 2.2)"},
      {"{@x}", ": at byte 1: an operator that is reserved for later (RFC 6570 section 2.2)"},
      {"{|x}", ": at byte 1: an operator that is reserved for later (RFC 6570 section 2.2)"},
      {"{x}{x}", ": at byte 5: the variable x comes twice"},
  };
  for (const auto &row : rows) {
    CAPTURE(row[0]);
    CHECK(refusal(row[0]) == row[1]);
  }
  CHECK(refusal(std::string_view("a\0", 2)) == ": at byte 1: a character that must be escaped");
}

TEST_CASE("bounds: bytes of the template, variables, bytes of the URI") {
  const std::string longest(2048, 'a');
  CHECK(match(longest, longest).empty());
  CHECK(refusal(longest + "a") == ": is longer than 2048 bytes");

  std::string many = "{?v0";
  for (int i = 1; i < 32; ++i) many += ",v" + std::to_string(i);
  CHECK(match(many + "}", "?v0=1&v31=2") == "v0=1 v31=2");
  CHECK(refusal(many + ",v32}").find("more than 32 variables") != std::string::npos);

  const std::string uri(8192, 'a');
  CHECK(match("{x}", uri) == "x=" + uri);
  CHECK(match("{x}", uri + "a") == "-");
}
