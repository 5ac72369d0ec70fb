// header_value.cpp - values of Mcp-Name and Mcp-Param-*: literal, or base64 between "=?base64?" and "?=" (MCP 2026-07-28).
#include "framing/header_value.hpp"
#include "ground/base64url.hpp"

namespace tenon::framing {

bool decode_header_value(std::string_view value, std::string &out) {
  constexpr std::string_view front = "=?base64?", back = "?=";
  if (value.size() < front.size() + back.size() || !value.starts_with(front) || !value.ends_with(back)) {
    out.assign(value);
    return true;
  }
  out.clear();
  value.remove_prefix(front.size());
  value.remove_suffix(back.size());
  return decode_base64(value, out);
}

} // namespace tenon::framing
