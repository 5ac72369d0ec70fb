// token_cache_test.cpp - what is found again, what is not, and who gives way.
#include "access/token_cache.hpp"
#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr unsigned char seed[hash_seed_bytes] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
constexpr int64_t noon = 1700000000; // seconds
const Expected usual;

Instant at(int64_t ms) { return {static_cast<uint64_t>(1000000 + ms), noon * 1000 + ms}; }

SharedPrincipal someone(const std::string &name, int64_t expires_ms = (noon + 3600) * 1000) {
  auto who = std::make_shared<Principal>();
  who->subject = name;
  who->lifetime.expires_ms = expires_ms;
  return who;
}

std::string found(TokenCache &cache, std::string_view token, uint64_t epoch = 1, Instant now = at(0)) {
  const SharedPrincipal who = cache.find(token, epoch, usual, now);
  return who ? who->subject : "nobody";
}

// As long as tokens are, and different at the front only, at the end only, or at both.
std::string token(int number) { return "head" + std::to_string(number) + "." + std::string(300, 'p') + "." + std::string(40, 's') + std::to_string(number); }

} // namespace

TEST_CASE("a token is found again, and it is the very principal that was kept") {
  TokenCache cache({}, seed);
  CHECK(found(cache, token(1)) == "nobody");
  const SharedPrincipal ann = someone("ann");
  cache.keep(token(1), 1, ann, at(0));
  CHECK(cache.find(token(1), 1, usual, at(0)) == ann);
  CHECK(cache.size() == 1);
}

TEST_CASE("threat 24: no other token is found, however alike it is") {
  TokenCache cache({}, seed);
  const std::string real = token(1);
  cache.keep(real, 1, someone("ann"), at(0));
  for (size_t i = 0; i < real.size(); ++i) {
    std::string forged = real;
    forged[i] = static_cast<char>(forged[i] ^ 1);
    REQUIRE(found(cache, forged) == "nobody");
    REQUIRE(found(cache, real.substr(0, i)) == "nobody");
    REQUIRE(found(cache, real.substr(i + 1)) == "nobody");
  }
  CHECK(found(cache, real + "A") == "nobody");
  CHECK(found(cache, "") == "nobody");
  CHECK(found(cache, real) == "ann");
}

TEST_CASE("threat 24: a token does not outlive the keys or rules that accepted it") {
  TokenCache cache({}, seed);
  cache.keep(token(1), 1, someone("ann"), at(0));
  CHECK(found(cache, token(1), 2) == "nobody");
  CHECK(found(cache, token(1), 1) == "nobody"); // it left; an old epoch does not bring it back
  CHECK(cache.size() == 0);
}

TEST_CASE("threat 24: time is looked at again at each hit, forward and back") {
  const Expected no_leeway{"", {}, 0};
  TokenCache cache({}, seed);
  auto who = std::make_shared<Principal>();
  who->lifetime = {(noon + 30) * 1000, noon * 1000, noon * 1000};
  cache.keep(token(1), 1, who, at(0));
  CHECK(cache.find(token(1), 1, no_leeway, at(29999)) == who);
  CHECK(cache.find(token(1), 1, no_leeway, at(30000)) == nullptr);
  CHECK(cache.size() == 0);
  cache.keep(token(1), 1, who, at(0));
  CHECK(cache.find(token(1), 1, no_leeway, {1000000, noon * 1000 - 1}) == nullptr); // threat 39: the wall clock jumped back
}

TEST_CASE("a token stays for a minute at most, then it is verified anew") {
  TokenCache cache({}, seed);
  cache.keep(token(1), 1, someone("ann"), at(0));
  CHECK(found(cache, token(1), 1, at(59999)) == "ann");
  CHECK(found(cache, token(1), 1, at(60000)) == "nobody");
  TokenCache patient({1024, 8192, never}, seed);
  patient.keep(token(1), 1, someone("ann"), at(0));
  CHECK(found(patient, token(1), 1, at(3599999)) == "ann");
}

