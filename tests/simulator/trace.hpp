// trace.hpp - a running hash of all that was pulled and answered: same seed, same number.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace simulator {

class Trace {
public:
  void add(uint64_t word) {
    value_ = (value_ ^ word) * 0x9fb21c651e98df25;
    value_ ^= value_ >> 32;
  }
  void add(std::string_view bytes) {
    add(bytes.size());
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
      uint64_t word;
      std::memcpy(&word, bytes.data(), 8);
      add(word);
    }
    for (const char c : bytes) add(static_cast<unsigned char>(c));
  }
  uint64_t value() const { return value_; }

private:
  uint64_t value_ = 0x51a7e;
};

} // namespace simulator
