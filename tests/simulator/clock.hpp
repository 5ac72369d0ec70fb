// clock.hpp - the virtual time of a run: it creeps, it jumps, and the wall goes its own way.
#pragma once
#include "simulator/dice.hpp"
#include <algorithm>
#include <tenon/tenon.h>

namespace simulator {

class Clock {
public:
  uint64_t ms() const { return now_.monotonic_ms; }
  tenon_now now() const { return now_; }

  // What a thread tells that read its clock a moment ago: monotonic time may seem to go back, and is taken as the latest.
  tenon_now told(Dice &dice) const {
    tenon_now said = now_;
    if (dice.one_in(64)) said.monotonic_ms -= dice.below(40);
    return said;
  }
  void pass(uint64_t ms) {
    now_.monotonic_ms += ms;
    now_.unix_ms += static_cast<int64_t>(ms);
  }
  void creep(Dice &dice) {
    if (!dice.one_in(12)) return;
    pass(dice.between(1, 3));
    if (dice.one_in(800)) pass(dice.between(20, 400));
    if (dice.one_in(4000)) pass(dice.between(5'000, 90'000));  // the machine slept
    if (dice.one_in(20'000)) pass(dice.between(20, 70) * 60'000);
    if (dice.one_in(2000)) now_.unix_ms += static_cast<int64_t>(dice.below(7'200'000)) - 3'600'000; // somebody set the wall clock
  }

private:
  tenon_now now_{1'000'000, 1'700'000'000'000};
};

} // namespace simulator
