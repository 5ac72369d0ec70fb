// seal_test.cpp - what is sealed comes back to whoever has a key, unchanged and where it belongs, or not at all.
#include "crypto/entropy.hpp"
#include "crypto/seal.hpp"
#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

using namespace tenon;
using crypto::SealKeys;

namespace {

const std::string old_secret(32, 'o'), new_secret(40, 'n'), foreign_secret(32, 'f');

std::shared_ptr<const SealKeys> keys(std::initializer_list<std::string_view> secrets) {
  const auto made = SealKeys::make(std::span<const std::string_view>(secrets.begin(), secrets.size()));
  REQUIRE(made);
  return *made;
}

std::string sealed_by(const SealKeys &by, std::string_view plain, std::string_view bound_to = "call") {
  static crypto::Entropy entropy(nullptr, nullptr);
  unsigned char nonce[crypto::aead_nonce_bytes];
  REQUIRE(entropy.fill(nonce, sizeof nonce));
  return by.seal(plain, bound_to, nonce);
}

Status refused(const std::vector<std::string_view> &secrets) {
  const auto made = SealKeys::make(secrets);
  return made ? Status::ok : made.refusal().status;
}

} // namespace

TEST_CASE("secrets: at least one, at most eight, each of 32 bytes or more") {
  CHECK(refused({}) == Status::invalid);
  CHECK(refused({old_secret}) == Status::ok);
  CHECK(refused({std::string_view(old_secret).substr(1)}) == Status::weak_key);
  CHECK(refused({old_secret, ""}) == Status::weak_key);
  CHECK(refused(std::vector<std::string_view>(8, old_secret)) == Status::ok);
  CHECK(refused(std::vector<std::string_view>(9, old_secret)) == Status::invalid);
}

TEST_CASE("whatever was sealed comes back, of every length, and its seal is as long as was said") {
  const auto ours = keys({old_secret});
  for (const size_t length : {0u, 1u, 2u, 3u, 15u, 16u, 17u, 1000u, 70000u}) {
    std::string plain(length, 'x');
    if (length > 1) plain[1] = '\0';
    const std::string sealed = sealed_by(*ours, plain);
    CHECK(sealed.size() == SealKeys::sealed_length(length));
    CHECK(sealed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
    CHECK(ours->open(sealed, "call") == plain);
  }
}

TEST_CASE("the same text sealed twice looks different, and shows nothing of what it is") {
  const auto ours = keys({old_secret});
  const std::string first = sealed_by(*ours, "secret secret"), second = sealed_by(*ours, "secret secret");
  CHECK(first != second);
  CHECK(first.find("secret") == std::string::npos);
}

TEST_CASE("threat 22: a seal that is bound to one call is nothing to another") {
  const auto ours = keys({old_secret});
  const std::string sealed = sealed_by(*ours, "state", "alice tools/call add");
  CHECK_FALSE(ours->open(sealed, "bob tools/call add"));
  CHECK_FALSE(ours->open(sealed, ""));
  CHECK(ours->open(sealed, "alice tools/call add") == "state");
}

TEST_CASE("threat 22: no character can be changed, taken away or added") {
  const auto ours = keys({old_secret, new_secret});
  const std::string sealed = sealed_by(*ours, "state");
  for (size_t at = 0; at < sealed.size(); ++at) {
    for (const char instead : std::string_view("AQgw9-_.= \n")) {
      if (sealed[at] == instead) continue;
      std::string changed = sealed;
      changed[at] = instead;
      REQUIRE_FALSE(ours->open(changed, "call"));
    }
    REQUIRE_FALSE(ours->open(sealed.substr(0, at), "call"));
    REQUIRE_FALSE(ours->open(sealed.substr(0, at) + sealed.substr(at + 1), "call"));
  }
  CHECK_FALSE(ours->open(sealed + "A", "call"));
  CHECK_FALSE(ours->open(sealed + "-TAMPERED", "call"));
  CHECK_FALSE(ours->open(std::string(100, 'A'), "call"));
}

TEST_CASE("keys rotate: the new one seals, the old one still opens until it is taken away") {
  const auto before = keys({old_secret}), during = keys({new_secret, old_secret}), after = keys({new_secret});
  const std::string by_old = sealed_by(*before, "old"), by_new = sealed_by(*during, "new");
  CHECK(during->open(by_old, "call") == "old");
  CHECK(after->open(by_new, "call") == "new");
  CHECK_FALSE(before->open(by_new, "call"));
  CHECK_FALSE(after->open(by_old, "call"));
  CHECK_FALSE(keys({foreign_secret})->open(by_new, "call"));
}

TEST_CASE("servers with the same secrets open each other's seals") { CHECK(keys({new_secret})->open(sealed_by(*keys({new_secret}), "s"), "call") == "s"); }

TEST_CASE("threads seal and open with the same keys") {
  const auto ours = keys({old_secret, new_secret});
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < wrong.size(); ++i)
    threads.emplace_back([&ours, &wrong, i] {
      unsigned char nonce[crypto::aead_nonce_bytes] = {};
      for (unsigned n = 0; n < 200; ++n) {
        nonce[0] = static_cast<unsigned char>(n), nonce[1] = static_cast<unsigned char>(i);
        const std::string plain = std::to_string(n * 10 + i);
        wrong[i] += ours->open(ours->seal(plain, "call", nonce), "call") != plain;
      }
    });
  for (std::thread &thread : threads) thread.join();
  for (const int count : wrong) CHECK(count == 0);
}
