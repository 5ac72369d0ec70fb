// hash_test.cpp - hashes as text, there and back, and what is none.
#include "feedback/hash.hpp"
#include <doctest/doctest.h>

using namespace tenon::feedback;

TEST_CASE("a hash is SHA-256, and forty-three letters as text") {
  const Hash hash = hash_of("abc");
  CHECK(hash_text(hash) == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  CHECK(*read_hash(hash_text(hash)) == hash);
  CHECK(*read_hash(hash_text(Hash{})) == Hash{});
}

TEST_CASE("a text of another length or other letters is no hash") {
  const std::string text = hash_text(hash_of("abc"));
  CHECK_FALSE(read_hash(""));
  CHECK_FALSE(read_hash(text.substr(1)));
  CHECK_FALSE(read_hash(text + "A"));
  CHECK_FALSE(read_hash("+" + text.substr(1)));
}
