// reply_states_test.cpp - walks every pair: an answer is delivered once, and nothing is delivered to nobody.
#include "engine/reply_states.hpp"
#include <doctest/doctest.h>
#include <vector>

using namespace tenon::engine;
using S = ReplyState;
using I = ReplyInput;
using E = ReplyEffect;

TEST_CASE("in no order of inputs is an answer delivered twice") {
  // All words of five inputs: 243 lives.
  for (int life = 0; life < 243; ++life) {
    S state = S::owed;
    int delivered = 0, settled = 0;
    bool cancelled = false;
    for (int n = 0, rest = life; n < 5; ++n, rest /= 3) {
      const auto input = static_cast<I>(rest % 3);
      const ReplyStep taken = step(state, input);
      if (taken.effect == E::deliver || taken.effect == E::deliver_error) {
        ++delivered;
        CHECK_FALSE(cancelled);
      }
      if (input == I::settle && ++settled > 1) CHECK(taken.effect == E::gone);
      if (input == I::cancel) cancelled = true;
      state = taken.next;
    }
    CHECK(delivered <= 1);
  }
}

TEST_CASE("the table, pair by pair") {
  CHECK(step(S::owed, I::settle).effect == E::deliver);
  CHECK(step(S::owed, I::cancel).next == S::unwanted);
  CHECK(step(S::owed, I::release).effect == E::deliver_error);
  CHECK(step(S::unwanted, I::settle).effect == E::swallow);
  CHECK(step(S::unwanted, I::cancel).next == S::unwanted);
  CHECK(step(S::unwanted, I::release).effect == E::none);
  CHECK(step(S::settled, I::settle).effect == E::gone);
  CHECK(step(S::settled, I::cancel).effect == E::none);
  CHECK(step(S::settled, I::release).effect == E::none);
  for (int i = 0; i < reply_inputs; ++i) CHECK(step(S::settled, static_cast<I>(i)).next == S::settled);
}
