// param_headers.cpp - comparing Mcp-Param-* headers with the arguments that they mirror.
#include "protocol/param_headers.hpp"
#include "framing/header_value.hpp"
#include "ground/words.hpp"
#include <charconv>
#include <cmath>

namespace tenon::protocol {
namespace {

// What JavaScript keeps exactly. Beyond it a proxy and we could read two numbers in one text, so MCP lets no header carry it.
constexpr int64_t most_whole = (int64_t{1} << 53) - 1;

json::Value value_at(json::Value at, const std::vector<std::string> &path) {
  for (const std::string &name : path) at = at.find(name);
  return at;
}

// RFC 9110 section 5.5, as MCP narrows it: visible ASCII, space and tab.
bool is_sendable(std::string_view value) {
  for (const char c : value)
    if ((c < ' ' || c > '~') && c != '\t') return false; // bytes over 127 are below zero, or above '~'
  return true;
}

std::optional<int64_t> in_range(int64_t number) {
  if (number < -most_whole || number > most_whole) return std::nullopt;
  return number;
}

// 42, -7 and 42.0; not 042, +42, 4.2e1 or 42.5.
std::optional<int64_t> whole_number(std::string_view text) {
  const size_t point = text.find('.');
  if (point != text.npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.empty() || fraction.find_first_not_of('0') != fraction.npos) return std::nullopt;
    text = text.substr(0, point);
  }
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return in_range(number);
}

std::optional<int64_t> whole_number(json::Value value) {
  if (value.kind() == json::Kind::integer) return in_range(value.integer());
  if (value.kind() != json::Kind::real || std::trunc(value.real()) != value.real()) return std::nullopt;
  if (std::fabs(value.real()) > static_cast<double>(most_whole)) return std::nullopt;
  return static_cast<int64_t>(value.real());
}

bool is_fraction(json::Value value) { return value.kind() == json::Kind::real && std::trunc(value.real()) != value.real(); }

bool same_fraction(std::string_view text, double wanted) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() && number == wanted;
}

// By what the body holds, not by what the schema wants there: a value of the wrong kind that is mirrored faithfully goes on to
// the schema, whose words help the model more than ours.
bool agree(std::string_view header, json::Value body) {
  if (body.is_text()) return header == body.text();
  if (body.is_bool()) return header == (body.truth() ? "true" : "false");
  if (!body.is_number()) return false;
  if (is_fraction(body)) return same_fraction(header, body.real());
  const auto wanted = whole_number(body);
  return wanted && whole_number(header) == wanted;
}

// Objects, arrays and fractions have no form in a header; no parameter that is mirrored takes them, so the schema refuses them.
bool has_header_form(json::Value body) { return !body.is_object() && !body.is_array() && !is_fraction(body); }

// Why header and body do not agree; null if they do.
const char *disagreement(const catalog::HeaderParam &param, const framing::ParamHeaders &headers, json::Value arguments) {
  const auto header = headers.find(param.header);
  const json::Value body = value_at(arguments, param.path);
  const bool in_body = body && !body.is_null();
  if (!header) return in_body && has_header_form(body) ? "is missing" : nullptr;
  if (headers.repeated(param.header)) return "is repeated";
  if (!is_sendable(*header)) return "contains invalid characters";
  std::string value;
  if (!framing::decode_header_value(*header, value)) return "is not valid base64";
  if (!in_body) return "has no value in the body";
  return agree(value, body) ? nullptr : "does not match the body";
}

} // namespace

std::optional<Refused> check_param_headers(const std::vector<catalog::HeaderParam> &params, const framing::ParamHeaders &headers,
                                           json::Value arguments, const jsonrpc::Message &message) {
  if (message.shape != jsonrpc::Shape::request) return std::nullopt; // nothing is called, nobody hears of it
  for (const catalog::HeaderParam &param : params)
    if (const char *why = disagreement(param, headers, arguments))
      return Refused{{jsonrpc::header_mismatch, words("Header mismatch: Mcp-Param-{} {}", param.header, why), ""}, 400};
  return std::nullopt;
}

} // namespace tenon::protocol
