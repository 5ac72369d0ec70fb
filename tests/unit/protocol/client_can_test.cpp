// client_can_test.cpp - a client says what it can do, and hears what it lacks.
#include "protocol/client_can.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;

namespace {

uint32_t read(std::string_view capabilities, Revision revision = latest) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(capabilities, 64) == json::Trouble::none);
  return read_client_can(reader.root(), revision);
}

std::string required(uint32_t can) {
  std::string out;
  append_required(out, can);
  return out;
}

} // namespace

TEST_CASE("elicitation without a mode is elicitation by form") {
  CHECK(read(R"({"elicitation":{}})") == can_elicit_form);
  CHECK(read(R"({"elicitation":{"form":{}}})") == can_elicit_form);
  CHECK(read(R"({"elicitation":{"form":{"applyDefaults":true}}})") == can_elicit_form);
  CHECK(read(R"({"elicitation":{"url":{}}})") == can_elicit_url);
  CHECK(read(R"({"elicitation":{"form":{},"url":{}}})") == (can_elicit_form | can_elicit_url));
}

TEST_CASE("sampling, roots and tasks") {
  CHECK(read(R"({"sampling":{}})") == can_sample);
  CHECK(read(R"({"sampling":{"tools":{},"context":{}}})") == (can_sample | can_sample_tools));
  CHECK(read(R"({"roots":{"listChanged":true}})") == can_list_roots);
  CHECK(read(R"({"extensions":{"io.modelcontextprotocol/tasks":{},"com.example/other":{}}})") == can_tasks);
  CHECK(read(R"({"roots":{},"experimental":{"x":{}},"sampling":{},"elicitation":{}})") ==
        (can_list_roots | can_sample | can_elicit_form));
}

TEST_CASE("what is not an object is no capability") {
  for (const char *nothing : {"{}", "[]", "null", "7", R"({"sampling":true,"roots":[],"elicitation":"form","extensions":7})",
                              R"({"extensions":{"io.modelcontextprotocol/tasks":true}})", R"({"Sampling":{}})"}) {
    CAPTURE(nothing);
    CHECK(read(nothing) == 0);
  }
  CHECK(read_client_can({}, latest) == 0);
  CHECK(read(R"({"sampling":{"tools":true},"elicitation":{"url":1}})") == (can_sample | can_elicit_form));
}

TEST_CASE("a revision does not know the capabilities of later ones") {
  constexpr const char *all = R"({"elicitation":{"url":{}},"sampling":{"tools":{}},"roots":{},"tasks":{"list":{}},)"
                              R"("extensions":{"io.modelcontextprotocol/tasks":{}}})";
  CHECK(read(all, Revision::r2024_11_05) == (can_sample | can_list_roots));
  CHECK(read(all, Revision::r2025_03_26) == (can_sample | can_list_roots));
  CHECK(read(all, Revision::r2025_06_18) == (can_elicit_form | can_sample | can_list_roots));
  CHECK(read(all, Revision::r2025_11_25) == (can_elicit_url | can_sample | can_sample_tools | can_list_roots));
  CHECK(read(all, Revision::r2026_07_28) == (can_elicit_url | can_sample | can_sample_tools | can_list_roots | can_tasks));
}

TEST_CASE("what a call requires, in the shape of ClientCapabilities") {
  CHECK(required(0) == "{}");
  CHECK(required(can_sample) == R"({"sampling":{}})");
  CHECK(required(can_sample_tools) == R"({"sampling":{"tools":{}}})");
  CHECK(required(can_elicit_form) == R"({"elicitation":{}})");
  CHECK(required(can_elicit_url) == R"({"elicitation":{"url":{}}})");
  CHECK(required(can_elicit_form | can_elicit_url) == R"({"elicitation":{"form":{},"url":{}}})");
  CHECK(required(can_list_roots | can_sample) == R"({"sampling":{},"roots":{}})");
  CHECK(required(can_tasks) == R"({"extensions":{"io.modelcontextprotocol/tasks":{}}})");
}

TEST_CASE("every set of required capabilities is read back as itself, and is what the schema says") {
  for (uint32_t can = 0; can < 64; ++can) {
    if ((can & can_sample_tools) && !(can & can_sample)) continue; // with tools means both
    CAPTURE(can);
    CHECK(read(required(can)) == can);
    const jsonrpc::Fault fault = not_capable(latest, can);
    CHECK(fault.code == -32021);
    std::string response;
    jsonrpc::append_error(response, "1", fault);
    if (spec::Schema *said = spec::Schema::of(latest))
      CHECK(said->objection("MissingRequiredClientCapabilityError", response) == "");
  }
}

TEST_CASE("before 2026-07-28 a client that cannot is refused in words alone") {
  const jsonrpc::Fault fault = not_capable(Revision::r2025_11_25, can_elicit_url | can_sample);
  CHECK(fault.code == -32600);
  CHECK(fault.data_json == "");
  CHECK(fault.message == "The client lacks what this request needs: elicitation by URL, sampling");
}
