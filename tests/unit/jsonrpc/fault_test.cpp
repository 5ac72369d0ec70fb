// fault_test.cpp - answers as they go over the wire.
#include "jsonrpc/fault.hpp"
#include <doctest/doctest.h>
#include <string>
#include "json/reader.hpp"

using namespace tenon::jsonrpc;

TEST_CASE("a result goes back with the id as the caller wrote it") {
  std::string out;
  append_result(out, "7", R"({"tools":[]})");
  CHECK(out == R"({"jsonrpc":"2.0","id":7,"result":{"tools":[]}})");
  out.clear();
  append_result(out, R"("a\u0041")", "{}");
  CHECK(out == R"({"jsonrpc":"2.0","id":"a\u0041","result":{}})");
}

TEST_CASE("an error says its code and its words") {
  std::string out = "data: ";
  append_error(out, "7", {method_not_found, "Method not found: \"x\"", ""});
  CHECK(out == R"(data: {"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"Method not found: \"x\""}})");
}

TEST_CASE("an error to nobody in particular has a null id") {
  std::string out;
  append_error(out, "", {parse_error, "Parse error", ""});
  CHECK(out == R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}})");
}

TEST_CASE("an error may carry data") {
  std::string out;
  append_error(out, "1", {unsupported_version, "Unsupported", R"({"supported":["2026-07-28"]})"});
  CHECK(out ==
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"Unsupported","data":{"supported":["2026-07-28"]}}})");
  tenon::json::Reader reader;
  CHECK(reader.parse_copy(out, 64) == tenon::json::Trouble::none);
}
