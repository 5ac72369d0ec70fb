// roca.cpp - such a chip's primes are powers of 65537 modulo each small prime, and so then is their product.
#include "crypto/roca.hpp"

#include <cstdint>

namespace tenon::crypto {
namespace {

// All odd primes that the chips use for keys of 512 bits, the smallest: larger keys are of that form modulo more of them.
constexpr uint8_t primes[] = {3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67, 71,
                              73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};

uint32_t remainder(std::string_view modulus, uint32_t prime) {
  uint32_t rest = 0;
  for (const char c : modulus) rest = (rest << 8 | static_cast<uint8_t>(c)) % prime;
  return rest;
}

bool is_power_of_65537(uint32_t rest, uint32_t prime) {
  const uint32_t generator = 65537 % prime;
  uint32_t power = 1;
  do {
    if (power == rest) return true;
    power = power * generator % prime;
  } while (power != 1);
  return false;
}

} // namespace

bool has_roca_fingerprint(std::string_view modulus) {
  for (const uint8_t prime : primes)
    if (!is_power_of_65537(remainder(modulus, prime), prime)) return false;
  return true;
}

} // namespace tenon::crypto
