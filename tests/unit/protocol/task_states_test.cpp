// task_states_test.cpp - walks every pair: a task ends once, and asks only while it works.
#include "protocol/task_states.hpp"
#include <doctest/doctest.h>

using namespace tenon::protocol;
using S = TaskState;
using I = TaskInput;
using E = TaskEffect;

TEST_CASE("the table, pair by pair") {
  const auto leads = [](S from, I input, S to) { return step(from, input).next == to && step(from, input).effect == E::none; };
  const auto stays = [](S from, I input) { return step(from, input).next == from && step(from, input).effect == E::impossible; };
  CHECK(leads(S::working, I::ask, S::input_required));
  CHECK(leads(S::working, I::complete, S::completed));
  CHECK(leads(S::working, I::fail, S::failed));
  CHECK(leads(S::working, I::cancel, S::cancelled));
  CHECK(stays(S::working, I::answered));
  CHECK(leads(S::input_required, I::answered, S::working));
  CHECK(leads(S::input_required, I::fail, S::failed));
  CHECK(leads(S::input_required, I::cancel, S::cancelled));
  CHECK(stays(S::input_required, I::ask));
  CHECK(stays(S::input_required, I::complete));
  for (const S state : {S::completed, S::failed, S::cancelled})
    for (int i = 0; i < task_inputs; ++i) CHECK(stays(state, static_cast<I>(i)));
}

TEST_CASE("in no order of inputs does a task end twice, or come back") {
  for (int life = 0; life < 15625; ++life) { // all words of six inputs
    S state = S::working;
    int ends = 0;
    for (int n = 0, rest = life; n < 6; ++n, rest /= 5) {
      const S before = state;
      const TaskStep taken = step(state, static_cast<I>(rest % 5));
      state = taken.next;
      if (taken.effect == E::impossible) REQUIRE(state == before);
      else REQUIRE(state != before);
      ends += !over(before) && over(state);
      REQUIRE_FALSE((over(before) && state != before));
    }
    REQUIRE(ends <= 1);
  }
}

TEST_CASE("states have the wire's names, and three of them are ends") {
  CHECK(status_name(S::working) == "working");
  CHECK(status_name(S::input_required) == "input_required");
  CHECK(status_name(S::completed) == "completed");
  CHECK(status_name(S::failed) == "failed");
  CHECK(status_name(S::cancelled) == "cancelled");
  CHECK_FALSE(over(S::working));
  CHECK_FALSE(over(S::input_required));
  CHECK(over(S::completed));
  CHECK(over(S::failed));
  CHECK(over(S::cancelled));
}
