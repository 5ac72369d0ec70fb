// forwarded.hpp - who asks, where a proxy that we trust brought the request.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "request_parser.hpp"

namespace host {

inline bool is_forwarded_for(const tenon_header &header) {
  constexpr std::string_view name = "x-forwarded-for";
  return header.name.len == name.size() && std::equal(name.begin(), name.end(), header.name.data, [](char small, char c) {
           return small == (c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
         });
}

inline bool looks_like_address(std::string_view text) {
  constexpr size_t longest = 45; // of IPv6 with an IPv4 tail
  return !text.empty() && text.size() <= longest && text.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos;
}

// The address that sent the connection, unless it is a proxy that we trust: then the address that this one has seen, which it put at
// the end of X-Forwarded-For, and so on to the left. What stands farther left, anybody may have written.
inline std::string_view client_of(const RequestHead &head, std::string_view peer, const std::vector<std::string> &proxies) {
  const auto trusted = [&](std::string_view address) { return std::find(proxies.begin(), proxies.end(), address) != proxies.end(); };
  if (proxies.empty() || !trusted(peer)) return peer;
  for (auto header = head.headers.rbegin(); header != head.headers.rend(); ++header) {
    if (!is_forwarded_for(*header)) continue;
    std::string_view rest(header->value.data, header->value.len);
    while (!rest.empty()) {
      const size_t comma = rest.rfind(',');
      std::string_view last = comma == rest.npos ? rest : rest.substr(comma + 1);
      rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
      while (!last.empty() && (last.front() == ' ' || last.front() == '\t')) last.remove_prefix(1);
      while (!last.empty() && (last.back() == ' ' || last.back() == '\t')) last.remove_suffix(1);
      if (!looks_like_address(last)) return peer;
      peer = last;
      if (!trusted(peer)) return peer;
    }
  }
  return peer;
}

} // namespace host
