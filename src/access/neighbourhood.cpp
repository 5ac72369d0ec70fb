// neighbourhood.cpp - reads the texts in which hosts give addresses.
#include "access/neighbourhood.hpp"

#include <array>
#include <optional>

namespace tenon::access {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  for (const char c : text)
    if (!is_digit(c)) return false;
  return true;
}

std::optional<uint32_t> read_ipv4(std::string_view text) {
  uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    uint32_t value = 0;
    size_t digits = 0;
    for (; digits < 3 && digits < text.size() && is_digit(text[digits]); ++digits)
      value = value * 10 + static_cast<uint32_t>(text[digits] - '0');
    if (digits == 0 || value > 255) return std::nullopt;
    text.remove_prefix(digits);
    address = address << 8 | value;
  }
  return text.empty() ? std::optional(address) : std::nullopt;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

using Groups = std::array<uint16_t, 8>;

// Groups of hexadecimal digits with ':' between, the last perhaps an IPv4 address. How many, or none at all.
std::optional<size_t> read_groups(std::string_view text, Groups &out) {
  size_t count = 0;
  while (!text.empty()) {
    if (const std::optional<uint32_t> tail = text.find('.') != text.npos ? read_ipv4(text) : std::nullopt) {
      if (count > 6) return std::nullopt;
      out[count] = static_cast<uint16_t>(*tail >> 16);
      out[count + 1] = static_cast<uint16_t>(*tail);
      return count + 2;
    }
    size_t digits = 0;
    unsigned value = 0;
    for (; digits < text.size() && digits < 4 && hex_value(text[digits]) >= 0; ++digits)
      value = value << 4 | static_cast<unsigned>(hex_value(text[digits]));
    if (digits == 0 || count == 8) return std::nullopt;
    out[count++] = static_cast<uint16_t>(value);
    text.remove_prefix(digits);
    if (text.empty()) return count;
    if (text.front() != ':' || text.size() == 1) return std::nullopt;
    text.remove_prefix(1);
  }
  return count;
}

std::optional<Groups> read_ipv6(std::string_view text) {
  text = text.substr(0, text.find('%'));
  Groups groups{}, behind{};
  const size_t gap = text.find("::");
  const std::optional<size_t> front = read_groups(text.substr(0, gap), groups);
  if (!front) return std::nullopt;
  if (gap == text.npos) return *front == 8 ? std::optional(groups) : std::nullopt;
  const std::optional<size_t> back = read_groups(text.substr(gap + 2), behind);
  if (!back || *front + *back > 7) return std::nullopt;
  for (size_t i = 0; i < *back; ++i) groups[8 - *back + i] = behind[i];
  return groups;
}

Neighbourhood of(const Groups &groups) {
  const auto four = [&](size_t first) {
    uint64_t number = 0;
    for (size_t i = first; i < first + 4; ++i) number = number << 16 | groups[i];
    return number;
  };
  constexpr uint64_t mapped = 0x0000ffff;
  if (four(0) == 0 && four(4) >> 32 == mapped) return {Neighbourhood::Kind::ipv4, four(4) & UINT32_MAX, {}};
  return {Neighbourhood::Kind::ipv6, four(0), {}};
}

// The address without brackets and port.
std::string_view bare(std::string_view peer) {
  if (peer.starts_with('[')) {
    const size_t close = peer.find(']');
    if (close == peer.npos) return peer;
    const std::string_view rest = peer.substr(close + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1))) ? peer.substr(1, close - 1) : peer;
  }
  const size_t colon = peer.find(':');
  return colon != peer.npos && colon > 0 && peer.find(':', colon + 1) == peer.npos && is_port(peer.substr(colon + 1)) ? peer.substr(0, colon) : peer;
}

} // namespace

Neighbourhood neighbourhood(std::string_view peer) {
  if (peer.empty()) return {};
  const std::string_view address = bare(peer);
  if (const std::optional<uint32_t> ipv4 = read_ipv4(address)) return {Neighbourhood::Kind::ipv4, *ipv4, {}};
  if (const std::optional<Groups> ipv6 = read_ipv6(address)) return of(*ipv6);
  return {Neighbourhood::Kind::name, 0, address};
}

} // namespace tenon::access
