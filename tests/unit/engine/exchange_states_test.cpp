// exchange_states_test.cpp - walks every pair of state and input, and the lives that exchanges really have.
#include "engine/exchange_states.hpp"
#include <doctest/doctest.h>
#include <set>
#include <vector>

using namespace tenon::engine;
using S = ExchangeState;
using I = ExchangeInput;
using E = ExchangeEffect;

TEST_CASE("step is total: a pair that is not in the table changes nothing and says so") {
  int known = 0;
  for (int s = 0; s < exchange_states; ++s)
    for (int i = 0; i < exchange_inputs; ++i) {
      const auto from = static_cast<S>(s);
      const ExchangeStep taken = step(from, static_cast<I>(i));
      CAPTURE(word(from));
      CAPTURE(word(static_cast<I>(i)));
      if (taken.effect == E::impossible) CHECK(taken.next == from);
      else ++known;
    }
  CHECK(known == 14); // a new transition is a new promise: say it in docs/tour.md
}

TEST_CASE("every state but the first can be reached, and closing is always possible") {
  std::set<S> reached;
  for (int s = 0; s < exchange_states; ++s)
    for (int i = 0; i < exchange_inputs; ++i) {
      const ExchangeStep taken = step(static_cast<S>(s), static_cast<I>(i));
      if (taken.effect != E::impossible) reached.insert(taken.next);
    }
  CHECK(reached.size() == 5);
  CHECK(reached.count(S::reading) == 0);
  for (int s = 0; s < exchange_states; ++s) CHECK(step(static_cast<S>(s), I::close).effect != E::impossible);
}

TEST_CASE("nothing leaves the two last states") {
  for (const S last : {S::finished, S::aborted})
    for (int i = 0; i < exchange_inputs; ++i) CHECK(step(last, static_cast<I>(i)).next == last);
}

TEST_CASE("the lives of an exchange") {
  struct Life {
    const char *story;
    std::vector<I> inputs;
    S end;
  };
  const Life lives[] = {
      {"refused by its head", {I::refuse, I::close}, S::finished},
      {"answered at once", {I::whole, I::accept, I::settle, I::close}, S::finished},
      {"answered by a stream", {I::whole, I::accept, I::open, I::last, I::close}, S::finished},
      {"a GET stream that the client leaves", {I::open, I::close}, S::aborted},
      {"the client left while the handler ran", {I::whole, I::accept, I::close}, S::aborted},
      {"the client left in mid-body", {I::close}, S::aborted},
  };
  for (const Life &life : lives) {
    CAPTURE(life.story);
    S state = S::reading;
    for (const I input : life.inputs) {
      const ExchangeStep taken = step(state, input);
      CHECK(taken.effect != E::impossible);
      state = taken.next;
    }
    CHECK(state == life.end);
  }
}
