// conversation_test.cpp - what initialize says is noted; an initialize that says nothing leaves all as it was.
#include "parsed.hpp"
#include "protocol/conversation.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::protocol;
using guest::Asked;

TEST_CASE("a client introduces itself and says what it can do, as far as its revision knows it") {
  const Asked modern(
      R"({"protocolVersion":"2025-11-25","clientInfo":{"name":"ide","version":"2"},"capabilities":{"elicitation":{"url":{}},"roots":{}}})");
  Conversation talk;
  REQUIRE_FALSE(greet(talk, modern.params));
  CHECK(talk.revision == Revision::r2025_11_25);
  CHECK(talk.client_name == "ide");
  CHECK(talk.client_version == "2");
  CHECK(talk.client_can == (can_elicit_url | can_list_roots));

  const Asked older(R"({"protocolVersion":"2025-03-26","capabilities":{"elicitation":{},"sampling":{"tools":{}}}})");
  REQUIRE_FALSE(greet(talk, older.params));
  CHECK(talk.revision == Revision::r2025_03_26);
  CHECK(talk.client_name == "");
  CHECK(talk.client_can == can_sample);
}

TEST_CASE("capabilities may be missing; they are none then") {
  Conversation talk;
  talk.client_can = 7;
  REQUIRE_FALSE(greet(talk, Asked(R"({"protocolVersion":"2025-11-25"})").params));
  CHECK(talk.client_can == 0);
}

TEST_CASE("an initialize without a version changes nothing") {
  Conversation talk;
  talk.client_name = "before";
  for (const char *wrong : {"{}", R"({"protocolVersion":7,"clientInfo":{"name":"x"}})"}) {
    const auto refused = greet(talk, Asked(wrong).params);
    REQUIRE(refused);
    CHECK(refused->fault.code == -32602);
    CHECK(talk.client_name == "before");
  }
}
