// parsed.hpp - a request's params, read as the desks read them, and JSON that lives as long as the test looks at it.
#pragma once
#include "protocol/envelope.hpp"
#include <doctest/doctest.h>
#include <string>

namespace guest {

struct Parsed final {
  explicit Parsed(std::string_view text) {
    const tenon::json::Trouble trouble = reader.parse_copy(text, 64);
    REQUIRE_MESSAGE(trouble == tenon::json::Trouble::none, std::string(text));
  }
  tenon::json::Reader reader;
  tenon::json::Value root() const { return reader.root(); }
};

struct Asked final {
  explicit Asked(const std::string &params_json, const char *method = "any")
      : json(std::string(R"({"jsonrpc":"2.0","id":1,"method":")") + method + "\",\"params\":" + params_json + "}") {
    tenon::jsonrpc::Fault fault;
    std::string_view id;
    const auto message = tenon::jsonrpc::read_message(json.reader, json.reader.whole(), fault, id);
    REQUIRE_MESSAGE(message.has_value(), params_json);
    params = tenon::protocol::read_params(json.reader, *message);
  }
  Parsed json;
  tenon::protocol::Params params;
};

} // namespace guest
