// key_set.cpp - any bytes as a JWKS, a JWK, a key file or a secret: keys come in whole and for one algorithm, or not at all.
#include "access/key_set.hpp"
#include "crypto/private_key.hpp"
#include "fuzz/promise.hpp"
#include "ground/base64url.hpp"

using namespace tenon;
using namespace tenon::access;
using fuzz::promise;

namespace {

std::shared_ptr<const crypto::SignatureDoor> door() {
  crypto::SignatureCalls calls;
  calls.take_key = [](void *, std::string_view algorithm, std::string_view jwk, void **key) -> int32_t {
    promise(crypto::find_algorithm(algorithm) && crypto::asymmetric(*crypto::find_algorithm(algorithm)), "the host gets public keys");
    json::Reader reader;
    promise(reader.parse_copy(jwk, 2) == json::Trouble::none && reader.root().is_object(), "as JSON");
    promise(!reader.root().find("d") && !reader.root().find("k"), "without secrets");
    *key = nullptr;
    return 0;
  };
  calls.check = [](void *, void *, std::string_view, std::string_view, std::string_view) -> int32_t { return 0; };
  return *crypto::SignatureDoor::make(calls);
}

void look_at(const KeySet &set, bool with_door) {
  promise(!set.keys().empty() && set.keys().size() <= most_keys, "one key at least, and not too many");
  for (const Key &key : set.keys()) {
    promise(set.algorithms().has(key.algorithm()), "its algorithm is on the list");
    promise(with_door || key.algorithm() != Algorithm::eddsa, "nobody could check EdDSA");
    promise(key.thumbprint().empty() != crypto::asymmetric(key.algorithm()), "public keys have a thumbprint, secrets have none");
    promise(key.kid().size() <= longest_kid, "kids have a bound");
    promise(key.kid().empty() || set.find(key.kid(), key.algorithm()) == &key, "a key is found by its name");
    promise(key.check("a.b", "") != Reason::accepted, "no signature is no signature");
  }
  for (size_t i = 0; i < crypto::algorithm_count; ++i) {
    const auto algorithm = static_cast<Algorithm>(i);
    for (const std::optional<std::string_view> kid : {std::optional<std::string_view>(), std::optional<std::string_view>("other")}) {
      const Key *const found = set.find(kid, algorithm);
      promise(!found || found->algorithm() == algorithm, "a key is for its algorithm alone");
      promise(!found || !kid || found->kid() == *kid || found->any_kid(), "a name means that key");
    }
  }
}

void take(std::string_view input, KeySource::Form form, bool with_door) {
  KeySource source;
  source.form = form;
  source.text = input;
  KeySetOptions options;
  options.sources = {&source, 1};
  if (with_door) options.keys.door = door();
  std::vector<std::string> notes;
  const auto set = KeySet::make(options, &notes);
  if (set) look_at(**set, with_door);
  else promise(!set.refusal().text.empty() && set.refusal().status != Status::ok, "a refusal says why");
  for (const std::string &note : notes)
    for (const char c : note) promise(static_cast<unsigned char>(c) >= 0x20, "a note fits a log");
}

void take_file(std::string_view input) {
  const auto half = crypto::PublicKey::parse(input);
  if (half) {
    const auto again = crypto::PublicKey::parse(half->pem());
    promise(again && again->jwk() == half->jwk(), "what was taken in is written out and taken in again");
  }
  crypto::Entropy entropy([](void *, void *out, size_t len) -> int32_t { return std::memset(out, 7, len), 0; }, nullptr);
  const auto whole = crypto::PrivateKey::parse(input, entropy);
  promise(!whole || !half, "no key is both halves");
  if (whole) promise(crypto::PublicKey::parse(whole->public_half().pem()).operator bool(), "a private key has a good public half");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view input = fuzz::view(data, size);
  for (const bool with_door : {false, true}) {
    take(input, KeySource::Form::jwks, with_door);
    take(input, KeySource::Form::jwk, with_door);
  }
  take(input, KeySource::Form::secret, false);
  take(input, KeySource::Form::pem, false);
  take_file(input);
  return 0;
}
