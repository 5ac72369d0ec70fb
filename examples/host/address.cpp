// address.cpp - reads and writes addresses to listen on.
#include "address.hpp"

#include "flag_reader.hpp"

namespace host {

std::string read_address(std::string_view text, Address &address) {
  const std::string wanted = "an address and port such as 127.0.0.1:8787 or [::1]:8787, please";
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wanted;
  std::string_view host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string_view::npos) return wanted;
  if (host.empty() || !read_number(text.substr(colon + 1), 0, 65535, address.port).empty()) return wanted;
  address.host = host;
  return {};
}

// By the words alone, so that a name such as 127.example.com does not pass.
bool is_loopback(const Address &address) {
  if (address.host == "localhost" || address.host == "::1") return true;
  return address.host.substr(0, 4) == "127." && address.host.find_first_not_of("0123456789.") == std::string::npos;
}

std::string text_of(const Address &address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

std::string url_of(const Address &address, bool tls) {
  return (tls ? "https://" : "http://") + text_of(address);
}

} // namespace host
