// state_test.cpp - the words for states, ours and those that older clients know.
#include "feedback/people.hpp"

using namespace people;

TEST_CASE("each state has its word, its older word, and is over or not") {
  const struct {
    State state;
    const char *word, *status;
  } all[] = {{State::open, "open", "pending"},           {State::answered, "answered", "completed"}, {State::declined, "declined", "completed"},
             {State::cancelled, "cancelled", "expired"}, {State::expired, "expired", "expired"},     {State::purged, "purged", "expired"}};
  CHECK(std::size(all) == states);
  for (const auto &each : all) {
    CHECK(word(each.state) == each.word);
    CHECK(status_word(each.state) == each.status);
    CHECK(state_of(each.word) == each.state);
    CHECK(over(each.state) == (each.state != State::open));
  }
  CHECK_FALSE(state_of("pending"));
  CHECK_FALSE(state_of(""));
}
