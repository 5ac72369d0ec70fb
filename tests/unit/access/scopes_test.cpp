// scopes_test.cpp - three spellings of scopes, one result.
#include "access/scopes.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::access;

namespace {

// The joined scopes in brackets, or "refused".
std::string scopes_of(std::string_view claims) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(claims, 8) == json::Trouble::none);
  const ScopesClaim claim = find_scopes(reader.root());
  if (!valid_scopes(claim)) return "refused";
  std::string out;
  append_scopes(out, claim);
  return "[" + out + "]";
}

} // namespace

TEST_CASE("scope is text, as in RFC 8693") {
  CHECK(scopes_of(R"({"scope":"read write"})") == "[read write]");
  CHECK(scopes_of(R"({"scope":"  read   write "})") == "[read write]");
  CHECK(scopes_of(R"({"scope":"https://api.example/read:all"})") == "[https://api.example/read:all]");
  CHECK(scopes_of(R"({"scope":""})") == "[]");
  CHECK(scopes_of(R"({"scope":"   "})") == "[]");
  CHECK(scopes_of(R"({})") == "[]");
}

TEST_CASE("a scope that is an array is taken for one, though RFC 8693 knows only text") {
  CHECK(scopes_of(R"({"scope":["read","write"]})") == "[read write]");
}

TEST_CASE("there are at most 512 scopes, however they are written") {
  std::string words, array;
  for (int i = 0; i < 512; ++i) {
    words += " s" + std::to_string(i);
    array += ",\"s" + std::to_string(i) + "\"";
  }
  CHECK(scopes_of("{\"scope\":\"" + words + "\"}") != "refused");
  CHECK(scopes_of("{\"scope\":\"" + words + " more\"}") == "refused");
  CHECK(scopes_of("{\"scp\":[" + array.substr(1) + "]}") != "refused");
  CHECK(scopes_of("{\"scp\":[" + array.substr(1) + ",\"more\"]}") == "refused");
}

TEST_CASE("scp and scopes are text or arrays, as some issuers write them") {
  CHECK(scopes_of(R"({"scp":"read write"})") == "[read write]");
  CHECK(scopes_of(R"({"scp":["read","write"]})") == "[read write]");
  CHECK(scopes_of(R"({"scopes":["read"]})") == "[read]");
  CHECK(scopes_of(R"({"scopes":"read"})") == "[read]");
  CHECK(scopes_of(R"({"scopes":[]})") == "[]");
}

TEST_CASE("of several, one speaks: scope, then scp, then scopes") {
  CHECK(scopes_of(R"({"scopes":"c","scp":"b","scope":"a"})") == "[a]");
  CHECK(scopes_of(R"({"scopes":"c","scp":"b"})") == "[b]");
  CHECK(scopes_of(R"({"scope":"","scp":"admin"})") == "[]");
}

TEST_CASE("what is no scope is refused, not repaired") {
  for (const char *claims :
       {R"({"scope":1})", R"({"scope":null})", R"({"scope":{}})", R"({"scp":true})", R"({"scopes":{"read":1}})",
        R"({"scp":["read",1]})", R"({"scp":[["read"]]})", R"({"scp":[""]})", R"({"scp":["read admin"]})", R"({"scope":"a\tb"})",
        R"({"scope":"a\u0000b"})", R"({"scope":"a\"b"})", R"({"scope":"a\\b"})", R"({"scope":"\u00e4"})", R"({"scp":["a\u007f"]})"})
    CHECK_MESSAGE(scopes_of(claims) == "refused", std::string(claims));
}

TEST_CASE("the letters of a scope: printable ASCII without space, quote and backslash") {
  int allowed = 0;
  for (int c = 0; c < 256; ++c) {
    const char letter = static_cast<char>(c);
    if (valid_scope_text({&letter, 1})) ++allowed;
  }
  CHECK(allowed == 93); // 92 letters, and the space between words
}
