// replay_store_test.cpp - a proof is good once.
#include "access/replay_store.hpp"
#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr unsigned char seed[2 * hash_seed_bytes] = {1, 2, 3};
using Answer = ReplayStore::Answer;

Instant at(uint64_t ms) { return {1000 + ms, 0}; }

} // namespace

TEST_CASE("threat 23: a proof is taken once, until it is too old to be shown again") {
  ReplayStore store(10, 60000, seed);
  CHECK(store.take("key", "id", at(0)) == Answer::fresh);
  CHECK(store.take("key", "id", at(0)) == Answer::replayed);
  CHECK(store.take("key", "id", at(59999)) == Answer::replayed);
  CHECK(store.take("key", "id", at(60000)) == Answer::fresh);
}

TEST_CASE("a store that is to remember for longer does so for what it has already, and never for less") {
  ReplayStore store(10, 60000, seed);
  CHECK(store.take("key", "id", at(0)) == Answer::fresh);
  store.remember_for(90000);
  store.remember_for(30000);
  CHECK(store.take("key", "id", at(89999)) == Answer::replayed);
  CHECK(store.take("key", "id", at(90000)) == Answer::fresh);
}

TEST_CASE("the same id of another key is another proof, and there is one way to read them together") {
  ReplayStore store(10, 60000, seed);
  CHECK(store.take("key", "id", at(0)) == Answer::fresh);
  CHECK(store.take("other", "id", at(0)) == Answer::fresh);
  CHECK(store.take("key", "ID", at(0)) == Answer::fresh);
  CHECK(store.take("ke", "yid", at(0)) == Answer::fresh);
}

TEST_CASE("a full store takes no proof until the oldest is forgotten") {
  ReplayStore store(3, 60000, seed);
  for (uint64_t i = 0; i < 3; ++i) CHECK(store.take("key", std::to_string(i), at(i)) == Answer::fresh);
  CHECK(store.take("key", "3", at(10)) == Answer::full);
  CHECK(store.take("key", "0", at(10)) == Answer::replayed); // and it still knows
  CHECK(store.size() == 3);
  CHECK(store.take("key", "3", at(60000)) == Answer::fresh);
  CHECK(store.take("key", "4", at(60000)) == Answer::full);
  CHECK(store.take("key", "3", at(60002)) == Answer::replayed);
  CHECK(store.size() == 1);
}

TEST_CASE("threat 39: a clock of another thread that lags behind forgets nothing") {
  ReplayStore store(10, 60000, seed);
  CHECK(store.take("key", "id", at(5000)) == Answer::fresh);
  CHECK(store.take("key", "id", at(0)) == Answer::replayed);
}

TEST_CASE("threat 23: of two threads that show the same proof at once, one is believed") {
  ReplayStore store(100000, 60000, seed);
  std::vector<int> fresh(2, 0);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 2; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5000; ++i) fresh[t] += store.take("key", std::to_string(i), at(0)) == Answer::fresh;
    });
  for (std::thread &thread : threads) thread.join();
  CHECK(fresh[0] + fresh[1] == 5000);
  CHECK(store.size() == 5000);
}
