// aead_test.cpp - AES-256-GCM against the published examples of its specification, HKDF-SHA-256 against RFC 5869.
#include "crypto/aead.hpp"
#include "crypto/hex.hpp"
#include <cstring>
#include <doctest/doctest.h>
#include <string>

using namespace tenon;

namespace {

struct Material {
  unsigned char key[crypto::aead_key_bytes];
  unsigned char nonce[crypto::aead_nonce_bytes];
  Material(const std::string &key_hex, const std::string &nonce_hex) {
    const std::string k = bytes_of(key_hex), n = bytes_of(nonce_hex);
    REQUIRE(k.size() == sizeof key);
    REQUIRE(n.size() == sizeof nonce);
    std::memcpy(key, k.data(), sizeof key);
    std::memcpy(nonce, n.data(), sizeof nonce);
  }
};

std::string hex_of(const std::string &bytes) { return hex(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size()); }

void check_both_ways(const Material &m, const std::string &plain, const std::string &bound_to, const std::string &expected) {
  std::string sealed = "before";
  crypto::append_encrypted(sealed, m.key, m.nonce, plain, bound_to);
  CHECK(hex_of(sealed.substr(6)) == expected);
  std::string back;
  CHECK(crypto::decrypt(back, m.key, m.nonce, std::string_view(sealed).substr(6), bound_to));
  CHECK(back == plain);
}

} // namespace

TEST_CASE("the examples of AES-256-GCM: nothing, one block, four blocks, and a binding beside a short last block") {
  const Material zero(std::string(64, '0'), std::string(24, '0'));
  check_both_ways(zero, "", "", "530f8afbc74536b9a963b4f1c4cb738b");
  check_both_ways(zero, std::string(16, '\0'), "", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  const Material key("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888");
  const std::string plain = bytes_of("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255");
  const std::string cipher = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                             "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
  check_both_ways(key, plain, "", cipher + "b094dac5d93471bdec1a502270e3cc6c");
  check_both_ways(key, plain.substr(0, 60), bytes_of("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                  cipher.substr(0, 120) + "76fc6ece0f4e1768cddf8853bb2d551b");
}

TEST_CASE("what was changed, cut short or bound to something else gives nothing at all") {
  const Material m(std::string(64, 'a'), std::string(24, 'b'));
  std::string sealed, back = "left over";
  crypto::append_encrypted(sealed, m.key, m.nonce, "eleven char", "here");
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    REQUIRE_FALSE(crypto::decrypt(back, m.key, m.nonce, changed, "here"));
    REQUIRE(back.empty());
  }
  for (size_t length = 0; length < sealed.size(); ++length) REQUIRE_FALSE(crypto::decrypt(back, m.key, m.nonce, sealed.substr(0, length), "here"));
  CHECK_FALSE(crypto::decrypt(back, m.key, m.nonce, sealed, "there"));
  CHECK_FALSE(crypto::decrypt(back, m.key, m.nonce, sealed, ""));
  const Material other_key(std::string(63, 'a') + 'b', std::string(24, 'b')), other_nonce(std::string(64, 'a'), std::string(23, 'b') + 'a');
  CHECK_FALSE(crypto::decrypt(back, other_key.key, m.nonce, sealed, "here"));
  CHECK_FALSE(crypto::decrypt(back, m.key, other_nonce.nonce, sealed, "here"));
  CHECK(crypto::decrypt(back, m.key, m.nonce, sealed, "here"));
  CHECK(back == "eleven char");
}

TEST_CASE("derived keys are those of RFC 5869, and differ by purpose") {
  unsigned char key[crypto::aead_key_bytes], other[crypto::aead_key_bytes];
  crypto::derive_key(std::string(22, '\x0b'), "", key); // A.3: no salt, no info; the first 32 bytes
  CHECK(hex(key, sizeof key) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  crypto::derive_key(std::string(22, '\x0b'), "another", other);
  CHECK(std::memcmp(key, other, sizeof key) != 0);
}
