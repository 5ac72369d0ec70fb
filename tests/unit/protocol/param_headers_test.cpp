// param_headers_test.cpp - a client mirrors arguments into headers; the server holds one against the other.
#include "protocol/param_headers.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::protocol;

namespace {

using Type = catalog::HeaderParam::Type;
using Lines = std::vector<framing::HeaderLine>;

catalog::HeaderParam param(std::string header, std::vector<std::string> path, Type type) {
  catalog::HeaderParam made;
  made.header = std::move(header);
  made.path = std::move(path);
  made.type = type;
  return made;
}

const std::vector<catalog::HeaderParam> &tool_params() {
  static const std::vector<catalog::HeaderParam> params = {
      param("region", {"region"}, Type::text),
      param("limit", {"limit"}, Type::integer),
      param("dry-run", {"dry"}, Type::truth),
      param("tenant", {"account", "tenant"}, Type::text),
  };
  return params;
}

// The words of the refusal; "" when all agrees.
std::string judge(const std::string &arguments, const Lines &lines, std::string_view id = R"("id":1,)") {
  const std::string text = R"({"jsonrpc":"2.0",)" + std::string(id) + R"("method":"tools/call","params":{"name":"t")" +
                           (arguments.empty() ? "" : ",\"arguments\":" + arguments) + "}}";
  json::Reader reader;
  REQUIRE(reader.parse_copy(text, 64) == json::Trouble::none);
  jsonrpc::Fault fault;
  std::string_view raw_id;
  const auto message = jsonrpc::read_message(reader, reader.whole(), fault, raw_id);
  REQUIRE(message);
  framing::ParamHeaders headers;
  headers.collect(lines);
  const auto refused = check_param_headers(tool_params(), headers, message->params.value.find("arguments"), *message);
  if (!refused) return "";
  CHECK(refused->fault.code == -32020);
  CHECK(refused->http_status == 400);
  constexpr std::string_view front = "Header mismatch: ";
  REQUIRE(refused->fault.message.starts_with(front));
  return refused->fault.message.substr(front.size());
}

std::string region(std::string_view value, std::string_view header) {
  return judge(R"({"region":)" + std::string(value) + "}", {{"Mcp-Param-Region", header}});
}

std::string limit(std::string_view value, std::string_view header) {
  return judge(R"({"limit":)" + std::string(value) + "}", {{"Mcp-Param-Limit", header}});
}

constexpr const char *region_differs = "Mcp-Param-region does not match the body";
constexpr const char *limit_differs = "Mcp-Param-limit does not match the body";

} // namespace

TEST_CASE("headers that say what the arguments say pass, nested ones too") {
  CHECK(judge(R"({"region":"us-west1","limit":42,"dry":true,"account":{"tenant":"acme"},"other":1})",
              {{"Mcp-Param-Region", "us-west1"}, {"MCP-PARAM-LIMIT", "42"}, {"mcp-param-dry-run", "true"}, {"Mcp-Param-Tenant", "acme"}}) == "");
}

TEST_CASE("what is not in the arguments needs no header") {
  CHECK(judge("", {}) == "");
  CHECK(judge("{}", {}) == "");
  CHECK(judge(R"({"region":null,"account":{}})", {}) == "");
  CHECK(judge(R"({"account":"no object","tenant":"at the wrong place"})", {}) == "");
}

TEST_CASE("a value without its header is refused") {
  CHECK(judge(R"({"region":"eu"})", {}) == "Mcp-Param-region is missing");
  CHECK(judge(R"({"region":""})", {}) == "Mcp-Param-region is missing");
  CHECK(judge(R"({"limit":0})", {}) == "Mcp-Param-limit is missing");
  CHECK(judge(R"({"dry":false})", {}) == "Mcp-Param-dry-run is missing");
  CHECK(judge(R"({"account":{"tenant":"acme"}})", {{"Mcp-Param-Account", "acme"}}) == "Mcp-Param-tenant is missing");
}

