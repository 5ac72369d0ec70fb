// mac_test.cpp - HMAC against RFC 4231 and another implementation; equal time and wiping as far as a test can see them.
#include "crypto/hex.hpp"
#include "crypto/mac.hpp"
#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace tenon;
using crypto::HmacSha256;

namespace {

std::string tag(const HmacSha256 &mac, std::string_view message) {
  unsigned char out[HmacSha256::tag_bytes];
  mac.tag(message, out);
  return hex(out, sizeof out);
}

std::string tag(std::string_view key, std::string_view message) { return tag(HmacSha256(key), message); }

} // namespace

TEST_CASE("the test cases of RFC 4231") {
  CHECK(tag(std::string(20, '\x0b'), "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(tag("Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(tag(std::string(20, '\xaa'), std::string(50, '\xdd')) == "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(tag(bytes_of("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd')) ==
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(tag(std::string(20, '\x0c'), "Test With Truncation").substr(0, 32) == "a3b6167473100ee06e0c796c2955552b");
  CHECK(tag(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(tag(std::string(131, '\xaa'), "This is a test using a larger than block-size key and a larger than block-size data. "
                                      "The key needs to be hashed before being used by the HMAC algorithm.") ==
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST_CASE("an empty key and an empty message have a tag") {
  CHECK(tag("", "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("a key of 64 bytes is used as it is, one of 65 is hashed first") {
  // expected values from another implementation
  CHECK(tag(std::string(64, 'k'), "m") == "3b7a8d453e76edb519238a515105a57508d0f169f480ebeee120a9e7803289fa");
  CHECK(tag(std::string(65, 'k'), "m") == "c2d7d4c2256ddb097409ec0c67e1d58fa1a007fc6932cac0d892a525d08af7cc");
  CHECK(tag(std::string(63, 'k') + '\0', "m") == tag(std::string(63, 'k'), "m")); // RFC 2104 pads with zeros
}

TEST_CASE("HMAC-SHA-384 and HMAC-SHA-512 of RFC 4231's second case, with blocks of 128 bytes") {
  const auto long_tag = [](crypto::Sha sha, std::string_view key, std::string_view message) {
    const crypto::Hmac mac(sha, key);
    unsigned char out[crypto::most_sha_bytes];
    mac.tag(message, out);
    return hex(out, mac.tag_bytes());
  };
  // expected values from another implementation
  CHECK(long_tag(crypto::Sha::bits384, "Jefe", "what do ya want for nothing?") ==
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
  CHECK(long_tag(crypto::Sha::bits512, "Jefe", "what do ya want for nothing?") ==
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
  CHECK(long_tag(crypto::Sha::bits384, std::string(128, 'k'), "m").substr(0, 32) == "a9b9b43fb316fb78f4f8820ed77fd715");
  CHECK(long_tag(crypto::Sha::bits384, std::string(129, 'k'), "m").substr(0, 32) == "b9eec37e6938ffdd800f84c5bb14f806");
  CHECK(long_tag(crypto::Sha::bits512, std::string(128, 'k'), "m").substr(0, 32) == "9592ecd80ce4ede3e27656eda4ba5073");
  CHECK(long_tag(crypto::Sha::bits512, std::string(129, 'k'), "m").substr(0, 32) == "1a960aeb80731a01e1b88da7d4379138");
}

TEST_CASE("a prepared key gives the same tag again and again, also after it was moved") {
  HmacSha256 first("Jefe");
  const std::string before = tag(first, "message");
  CHECK(tag(first, "another") != before);
  CHECK(tag(first, "message") == before);
  HmacSha256 second(std::move(first));
  CHECK(tag(second, "message") == before);
  HmacSha256 third("other");
  third = std::move(second);
  CHECK(tag(third, "message") == before);
}

TEST_CASE("threads share a prepared key") {
  const HmacSha256 mac("a key for all of them");
  const std::string expected = tag(mac, "message");
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < wrong.size(); ++i)
    threads.emplace_back([&mac, &expected, &wrong, i] {
      for (int n = 0; n < 500; ++n) wrong[i] += tag(mac, "message") != expected;
    });
  for (std::thread &thread : threads) thread.join();
  for (const int count : wrong) CHECK(count == 0);
}

TEST_CASE("threat 36: a difference is seen in every bit of every byte") {
  unsigned char a[32] = {}, b[32] = {};
  CHECK(crypto::equal_in_constant_time(a, b, sizeof a));
  for (size_t bit = 0; bit < 256; ++bit) {
    b[bit / 8] = static_cast<unsigned char>(1u << bit % 8);
    REQUIRE_FALSE(crypto::equal_in_constant_time(a, b, sizeof a));
    CHECK(crypto::equal_in_constant_time(a, b, bit / 8)); // what is before it is equal
    b[bit / 8] = 0;
  }
  CHECK(crypto::equal_in_constant_time(nullptr, nullptr, 0));
}

TEST_CASE("wiping zeroes what it was told to, and nothing beside it") {
  unsigned char memory[34];
  for (unsigned char &byte : memory) byte = 0xa5;
  crypto::wipe(memory + 1, 32);
  CHECK(memory[0] == 0xa5);
  CHECK(memory[33] == 0xa5);
  for (size_t i = 1; i < 33; ++i) CHECK(memory[i] == 0);
  crypto::wipe(nullptr, 0);
}
