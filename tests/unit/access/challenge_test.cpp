// challenge_test.cpp - what somebody without a good token gets to hear.
#include "access/challenge.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::access;

TEST_CASE("who sent nothing is only told how to ask") {
  const Challenge answer = challenge(Reason::missing, "tenon");
  CHECK(answer.status == 401);
  CHECK(answer.www_authenticate == "Bearer realm=\"tenon\"");
  CHECK(answer.error == "");
  CHECK(answer.description == "A bearer token is required");
}

TEST_CASE("who sent a header that cannot be read is told so, with status 400") {
  const Challenge answer = challenge(Reason::malformed_header, "tenon");
  CHECK(answer.status == 400);
  CHECK(answer.error == "invalid_request");
  CHECK(answer.www_authenticate == "Bearer realm=\"tenon\", error=\"invalid_request\", error_description=\"" + answer.description + "\"");
}

TEST_CASE("every other refusal looks the same, so that nobody learns how far a token got") {
  const Challenge forged = challenge(Reason::bad_signature, "tenon");
  CHECK(forged.status == 401);
  CHECK(forged.www_authenticate ==
        "Bearer realm=\"tenon\", error=\"invalid_token\", error_description=\"The access token is invalid or expired\"");
  for (int i = 0; i < reason_count; ++i) {
    const Reason reason = static_cast<Reason>(i);
    if (reason == Reason::missing || reason == Reason::malformed_header) continue;
    const Challenge other = challenge(reason, "tenon"); // accepted included: who asks about it is refused
    CAPTURE(std::string(word(reason)));
    CHECK(other.status == forged.status);
    CHECK(other.www_authenticate == forged.www_authenticate);
    CHECK(other.error == forged.error);
    CHECK(other.description == forged.description);
  }
}

TEST_CASE("a realm is quoted, and cannot break out of its quotes or its line") {
  CHECK(challenge(Reason::missing, "~ !").www_authenticate == "Bearer realm=\"~ !\"");
  CHECK(challenge(Reason::missing, "").www_authenticate == "Bearer realm=\"\"");
  CHECK(challenge(Reason::missing, "a \"b\" \\c").www_authenticate == "Bearer realm=\"a \\\"b\\\" \\\\c\"");
  CHECK(challenge(Reason::missing, "a\r\nX: y\x7f\xc3\xa4").www_authenticate == "Bearer realm=\"a??X: y???\"");
}
