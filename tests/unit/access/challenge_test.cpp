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

namespace {

// What must not be told apart: the answers that are about something else than the token's own worth are named here.
bool tells_something_else(Reason reason) {
  return reason == Reason::missing || reason == Reason::malformed_header || reason == Reason::throttled || reason == Reason::unchecked ||
         reason == Reason::proof_store_full;
}

constexpr Door wide{"tenon", "https://h/.well-known/oauth-protected-resource/mcp", "read write", "ES256 PS256"};
const std::string offered = R"(Bearer realm="tenon", resource_metadata="https://h/.well-known/oauth-protected-resource/mcp", scope="read write")";

} // namespace

TEST_CASE("threat 35: every other refusal looks the same, so that nobody learns how far a token got") {
  const Challenge forged = challenge(Reason::bad_signature, "tenon");
  CHECK(forged.status == 401);
  CHECK(forged.www_authenticate ==
        "Bearer realm=\"tenon\", error=\"invalid_token\", error_description=\"The access token is invalid or expired\"");
  for (const Scheme used : {Scheme::none, Scheme::bearer, Scheme::dpop, Scheme::api_key})
    for (int i = 0; i < reason_count; ++i) {
      const Reason reason = static_cast<Reason>(i);
      if (tells_something_else(reason)) continue;
      const Challenge other = challenge(reason, Door{"tenon", {}, {}, {}}, used); // accepted included: who asks about it is refused
      CAPTURE(std::string(word(reason)));
      CHECK(other.status == forged.status);
      CHECK(other.www_authenticate == forged.www_authenticate);
      CHECK(other.error == forged.error);
      CHECK(other.description == forged.description);
      CHECK(other.retry_after_seconds == 0);
    }
}

TEST_CASE("a bare challenge says where to ask for a token, and for which scopes") {
  Door door = wide;
  CHECK(challenge(Reason::missing, door, Scheme::none).www_authenticate == offered + R"(, DPoP algs="ES256 PS256")");
  door.proof_algorithms = {};
  CHECK(challenge(Reason::missing, door, Scheme::none).www_authenticate == offered);
  door.scopes = {};
  CHECK(challenge(Reason::missing, door).www_authenticate ==
        R"(Bearer realm="tenon", resource_metadata="https://h/.well-known/oauth-protected-resource/mcp")");
}

TEST_CASE("offline_access is never asked for") {
  Door door{"t", {}, "offline_access read offline_access", {}};
  CHECK(challenge(Reason::missing, door).www_authenticate == R"(Bearer realm="t", scope="read")");
  door.scopes = "offline_access";
  CHECK(challenge(Reason::missing, door).www_authenticate == R"(Bearer realm="t")");
  CHECK(insufficient_scope(door, "offline_access write").www_authenticate.find("offline") == std::string::npos);
  CHECK(askable_scopes("offline_accesses") == "offline_accesses");
}

TEST_CASE("the error belongs to the scheme that was used") {
  const std::string error = R"(, error="invalid_token", error_description="The access token is invalid or expired")";
  CHECK(challenge(Reason::expired, wide, Scheme::bearer).www_authenticate == offered + error + R"(, DPoP algs="ES256 PS256")");
  CHECK(challenge(Reason::expired, wide, Scheme::dpop).www_authenticate ==
        offered + ", DPoP " + error.substr(2) + R"(, algs="ES256 PS256")");
}

TEST_CASE("a bound token without its proof is told nothing but that proofs are taken") {
  const Challenge bare = challenge(Reason::proof_missing, wide, Scheme::bearer), forged = challenge(Reason::bad_signature, wide, Scheme::bearer);
  CHECK(bare.www_authenticate == forged.www_authenticate);
  CHECK(bare.error == "invalid_token");
}

TEST_CASE("a proof is told that it is bad, and not why") {
  const Challenge bad = challenge(Reason::bad_proof, wide, Scheme::dpop);
  CHECK(bad.status == 401);
  CHECK(bad.error == "invalid_dpop_proof");
  for (const Reason reason : {Reason::proof_signature, Reason::proof_key, Reason::proof_request, Reason::proof_token, Reason::proof_stale, Reason::proof_replayed})
    CHECK(challenge(reason, wide, Scheme::dpop).www_authenticate == bad.www_authenticate);
  CHECK(challenge(Reason::proof_nonce, wide, Scheme::dpop).error == "use_dpop_nonce");
  CHECK(challenge(Reason::proof_nonce, wide, Scheme::dpop).www_authenticate ==
        offered + R"(, DPoP error="use_dpop_nonce", error_description="The proof needs the nonce of the DPoP-Nonce header", algs="ES256 PS256")");
}

TEST_CASE("threat 28: who failed too often is told when to come back, and is not asked for another token") {
  const Challenge answer = challenge(Reason::throttled, wide, Scheme::bearer, 7);
  CHECK(answer.status == 429);
  CHECK(answer.retry_after_seconds == 7);
  CHECK(answer.www_authenticate == "");
  CHECK(answer.error == "too_many_failures");
}

TEST_CASE("when we cannot check, nobody is sent away to get another token") {
  for (const Reason reason : {Reason::unchecked, Reason::proof_store_full}) {
    const Challenge answer = challenge(reason, wide, Scheme::dpop);
    CHECK(answer.status == 503);
    CHECK(answer.www_authenticate == "");
    CHECK(answer.retry_after_seconds == 5);
  }
}

TEST_CASE("a lacking scope is answered with all that the operation needs") {
  const Challenge answer = insufficient_scope(wide, "admin read");
  CHECK(answer.status == 403);
  CHECK(answer.error == "insufficient_scope");
  CHECK(answer.www_authenticate ==
        R"(Bearer realm="tenon", resource_metadata="https://h/.well-known/oauth-protected-resource/mcp", scope="admin read", )"
        R"(error="insufficient_scope", error_description="The access token lacks a scope that this needs", DPoP algs="ES256 PS256")");
}

TEST_CASE("a lacking role is answered without a challenge: another token would not help") {
  const Challenge answer = forbidden();
  CHECK(answer.status == 403);
  CHECK(answer.www_authenticate == "");
  CHECK(answer.error == "access_denied");
}

TEST_CASE("threat 15: nothing that goes into a challenge breaks out of its quotes or its line") {
  const Door evil{"a\r\nb", "https://h/\"\r\nSet-Cookie: x", "read\"\nx", "ES\\256\r"};
  for (int i = 0; i < reason_count; ++i) {
    const std::string header = challenge(static_cast<Reason>(i), evil, Scheme::dpop).www_authenticate;
    CHECK(header.find_first_of("\r\n") == std::string::npos);
  }
  CHECK(insufficient_scope(evil, "a\"b\r\n").www_authenticate.find("scope=\"a\\\"b??\"") != std::string::npos);
}

TEST_CASE("threat 15: a realm is quoted, and cannot break out of its quotes or its line") {
  CHECK(challenge(Reason::missing, "~ !").www_authenticate == "Bearer realm=\"~ !\"");
  CHECK(challenge(Reason::missing, "").www_authenticate == "Bearer realm=\"\"");
  CHECK(challenge(Reason::missing, "a \"b\" \\c").www_authenticate == "Bearer realm=\"a \\\"b\\\" \\\\c\"");
  CHECK(challenge(Reason::missing, "a\r\nX: y\x7f\xc3\xa4").www_authenticate == "Bearer realm=\"a??X: y???\"");
}
