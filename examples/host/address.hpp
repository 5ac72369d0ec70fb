// address.hpp - where to listen: "127.0.0.1:8787", "[::1]:8787", "localhost:0".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace host {

struct Address {
  std::string host;
  uint16_t port = 0;
};

// Says what a right one would have been, or "".
std::string read_address(std::string_view text, Address &address);

bool is_loopback(const Address &address);

std::string text_of(const Address &address);           // "127.0.0.1:8787"
std::string url_of(const Address &address, bool tls); // "http://127.0.0.1:8787"

} // namespace host