TEST_CASE("the cache holds 1,024 tokens, and at 1,025 somebody has left") {
  TokenCache cache({}, seed);
  for (int i = 0; i < 5000; ++i) {
    cache.keep(token(i), 1, someone(std::to_string(i)), at(0));
    REQUIRE(cache.size() <= 1024);
  }
  CHECK(cache.size() == 1024);
  int there = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string who = found(cache, token(i));
    REQUIRE((who == "nobody" || who == std::to_string(i)));
    there += who != "nobody";
  }
  CHECK(there == 1024);
}

TEST_CASE("a token of 8 KiB is kept, one byte more is verified each time") {
  TokenCache cache({}, seed);
  const std::string longest(8192, 't'), longer(8193, 't');
  cache.keep(longest, 1, someone("ann"), at(0));
  cache.keep(longer, 1, someone("bob"), at(0));
  CHECK(found(cache, longest) == "ann");
  CHECK(found(cache, longer) == "nobody");
}

TEST_CASE("without entries nothing is kept; with one, the last") {
  TokenCache off({0, 8192, never}, seed);
  off.keep(token(1), 1, someone("ann"), at(0));
  CHECK(found(off, token(1)) == "nobody");
  TokenCache tiny({9, 8192, never}, seed); // two in one table, one in each of the others
  for (int i = 0; i < 100; ++i) {
    tiny.keep(token(i), 1, someone(std::to_string(i)), at(0));
    CHECK(found(tiny, token(i)) == std::to_string(i));
  }
  CHECK(tiny.size() <= 9);
}

TEST_CASE("who is asked for again and again stays, while others come and go") {
  TokenCache cache({64, 8192, never}, seed);
  cache.keep(token(-1), 1, someone("regular"), at(0));
  for (int i = 0; i < 5000; ++i) {
    REQUIRE(found(cache, token(-1)) == "regular");
    cache.keep(token(i), 1, someone("guest"), at(0));
  }
}

TEST_CASE("kept twice is kept once, as it was last") {
  TokenCache cache({}, seed);
  cache.keep(token(1), 1, someone("ann"), at(0));
  cache.keep(token(1), 2, someone("new ann"), at(0));
  CHECK(cache.size() == 1);
  CHECK(found(cache, token(1), 2) == "new ann");
}

TEST_CASE("cleared is empty, and nothing without a principal comes in") {
  TokenCache cache({}, seed);
  for (int i = 0; i < 100; ++i) cache.keep(token(i), 1, someone("x"), at(0));
  cache.clear();
  CHECK(cache.size() == 0);
  for (int i = 0; i < 100; ++i) CHECK(found(cache, token(i)) == "nobody");
  cache.keep(token(1), 1, nullptr, at(0));
  CHECK(cache.size() == 0);
  cache.keep("", 1, someone("x"), at(0));
  CHECK(cache.size() == 0);
}

TEST_CASE("a principal lives on with who holds it after its token has left") {
  TokenCache cache({}, seed);
  cache.keep(token(1), 1, someone("ann"), at(0));
  const SharedPrincipal held = cache.find(token(1), 1, usual, at(0));
  cache.clear();
  CHECK(held->subject == "ann");
  CHECK(held.use_count() == 1);
}

TEST_CASE("threads that keep, find, change epochs and clear at once see whole principals or none") {
  TokenCache cache({32, 8192, never}, seed);
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 4000; ++i) {
        const int number = (i * 7 + t) % 64;
        const uint64_t epoch = static_cast<uint64_t>(i / 1000);
        cache.keep(token(number), epoch, someone(std::to_string(number)), at(0));
        const std::string who = found(cache, token(number), epoch);
        wrong[static_cast<size_t>(t)] += who != "nobody" && who != std::to_string(number);
        if (i % 1000 == 999) cache.clear();
      }
    });
  for (std::thread &thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
  CHECK(cache.size() <= 32);
}
