// patience_test.cpp - how long a client is kept waiting: what is known of it, and what it has taught us.
#include "engine/patience.hpp"
#include <doctest/doctest.h>

using tenon::engine::next_progress_ms;
using tenon::engine::Patience;
using tenon::never;

TEST_CASE("who wants no reports waits little, who wants them longer, and who lives by them as long as it takes") {
  const Patience patience(25'000, 50'000);
  CHECK(patience.budget("", "anything", false) == 25'000);
  CHECK(patience.budget("", "anything", true) == 50'000);
  CHECK(patience.budget("", "claude-code", true) == never);
  CHECK(patience.budget("", "claude-code", false) == 25'000);
  CHECK(patience.budget("", "langflow", true) == 25'000);
}

TEST_CASE("two cuts at the same age are a clock") {
  Patience patience(25'000, 50'000);
  patience.note_cut("ada", "x", 40'000);
  CHECK(patience.budget("ada", "x", true) == 50'000);
  patience.note_cut("ada", "x", 42'001); // too far from the first
  CHECK(patience.budget("ada", "x", true) == 50'000);
  patience.note_cut("ada", "x", 40'001);
  CHECK(patience.budget("ada", "x", true) == 32'000);
  CHECK(patience.budget("eve", "x", true) == 50'000); // one principal teaches nothing of another's
}

TEST_CASE("who leaves at once teaches nothing") {
  Patience patience(25'000, 50'000);
  for (int i = 0; i < 3; ++i) patience.note_cut("ada", "x", Patience::least_age_ms - 1);
  CHECK(patience.budget("ada", "x", true) == 50'000);
}

TEST_CASE("so many clients are remembered, and then the oldest goes") {
  Patience patience(25'000, 50'000);
  const auto teach = [&](const std::string &client) {
    patience.note_cut("", client, 10'000);
    patience.note_cut("", client, 10'000);
  };
  teach("first");
  for (size_t i = 1; i < Patience::most_known; ++i) teach("c" + std::to_string(i));
  CHECK(patience.budget("", "first", true) == 8'000);
  teach("one more");
  CHECK(patience.budget("", "first", true) == 50'000);
  CHECK(patience.budget("", "one more", true) == 8'000);
}

TEST_CASE("reports come at 10 s, then every 15 s, after ten minutes every minute, after an hour every five") {
  CHECK(next_progress_ms(0) == 10'000);
  CHECK(next_progress_ms(10'000) == 25'000);
  CHECK(next_progress_ms(599'999) == 614'999);
  CHECK(next_progress_ms(600'000) == 660'000);
  CHECK(next_progress_ms(3'600'000) == 3'900'000);
}
