// key_file_test.cpp - the forms that keys have in files, and what is no key, with the reason in words.
#include "crypto/key_file.hpp"
#include "crypto/pem.hpp"
#include "crypto/private_key.hpp"
#include "crypto/public_key.hpp"
#include "crypto/test_keys.hpp"
#include "ground/base64url.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::crypto;

namespace {

std::string der_of(std::string_view text) {
  const auto block = find_pem_block(text);
  REQUIRE(block);
  std::string bytes;
  REQUIRE(decode_pem_body(block->body, bytes));
  return bytes;
}

std::string why_not(std::string_view text) {
  const auto file = read_key_file(text);
  REQUIRE_FALSE(file);
  CHECK(file.refusal().status == Status::invalid);
  return file.refusal().text;
}

std::string public_pem(std::string_view private_pem) {
  Entropy entropy(nullptr, nullptr);
  const auto key = PrivateKey::parse(private_pem, entropy);
  REQUIRE(key);
  return key->public_half().pem();
}

} // namespace

TEST_CASE("PEM and DER of one key are the same key, public or private") {
  for (const std::string_view pem : {test_keys::rsa2048, test_keys::p256, test_keys::p384, test_keys::p521}) {
    for (const std::string &text : {std::string(pem), public_pem(pem)}) {
      const auto from_pem = read_key_file(text), from_der = read_key_file(der_of(text));
      REQUIRE(from_pem);
      REQUIRE(from_der);
      CHECK(from_pem->is_private == (text == pem));
      CHECK(from_der->is_private == from_pem->is_private);
      CHECK(from_der->is_rsa == (pem == test_keys::rsa2048));
      CHECK(from_der->rsa.n == from_pem->rsa.n);
      CHECK(from_der->rsa.qi == from_pem->rsa.qi);
      CHECK(from_der->x == from_pem->x);
      CHECK(from_der->d == from_pem->d);
    }
  }
}

TEST_CASE("what stands around a block does not matter, nor how its lines end") {
  const std::string pem = public_pem(test_keys::p256);
  std::string windows;
  for (const char c : pem) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  for (const std::string &text : {windows, "\n\n  " + pem + "\n", "Key of example.com\n" + pem, pem + "that was it",
                                  "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + pem})
    CHECK(read_key_file(text));
}

TEST_CASE("a damaged block is refused, wherever the damage is") {
  const std::string pem = public_pem(test_keys::p256), body = pem.substr(pem.find('\n') + 1);
  CHECK(why_not("") == "this is neither PEM nor DER of an RSA key or of one on P-256, P-384 or P-521");
  CHECK(why_not("-----BEGIN PUBLIC KEY") == "the PEM text has a BEGIN line that does not end");
  CHECK(why_not("-----BEGIN PUBLIC KEY-----\nAAAA") == "the PEM text has no END line");
  CHECK(why_not("-----BEGIN PRIVATE KEY-----\n" + body) == "the PEM text ends with another label than it begins with");
  CHECK(why_not("-----BEGIN PUBLIC KEY-----\n!" + body) == "the PEM text is not base64 between its lines");
  CHECK(why_not(pem + pem) == "the PEM text holds more than one key");
  CHECK(why_not("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n") == "the PEM text holds no key");
  const std::string der = der_of(pem);
  for (size_t length = 0; length < der.size(); ++length) CHECK_FALSE(read_key_file(der.substr(0, length)));
  CHECK_FALSE(read_key_file(der + '\0'));
}

TEST_CASE("no byte of a key's frame can be another") {
  for (const std::string_view source : {test_keys::p256, test_keys::rsa2048}) {
    const std::string der = der_of(public_pem(source));
    const size_t frame = source == test_keys::p256 ? der.size() - 64 : 32; // before the numbers
    for (size_t at = 0; at < frame; ++at)
      for (const int bit : {1, 2, 4, 8, 16, 32, 64, 128}) {
        std::string changed = der;
        changed[at] = static_cast<char>(changed[at] ^ bit);
        CHECK_FALSE(read_key_file(changed));
      }
  }
}

TEST_CASE("what is a key of another kind is called by its name") {
  const auto wrapped = [](std::string_view label) { return crypto::pem(label, "0123456789"); };
  CHECK(why_not(wrapped("CERTIFICATE")) == "this is a certificate; the public key in it is what is asked for");
  CHECK(why_not(wrapped("ENCRYPTED PRIVATE KEY")) == "this private key is encrypted");
  CHECK(why_not("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n") ==
        "this private key is encrypted");
  CHECK(why_not(wrapped("OPENSSH PRIVATE KEY")) == "a PEM text of OPENSSH PRIVATE KEY is no key that we can read");
  CHECK(why_not(wrapped("PUBLIC KEY")) == "what stands under PUBLIC KEY is no RSA key and none on P-256, P-384 or P-521, or is damaged");
}

TEST_CASE("a key file has at most 16 KiB") {
  const std::string pem = public_pem(test_keys::p256);
  CHECK(read_key_file(pem + std::string(most_key_file_bytes - pem.size(), ' ')));
  CHECK(why_not(pem + std::string(most_key_file_bytes - pem.size() + 1, ' ')) == "a key of over 16 KiB");
}
