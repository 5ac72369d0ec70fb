// seeded_hash.hpp - SipHash-1-3: a hash for tables whose keys strangers choose, and whose collisions they cannot compute.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tenon::access {

inline constexpr size_t hash_seed_bytes = 16;

class SeededHash final {
public:
  // `seed` must come from crypto::Entropy, once for each table.
  explicit SeededHash(const unsigned char (&seed)[hash_seed_bytes]) {
    std::memcpy(&left_, seed, 8);
    std::memcpy(&right_, seed + 8, 8);
  }

  uint64_t of(std::string_view text) const {
    State state{left_ ^ 0x736f6d6570736575, right_ ^ 0x646f72616e646f6d, left_ ^ 0x6c7967656e657261, right_ ^ 0x7465646279746573};
    const uint64_t length = text.size();
    for (; text.size() >= 8; text.remove_prefix(8)) state.take(whole_word(text.data()));
    state.take(length << 56 | last_word(text));
    return state.finish();
  }

private:
  struct State {
    uint64_t a, b, c, d;
    void round() {
      a += b; b = turn(b, 13) ^ a; a = turn(a, 32);
      c += d; d = turn(d, 16) ^ c;
      a += d; d = turn(d, 21) ^ a;
      c += b; b = turn(b, 17) ^ c; c = turn(c, 32);
    }
    void take(uint64_t word) {
      d ^= word;
      round();
      a ^= word;
    }
    uint64_t finish() {
      c ^= 0xff;
      for (int i = 0; i < 3; ++i) round();
      return a ^ b ^ c ^ d;
    }
    static uint64_t turn(uint64_t value, int bits) { return value << bits | value >> (64 - bits); }
  };

  // The order of bytes is the machine's: a hash never leaves the process.
  static uint64_t whole_word(const char *bytes) {
    uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }
  static uint64_t last_word(std::string_view bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.size(); ++i) value |= uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    return value;
  }

  uint64_t left_, right_;
};

} // namespace tenon::access
