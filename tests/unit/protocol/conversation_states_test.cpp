// conversation_states_test.cpp - walks every pair of the handshake.
#include "protocol/conversation_states.hpp"
#include <doctest/doctest.h>
#include <initializer_list>

using namespace tenon::protocol;
using S = ConversationState;
using I = ConversationInput;
using E = ConversationEffect;

TEST_CASE("before initialize only ping is served; after it everything is") {
  CHECK(step(S::fresh, I::request).effect == E::refuse);
  CHECK(step(S::fresh, I::ping).effect == E::serve);
  CHECK(step(S::fresh, I::initialize).next == S::greeting);
  CHECK(step(S::greeting, I::request).effect == E::serve); // clients exist that do not wait for their own `initialized`
  CHECK(step(S::greeting, I::initialized).next == S::open);
  CHECK(step(S::open, I::request).effect == E::serve);
}

TEST_CASE("initialize may come again at any time but after the end") {
  for (const S s : {S::fresh, S::greeting, S::open}) CHECK(step(s, I::initialize).effect == E::greet);
}

TEST_CASE("closed is closed, whatever comes") {
  for (int s = 0; s < conversation_states; ++s) CHECK(step(static_cast<S>(s), I::close).next == S::closed);
  for (int i = 0; i < conversation_inputs; ++i) {
    CHECK(step(S::closed, static_cast<I>(i)).next == S::closed);
    if (static_cast<I>(i) != I::close) CHECK(step(S::closed, static_cast<I>(i)).effect == E::gone);
  }
}

TEST_CASE("notifications change nothing but `initialized` after the greeting") {
  for (int s = 0; s < conversation_states; ++s) {
    const auto state = static_cast<S>(s);
    CHECK(step(state, I::notification).next == state);
    if (state != S::greeting) CHECK(step(state, I::initialized).next == state);
  }
}
