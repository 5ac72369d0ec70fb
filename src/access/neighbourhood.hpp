// neighbourhood.hpp - whom to hold responsible for a peer: an IPv4 address, or the 64-bit prefix that one IPv6 customer has.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::access {

struct Neighbourhood {
  enum class Kind : uint8_t { nobody, ipv4, ipv6, name };
  Kind kind = Kind::nobody;
  uint64_t number = 0;   // the address, or the upper half of it
  std::string_view name; // what is no address, as it was given
};

// "192.0.2.1", "192.0.2.1:5000", "2001:db8::1", "[2001:db8::1]:5000", a zone behind '%'. IPv4 in IPv6's clothes
// (::ffff:192.0.2.1) is IPv4. What cannot be read as one of these is a name; "" is nobody.
Neighbourhood neighbourhood(std::string_view peer);

} // namespace tenon::access
