// schema_test.cpp - the JSON Schema that a handler's types stand for.
#include <cstdint>
#include <doctest/doctest.h>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tenon/tenon.hpp>
#include <vector>

namespace {

template <std::size_t N, class Handler> std::string schema_of(const std::array<tenon::arg, N> &names, Handler) {
  return tenon::detail::derive(typename tenon::detail::signature<Handler>::parameters{}, names);
}

template <class T> std::string type_of() {
  std::string out;
  tenon::detail::append_type<T>(out);
  return out;
}

} // namespace

TEST_CASE("two numbers become two required properties and nothing else") {
  CHECK(schema_of(tenon::args("a", "b"), [](double, double) {}) ==
        R"({"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"],)"
        R"("additionalProperties":false})");
}

TEST_CASE("a tool without arguments takes an empty object") {
  CHECK(schema_of(tenon::args(), [] {}) ==
        R"({"type":"object","properties":{},"required":[],"additionalProperties":false})");
}

TEST_CASE("each C++ type has its JSON type") {
  CHECK(type_of<double>() == R"("type":"number")");
  CHECK(type_of<float>() == R"("type":"number")");
  CHECK(type_of<bool>() == R"("type":"boolean")");
  CHECK(type_of<std::string>() == R"("type":"string")");
  CHECK(type_of<std::string_view>() == R"("type":"string")");
  CHECK(type_of<std::vector<double>>() == R"("type":"array","items":{"type":"number"})");
  CHECK(type_of<std::vector<std::vector<bool>>>() ==
        R"("type":"array","items":{"type":"array","items":{"type":"boolean"}})");
  CHECK(type_of<tenon::json>().empty());
}

TEST_CASE("an integer's bounds are in the schema where a double holds them exactly") {
  CHECK(type_of<std::int8_t>() == R"("type":"integer","minimum":-128,"maximum":127)");
  CHECK(type_of<std::uint16_t>() == R"("type":"integer","minimum":0,"maximum":65535)");
  CHECK(type_of<std::int32_t>() == R"("type":"integer","minimum":-2147483648,"maximum":2147483647)");
  CHECK(type_of<std::uint32_t>() == R"("type":"integer","minimum":0,"maximum":4294967295)");
  CHECK(type_of<std::int64_t>() == R"("type":"integer")");
  CHECK(type_of<std::uint64_t>() == R"("type":"integer","minimum":0)");
}

TEST_CASE("an optional parameter is not required, and the call and the reply are no arguments") {
  CHECK(schema_of(tenon::args("must", "may"),
                  [](const tenon::call &, const std::string &, std::optional<std::int64_t>, tenon::reply) {}) ==
        R"({"type":"object","properties":{"must":{"type":"string"},"may":{"type":"integer"}},"required":["must"],)"
        R"("additionalProperties":false})");
}

TEST_CASE("descriptions stand beside the type, and odd characters are escaped") {
  CHECK(schema_of(tenon::args(tenon::arg("q\"", "say \"hi\"\n\\"), tenon::arg("any", "What you like.")),
                  [](std::string_view, const tenon::json &) {}) ==
        R"({"type":"object","properties":{"q\"":{"type":"string","description":"say \"hi\"\u000a\\"},)"
        R"("any":{"description":"What you like."}},"required":["q\"","any"],"additionalProperties":false})");
}

TEST_CASE("functions, function pointers and noexcept lambdas are handlers too") {
  struct Named {
    static double twice(double x) { return 2 * x; }
  };
  const std::string expected = schema_of(tenon::args("x"), [](double) {});
  CHECK(schema_of(tenon::args("x"), &Named::twice) == expected);
  CHECK(schema_of(tenon::args("x"), [](double) noexcept {}) == expected);
  CHECK(schema_of(tenon::args("x"), std::function<void(double)>()) == expected);
}
