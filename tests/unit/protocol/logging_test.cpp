// logging_test.cpp - eight levels by name and number, and a line for the client's log.
#include "protocol/logging.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;

namespace {

int32_t set(const std::string &params, int &level) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(R"({"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":)" + params + "}", 64) ==
          json::Trouble::none);
  jsonrpc::Fault fault;
  std::string_view id;
  const auto message = jsonrpc::read_message(reader, reader.whole(), fault, id);
  REQUIRE(message);
  const auto refused = read_set_level(read_params(reader, *message), level);
  if (refused) CHECK(refused->http_status == 200);
  return refused ? refused->fault.code : 0;
}

} // namespace

TEST_CASE("levels rise from debug to emergency, and nothing else is one") {
  const char *names[] = {"debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"};
  for (int i = 0; i < log_levels; ++i) {
    CHECK(read_level(names[i]) == i);
    CHECK(level_name(i) == names[i]);
  }
  for (const char *other : {"", "Debug", "warn", "emergency ", "7", "fatal"}) CHECK_FALSE(read_level(other));
  CHECK(level_name(-1) == "debug");
  CHECK(level_name(8) == "emergency");
}

TEST_CASE("a client sets the level, or hears that it is none") {
  int level = 1;
  CHECK(set(R"({"level":"warning"})", level) == 0);
  CHECK(level == 3);
  for (const char *wrong : {"{}", R"({"level":3})", R"({"level":"loud"})", R"({"level":null})"})
    CHECK(set(wrong, level) == -32602);
  CHECK(level == 3);
}

TEST_CASE("a line for the log holds any JSON on one line, and fits every revision") {
  std::string out;
  append_log(out, 4, "data\"base", "{\n\"error\": \"no\\nconnection\"}");
  CHECK(
      out ==
      R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"error","logger":"data\"base","data":{"error":"no\nconnection"}}})");
  std::string bare;
  append_log(bare, 0, "", "null");
  CHECK(bare == R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"debug","data":null}})");
  for (const Revision revision : spec::every_revision)
    if (spec::Schema *said = spec::Schema::of(revision)) {
      CHECK(said->objection("LoggingMessageNotification", out) == "");
      CHECK(said->objection("LoggingMessageNotification", bare) == "");
    }
}
