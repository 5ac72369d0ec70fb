// bearer_test.cpp - Authorization headers as they come.
#include "access/bearer.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::access;

namespace {

// The token in brackets, or the reason why there is none.
std::string heard(std::string_view header, bool repeated = false, size_t most = 8192) {
  const Bearer bearer = read_bearer(header, repeated, most);
  if (bearer.reason == Reason::accepted) return "[" + std::string(bearer.token) + "]";
  CHECK(bearer.token.empty());
  return word(bearer.reason);
}

} // namespace

TEST_CASE("a bearer token is found, in whatever case the scheme is written") {
  CHECK(heard("Bearer abc.def.ghi") == "[abc.def.ghi]");
  CHECK(heard("bearer abc") == "[abc]");
  CHECK(heard("BEARER abc") == "[abc]");
  CHECK(heard("Bearer AZaz09-._~+/==") == "[AZaz09-._~+/==]");
}

TEST_CASE("RFC 6750 allows more than one space before the token, and servers may leave space around the value") {
  CHECK(heard("Bearer   abc") == "[abc]");
  CHECK(heard("  Bearer abc \t") == "[abc]");
}

TEST_CASE("no header, an empty one, and a scheme that we do not speak: nobody sent a token") {
  CHECK(heard("") == "missing");
  CHECK(heard(" \t ") == "missing");
  CHECK(heard("Basic dXNlcjpwYXNz") == "missing");
  CHECK(heard("Negotiate") == "missing");
  CHECK(heard("DPoP abc") == "missing");
  CHECK(heard("Bearerabc") == "missing");
  CHECK(heard("abc.def.ghi") == "missing");
}

TEST_CASE("Bearer, but not with exactly one token behind it") {
  CHECK(heard("Bearer") == "malformed_header");
  CHECK(heard("Bearer ") == "malformed_header");
  CHECK(heard("Bearer abc def") == "malformed_header");
  CHECK(heard("Bearer abc, Bearer def") == "malformed_header");
  CHECK(heard("Bearer abc,def") == "malformed_header");
  CHECK(heard("Bearer\tabc") == "malformed_header");
  CHECK(heard("Bearer \tabc") == "malformed_header");
  CHECK(heard("Bearer \"abc\"") == "malformed_header");
  CHECK(heard("Bearer ====") == "malformed_header");
  CHECK(heard("Bearer a=b") == "malformed_header");
  CHECK(heard("Bearer token=abc") == "malformed_header");
}

TEST_CASE("of all 256 bytes, 68 may stand in a token, and = only behind them") {
  int allowed = 0;
  for (int c = 0; c < 256; ++c) {
    const std::string header = std::string("Bearer a") + static_cast<char>(c) + "b";
    const std::string answer = heard(header);
    if (answer == "[" + header.substr(7) + "]") ++allowed;
    else CHECK(answer == "malformed_header");
  }
  CHECK(allowed == 68);
}

TEST_CASE("two Authorization headers are one too many, even if they agree") {
  CHECK(heard("Bearer abc", true) == "malformed_header");
  CHECK(heard("", true) == "malformed_header");
}

TEST_CASE("the bound counts the token, not the header") {
  CHECK(heard("Bearer " + std::string(100, 'x'), false, 100) == "[" + std::string(100, 'x') + "]");
  CHECK(heard("Bearer " + std::string(101, 'x'), false, 100) == "too_large");
  CHECK(heard("Bearer " + std::string(101, '!'), false, 100) == "too_large"); // nobody looks at a million wrong letters
  CHECK(heard("Bearer " + std::string(101, 'x'), false, SIZE_MAX) == "[" + std::string(101, 'x') + "]");
}

namespace {

std::string found(std::string_view authorization, std::string_view api_key, Spoken spoken = {true, true}) {
  const Credentials credentials = read_credentials({authorization, false, api_key, false}, spoken, 8192);
  if (credentials.reason != Reason::accepted) {
    CHECK(credentials.text.empty());
    return word(credentials.reason);
  }
  const char *const schemes[] = {"none", "bearer", "dpop", "api_key"};
  return schemes[static_cast<int>(credentials.scheme)] + std::string(" ") + std::string(credentials.text);
}

} // namespace

TEST_CASE("a token with a proof has a scheme of its own") {
  CHECK(found("DPoP abc", "") == "dpop abc");
  CHECK(found("dpop abc", "") == "dpop abc");
  CHECK(found("DPoP", "") == "malformed_header");
  CHECK(found("DPoP abc def", "") == "malformed_header");
  CHECK(found("DPoP abc", "", {false, false}) == "missing");
}

TEST_CASE("an API key comes in a header of its own, or by a scheme of its own") {
  CHECK(found("", "k-123!$") == "api_key k-123!$");
  CHECK(found("", "  k ") == "api_key k");
  CHECK(found("ApiKey k-123!$", "") == "api_key k-123!$");
  CHECK(found("APIKEY k", "") == "api_key k");
  CHECK(found("", "a b") == "malformed_header");
  CHECK(found("", "a\x7f") == "malformed_header");
  CHECK(found("", "\xc3\xa4") == "malformed_header");
  CHECK(found("ApiKey", "") == "malformed_header");
  CHECK(found("ApiKey a b", "") == "malformed_header");
  CHECK(found("", "") == "missing");
  CHECK(found("", std::string(1024, 'k')).size() == 1032);
  CHECK(found("", std::string(1025, 'k')) == "too_large");
  CHECK(found("ApiKey " + std::string(1025, 'k'), "") == "too_large");
}

TEST_CASE("who takes no API keys does not see them") {
  CHECK(found("", "k", {true, false}) == "missing");
  CHECK(found("ApiKey k", "", {true, false}) == "missing");
  CHECK(found("Bearer abc", "k", {true, false}) == "bearer abc");
  CHECK(read_credentials({"Bearer abc", false, "k", true}, {}, 8192).reason == Reason::accepted);
}

TEST_CASE("several credentials at once are malformed, whichever of them would do") {
  CHECK(found("Bearer abc", "k") == "malformed_header");
  CHECK(found("DPoP abc", "k") == "malformed_header");
  CHECK(found("ApiKey k", "k") == "malformed_header");
  CHECK(found("Bearer", "k") == "malformed_header");
  CHECK(read_credentials({"", false, "k", true}, {true, true}, 8192).reason == Reason::malformed_header);
  CHECK(read_credentials({"Bearer abc", true, "", false}, {true, true}, 8192).reason == Reason::malformed_header);
  CHECK(found("Basic dXNlcjpwYXNz", "k") == "api_key k"); // a proxy's own affair
}
