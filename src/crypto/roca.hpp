// roca.hpp - RSA moduli from the chips whose primes can be guessed (ROCA, CVE-2017-15361).
#pragma once
#include <string_view>

namespace tenon::crypto {

// `modulus` is big-endian. A modulus made in any other way has the fingerprint with a chance of about one in 10^8.
bool has_roca_fingerprint(std::string_view modulus);

} // namespace tenon::crypto