TEST_CASE("a header without its value is refused") {
  const Lines header = {{"Mcp-Param-Region", "eu"}};
  for (const char *arguments : {"", "{}", R"({"region":null})", R"({"Region":"eu"})"}) {
    CAPTURE(std::string(arguments));
    CHECK(judge(arguments, header) == "Mcp-Param-region has no value in the body");
  }
  CHECK(judge(R"({"account":[{"tenant":"acme"}]})", {{"Mcp-Param-Tenant", "acme"}}) == "Mcp-Param-tenant has no value in the body");
}

TEST_CASE("headers of parameters that the tool does not mirror are nobody's business") {
  CHECK(judge(R"({"region":"eu"})", {{"Mcp-Param-Region", "eu"}, {"Mcp-Param-Other", "\x01"}, {"Mcp-Param-Other", "=?base64?!?="}}) == "");
}

TEST_CASE("texts are compared to the letter") {
  CHECK(region(R"("Hello")", "Hello") == "");
  CHECK(region(R"("Hello")", "  Hello\t") == ""); // blanks around a value are the carrier's
  CHECK(region(R"("Hello")", "hello") == region_differs);
  CHECK(region(R"("")", "") == "");
  CHECK(region(R"("a b\tc")", "a b\tc") == "");
  CHECK(region(R"(" padded ")", " padded ") == region_differs); // would have to come as base64
}

