// spec_schema.hpp - the schema of one revision of MCP, asked by the tests whether what we write is what it says.
#pragma once
#include "json/reader.hpp"
#include "protocol/revision.hpp"
#include "schema/schema.hpp"
#include "vectors.hpp"
#include <doctest/doctest.h>
#include <map>
#include <memory>
#include <string>

namespace spec {

namespace json = tenon::json;
namespace schema = tenon::schema;

class Schema final {
public:
  // Null: the vectors are not here, and the test has been told. Kept from test to test.
  static Schema *of(tenon::protocol::Revision revision) {
    static std::map<tenon::protocol::Revision, std::unique_ptr<Schema>> all;
    auto &one = all[revision];
    if (one) return one.get();
    std::string text;
    if (!vectors::read("mcp-schema/" + std::string(tenon::protocol::facts(revision).name) + ".json", text)) return nullptr;
    one.reset(new Schema);
    REQUIRE(one->reader_.parse_copy(text, 1000) == json::Trouble::none);
    one->definitions_ = one->reader_.root().find("$defs") ? "$defs" : "definitions";
    return one.get();
  }

  json::Value definition(std::string_view name) const { return reader_.root().find(definitions_).find(name); }
  bool has(std::string_view name) const { return definition(name) ? true : false; }
  bool has(std::string_view name, std::string_view property) const {
    return definition(name).find("properties").find(property) ? true : false;
  }

  // Why the value is no `name`; "" if it is one.
  std::string objection(const std::string &name, const json::Value &value) {
    schema::Finding finding;
    switch (schema::check(compiled(name), value, &finding)) {
    case schema::Fit::fits: return "";
    case schema::Fit::too_costly: return name + ": too costly";
    case schema::Fit::misfits: break;
    }
    return name + " " + finding.place + ": " + finding.message;
  }
  // The same for text, and for the result inside a response.
  std::string objection(const std::string &name, const std::string &text) {
    json::Reader reader;
    if (reader.parse_copy(text, 1000) != json::Trouble::none) return "is no JSON: " + text;
    return objection(name, reader.root());
  }
  std::string objection_to_result(const std::string &name, const std::string &response) {
    json::Reader reader;
    if (reader.parse_copy(response, 1000) != json::Trouble::none) return "is no JSON: " + response;
    return objection(name, reader.root().find("result"));
  }

private:
  Schema() = default;

  const schema::Schema &compiled(const std::string &name) {
    auto &made = compiled_[name];
    if (made) return *made;
    constexpr const char *address = "https://schema.example/mcp.json";
    const std::string dialect(reader_.root().find("$schema").text());
    const std::string reference =
        R"({"$schema":")" + dialect + R"(","$ref":")" + address + "#/" + definitions_ + "/" + name + "\"}";
    json::Reader reader;
    REQUIRE(reader.parse_copy(reference, 10) == json::Trouble::none);
    const schema::Registered others[] = {{address, reader_.root()}};
    const auto outcome = schema::compile(reader.root(), {}, others);
    REQUIRE_MESSAGE(static_cast<bool>(outcome), name << ": " << outcome.refusal().text);
    made = *outcome;
    return *made;
  }

  std::string definitions_;
  json::Reader reader_;
  std::map<std::string, std::shared_ptr<const schema::Schema>> compiled_;
};

inline constexpr tenon::protocol::Revision every_revision[] = {
    tenon::protocol::Revision::r2024_11_05, tenon::protocol::Revision::r2025_03_26, tenon::protocol::Revision::r2025_06_18,
    tenon::protocol::Revision::r2025_11_25, tenon::protocol::Revision::r2026_07_28};

} // namespace spec
