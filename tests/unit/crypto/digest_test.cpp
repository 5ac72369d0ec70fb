// digest_test.cpp - SHA-2 against the examples of FIPS 180-4.
#include "crypto/digest.hpp"
#include "crypto/hex.hpp"
#include <doctest/doctest.h>
#include <string>

namespace {

std::string sha256(const std::string &text) {
  unsigned char out[32];
  tenon::crypto::sha256(text, out);
  return hex(out, sizeof out);
}

} // namespace

TEST_CASE("SHA-256 of nothing, of one block, of two and of a million letters") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-384 and SHA-512 of abc, and the lengths of all three") {
  using tenon::crypto::Sha;
  unsigned char out[tenon::crypto::most_sha_bytes];
  tenon::crypto::digest(Sha::bits384, "abc", out);
  CHECK(hex(out, 48) == "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  tenon::crypto::digest(Sha::bits512, "abc", out);
  CHECK(hex(out, 64) == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  tenon::crypto::digest(Sha::bits256, "abc", out);
  CHECK(hex(out, 32) == sha256("abc"));
  CHECK(tenon::crypto::sha_bytes(Sha::bits256) == 32);
  CHECK(tenon::crypto::sha_bytes(Sha::bits384) == 48);
  CHECK(tenon::crypto::sha_bytes(Sha::bits512) == 64);
}
