// live_states_test.cpp - the life of a client on a channel: every pair is looked at, and the codes mean what HTTP means.
#include "web/live_states.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::web;

namespace {

template <class Use> void every_pair(Use use) {
  for (int s = 0; s < live_states; ++s)
    for (int i = 0; i < live_inputs; ++i) {
      CAPTURE(word(static_cast<LiveState>(s)));
      CAPTURE(word(static_cast<LiveInput>(i)));
      use(static_cast<LiveState>(s), static_cast<LiveInput>(i), step(static_cast<LiveState>(s), static_cast<LiveInput>(i)));
    }
}

} // namespace

TEST_CASE("a client is closed with a code, and with none while it is not") {
  every_pair([](LiveState from, LiveInput, LiveStep taken) {
    if (from != LiveState::closed) CHECK((taken.next == LiveState::closed) == (taken.code != 0));
  });
}

TEST_CASE("whoever is closed stays closed, and hears nothing more") {
  every_pair([](LiveState from, LiveInput, LiveStep taken) {
    if (from != LiveState::closed) return;
    CHECK(taken.next == LiveState::closed);
    CHECK(taken.effect == LiveEffect::none);
  });
}

TEST_CASE("there is one way in: a credential, and that it is good") {
  every_pair([](LiveState from, LiveInput input, LiveStep taken) {
    if (taken.next != LiveState::open || from == LiveState::open) return;
    CHECK(from == LiveState::proving);
    CHECK(input == LiveInput::admitted);
    CHECK(taken.effect == LiveEffect::welcome);
  });
  CHECK(step(LiveState::opening, LiveInput::admitted).next == LiveState::opening);
}

TEST_CASE("nothing that a client says by mistake ends its channel") {
  for (const LiveInput input : {LiveInput::ping, LiveInput::device, LiveInput::misfit, LiveInput::unknown, LiveInput::unreadable, LiveInput::credential})
    for (const LiveState from : {LiveState::opening, LiveState::proving, LiveState::open}) CHECK(step(from, input).next != LiveState::closed);
}

TEST_CASE("the codes are named after what HTTP says for the same") {
  CHECK(step(LiveState::proving, LiveInput::unauthorized).code == 4401);
  CHECK(step(LiveState::proving, LiveInput::missing).code == 4404);
  CHECK(step(LiveState::proving, LiveInput::crowded).code == 4429);
  CHECK(step(LiveState::opening, LiveInput::silent).code == 4401);
  CHECK(step(LiveState::open, LiveInput::silent).code == 4408);
  CHECK(step(LiveState::open, LiveInput::too_fast).code == 4429);
  CHECK(step(LiveState::open, LiveInput::ended).code == 4404);
  CHECK(step(LiveState::open, LiveInput::too_large).code == 1009);
}

TEST_CASE("words are there for all") {
  every_pair([](LiveState from, LiveInput input, LiveStep) {
    CHECK_FALSE(word(from).empty());
    CHECK_FALSE(word(input).empty());
  });
}