TEST_CASE("what a header cannot say literally comes as base64") {
  CHECK(region(R"("Hello")", "=?base64?SGVsbG8=?=") == "");
  CHECK(region(R"("Hello, \u4e16\u754c")", "=?base64?SGVsbG8sIOS4lueVjA==?=") == "");
  CHECK(region(R"(" padded ")", "=?base64?IHBhZGRlZCA=?=") == "");
  CHECK(region(R"("line1\nline2")", "=?base64?bGluZTEKbGluZTI=?=") == "");
  CHECK(region(R"("=?base64?literal?=")", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=") == "");
  CHECK(region(R"("")", "=?base64?" "?=") == "");
  CHECK(limit("42", "=?base64?NDI=?=") == "");
  CHECK(region(R"("World")", "=?base64?SGVsbG8=?=") == region_differs);
  CHECK(region(R"("=?base64?SGVsbG8=?=")", "=?base64?SGVsbG8=?=") == region_differs); // it says Hello
}

TEST_CASE("base64 is read strictly, and only between both marks") {
  constexpr const char *bad = "Mcp-Param-region is not valid base64";
  CHECK(region(R"("Hello")", "=?base64?SGVsbG8?=") == bad);
  CHECK(region(R"("Hello")", "=?base64?SGVs!!!bG8=?=") == bad);
  CHECK(region(R"("Hello")", "=?base64?SGVsbG9=?=") == bad); // unused bits
  CHECK(region(R"("=?base64?SGVsbG8?=")", "=?base64?SGVsbG8?=") == bad);
  CHECK(region(R"("SGVsbG8=")", "SGVsbG8=") == "");
  CHECK(region(R"("=?base64?SGVsbG8=")", "=?base64?SGVsbG8=") == "");
  CHECK(region(R"("=?BASE64?SGVsbG8=?=")", "=?BASE64?SGVsbG8=?=") == "");
}

TEST_CASE("characters that no header may have are refused, even if the body has them") {
  constexpr const char *bad = "Mcp-Param-region contains invalid characters";
  CHECK(region(R"("caf\u00e9")", "caf\xC3\xA9") == bad);
  CHECK(region(R"("a\u0001b")", "a\x01" "b") == bad);
  CHECK(region(R"("a\u007fb")", "a\x7F" "b") == bad);
  CHECK(region(R"("\u0080")", "\x80") == bad);
  CHECK(judge("{}", {{"Mcp-Param-Region", "\x1F"}}) == bad);
  CHECK(region(R"("~ !")", "~ !") == "");
}

TEST_CASE("integers are compared as numbers") {
  CHECK(limit("42", "42") == "");
  CHECK(limit("42", "42.0") == "");
  CHECK(limit("42.0", "42") == "");
  CHECK(limit("4.2e1", "42.000") == "");
  CHECK(limit("-7", "-7") == "");
  CHECK(limit("0", "-0") == "");
  CHECK(limit("-0.0", "0") == "");
  CHECK(limit("42", "43") == limit_differs);
  CHECK(limit("42", "-42") == limit_differs);
}

TEST_CASE("a number in a header has one form") {
  for (const char *header : {"", "+42", "042", "42.", ".42", "4.2e1", "0x2a", "42.5", "42.0.0", "forty-two", "42 ,", "--42", "-", "4 2"}) {
    CAPTURE(std::string(header));
    CHECK(limit("42", header) == limit_differs);
  }
  CHECK(limit("0", "00") == limit_differs);
  CHECK(limit("0", "-") == limit_differs);
}

TEST_CASE("integers are those that JavaScript keeps exactly") {
  CHECK(limit("9007199254740991", "9007199254740991") == "");
  CHECK(limit("-9007199254740991", "-9007199254740991") == "");
  CHECK(limit("9007199254740991.0", "9007199254740991") == "");
  for (const char *beyond : {"9007199254740992", "-9007199254740992", "9223372036854775808", "18446744073709551616", "1e300"}) {
    CAPTURE(std::string(beyond));
    if (std::string(beyond) != "18446744073709551616") { // the reader has none of that size
      CHECK(limit(beyond, beyond) == limit_differs);
      CHECK(judge(R"({"limit":)" + std::string(beyond) + "}", {}) == "Mcp-Param-limit is missing");
    }
    CHECK(limit("9007199254740991", beyond) == limit_differs);
  }
}

TEST_CASE("booleans are true and false, in small letters") {
  const auto dry = [](std::string_view value, std::string_view header) {
    return judge(R"({"dry":)" + std::string(value) + "}", {{"Mcp-Param-Dry-Run", header}});
  };
  CHECK(dry("true", "true") == "");
  CHECK(dry("false", "false") == "");
  for (const char *header : {"True", "1", "", "false", "TRUE"}) {
    CAPTURE(std::string(header));
    CHECK(dry("true", header) == "Mcp-Param-dry-run does not match the body");
  }
}

TEST_CASE("a value of the wrong kind that is mirrored faithfully is left to the schema") {
  CHECK(region("7", "7") == "");
  CHECK(region("true", "true") == "");
  CHECK(limit(R"("many")", "many") == "");
  CHECK(limit("1.5", "1.5") == "");
  CHECK(judge(R"({"region":{"x":1}})", {}) == "");
  CHECK(judge(R"({"region":["eu"]})", {}) == "");
  CHECK(judge(R"({"limit":1.5})", {}) == "");
  CHECK(limit("1.5", "1.6") == limit_differs);
  CHECK(limit("1.5", "1.5x") == limit_differs);
  CHECK(region(R"(["eu"])", "eu") == region_differs);
  CHECK(region(R"({"x":1})", R"({"x":1})") == region_differs);
}

TEST_CASE("a header that came twice is refused, even if both say the same") {
  const std::string arguments = R"({"region":"eu"})";
  CHECK(judge(arguments, {{"Mcp-Param-Region", "eu"}, {"mcp-param-region", "eu"}}) == "Mcp-Param-region is repeated");
  CHECK(judge(arguments, {{"Mcp-Param-Region", "eu"}, {"mcp-param-region", "us"}}) == "Mcp-Param-region is repeated");
}

TEST_CASE("a notification calls nothing, so nothing is compared") {
  CHECK(judge(R"({"region":"eu"})", {}, "") == "");
}
