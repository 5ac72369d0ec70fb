// speak.hpp - says schemas and instances as JSON text, for the tests of this room.
#pragma once
#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <string_view>

#include "json/reader.hpp"
#include "schema/schema.hpp"

namespace speak {

// JSON text and the reader that holds its value.
class Text final {
public:
  explicit Text(std::string_view text, size_t max_nesting = 2000) { REQUIRE(reader_.parse_copy(text, max_nesting) == tenon::json::Trouble::none); }
  tenon::json::Value value() const { return reader_.root(); }

private:
  tenon::json::Reader reader_;
};

inline tenon::Outcome<std::shared_ptr<const tenon::schema::Schema>> compile(std::string_view schema, const tenon::schema::Limits &limits = {}) {
  return tenon::schema::compile(Text(schema).value(), limits); // the text is gone when the schema is used
}

// "" when it fits; else "place keyword message" of the finding, or "too costly".
inline std::string verdict(const tenon::schema::Schema &schema, std::string_view instance) {
  tenon::schema::Finding finding;
  switch (tenon::schema::check(schema, Text(instance).value(), &finding)) {
  case tenon::schema::Fit::fits: return "";
  case tenon::schema::Fit::too_costly: return "too costly";
  case tenon::schema::Fit::misfits: break;
  }
  return (finding.place.empty() ? "(whole)" : finding.place) + " " + finding.keyword + " " + finding.message;
}

inline std::string verdict(std::string_view schema, std::string_view instance) {
  const auto compiled = compile(schema);
  if (!compiled) return "refused: " + compiled.refusal().text;
  return verdict(**compiled, instance);
}

inline bool fits(std::string_view schema, std::string_view instance) {
  const auto compiled = compile(schema);
  if (!compiled) FAIL_CHECK(compiled.refusal().text);
  return compiled && tenon::schema::check(**compiled, Text(instance).value(), nullptr) == tenon::schema::Fit::fits;
}

// What compile says against it; "" when it accepts.
inline std::string refusal(std::string_view schema) {
  const auto compiled = compile(schema);
  return compiled ? "" : compiled.refusal().text;
}

} // namespace speak
