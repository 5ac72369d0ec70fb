// entropy_test.cpp - the host's dice, dice that fail, and the operating system's.
#include "crypto/entropy.hpp"
#include <cstdint>
#include <cstring>
#include <doctest/doctest.h>
#include <set>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using tenon::crypto::Entropy;

namespace {

struct Dice {
  int calls = 0;
  size_t asked = 0;
  int32_t result = 0;
};

int32_t throw_dice(void *user, void *out, size_t len) {
  Dice &dice = *static_cast<Dice *>(user);
  ++dice.calls;
  dice.asked += len;
  std::memset(out, 0x5a, len); // also when it fails: a source may have got half way
  return dice.result;
}

std::string drawn(Entropy &entropy, size_t len) {
  std::string bytes(len, '\0');
  CHECK(entropy.fill(bytes.data(), bytes.size()));
  return bytes;
}

} // namespace

TEST_CASE("the host's bytes are taken as they come, in one call") {
  Dice dice;
  Entropy entropy(throw_dice, &dice);
  CHECK(drawn(entropy, 5000) == std::string(5000, 0x5a));
  CHECK(dice.calls == 1);
  CHECK(dice.asked == 5000);
}

TEST_CASE("threat 5: a source that fails leaves zeros and false, whatever it wrote and whichever number it returned") {
  for (const int32_t result : {-1, 1, INT32_MIN, INT32_MAX}) {
    Dice dice{0, 0, result};
    Entropy entropy(throw_dice, &dice);
    unsigned char bytes[16];
    std::memset(bytes, 0xff, sizeof bytes);
    CHECK_FALSE(entropy.fill(bytes, sizeof bytes));
    for (const unsigned char byte : bytes) CHECK(byte == 0);
    dice.result = 0; // and works again when the source does
    CHECK(entropy.fill(bytes, sizeof bytes));
  }
}

TEST_CASE("nothing is filled without asking anybody") {
  Dice dice{0, 0, -1};
  Entropy entropy(throw_dice, &dice);
  CHECK(entropy.fill(nullptr, 0));
  CHECK(dice.calls == 0);
}

TEST_CASE("the operating system's bytes differ from draw to draw and from generator to generator") {
  Entropy first(nullptr, nullptr), second(nullptr, nullptr);
  std::set<std::string> ids;
  for (int i = 0; i < 500; ++i) {
    ids.insert(drawn(first, 16));
    ids.insert(drawn(second, 16));
  }
  CHECK(ids.size() == 1000);
}

TEST_CASE("large draws are whole: below, at and beyond what the generator gives at once") {
  Entropy entropy(nullptr, nullptr);
  for (const size_t len : {1023u, 1024u, 1025u, 2048u, 5000u}) {
    const std::string bytes = drawn(entropy, len);
    // a stretch of 16 zeros at the end would mean that the last step was left out
    CHECK(bytes.substr(len - 16) != std::string(16, '\0'));
    CHECK(bytes.substr(0, 16) != bytes.substr(len - 16));
  }
}

TEST_CASE("ones and zeros are in balance") {
  Entropy entropy(nullptr, nullptr);
  const std::string bytes = drawn(entropy, 1u << 17);
  int ones = 0;
  for (const char byte : bytes)
    for (unsigned bits = static_cast<unsigned char>(byte); bits != 0; bits &= bits - 1) ++ones;
  const int expected = 1 << 19; // of 2^20 bits; the standard deviation is 512
  CHECK(ones > expected - 8 * 512);
  CHECK(ones < expected + 8 * 512);
}

TEST_CASE("threads draw from one generator, and no two get the same") {
  Entropy entropy(nullptr, nullptr);
  std::vector<std::set<std::string>> drawn_by(4);
  std::vector<std::thread> threads;
  for (std::set<std::string> &mine : drawn_by)
    threads.emplace_back([&entropy, &mine] {
      for (int i = 0; i < 100; ++i) {
        std::string bytes(16, '\0');
        if (entropy.fill(bytes.data(), bytes.size())) mine.insert(bytes);
      }
    });
  for (std::thread &thread : threads) thread.join();
  std::set<std::string> all;
  for (const std::set<std::string> &mine : drawn_by) all.insert(mine.begin(), mine.end());
  CHECK(all.size() == 400);
}

TEST_CASE("threat 40: a forked process does not repeat its parent") {
  Entropy entropy(nullptr, nullptr);
  drawn(entropy, 16);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    char bytes[16] = {};
    const bool good = entropy.fill(bytes, sizeof bytes) && write(ends[1], bytes, sizeof bytes) == static_cast<ssize_t>(sizeof bytes);
    _exit(good ? 0 : 1);
  }
  const std::string ours = drawn(entropy, 16);
  std::string theirs(16, '\0');
  CHECK(read(ends[0], theirs.data(), theirs.size()) == 16);
  int status = 1;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(ours != theirs);
  close(ends[0]);
  close(ends[1]);
}
