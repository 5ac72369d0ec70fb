// dice.hpp - all chance of a run comes from one seed, so that a failure can be seen again.
#pragma once
#include <cstdint>

namespace simulator {

class Dice {
public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  uint64_t roll() { // splitmix64 (Steele, Lea, Flood)
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  uint64_t below(uint64_t n) { return ((roll() >> 32) * n) >> 32; } // n below 2^32
  uint64_t between(uint64_t least, uint64_t most) { return least + below(most - least + 1); }
  bool one_in(uint64_t n) { return below(n) == 0; }

private:
  uint64_t state_;
};

} // namespace simulator
