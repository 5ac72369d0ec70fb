// private_key.cpp - keys are made by mbedTLS and kept as numbers; signing borrows working state as verifying does.
#include "crypto/private_key.hpp"

#include "crypto/mac.hpp"
#include "crypto/mbed.hpp"
#include "crypto/shelf.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"

#include <array>
#include <mbedtls/ecdsa.h>
#include <optional>

namespace tenon::crypto {
namespace {

Refusal invalid(std::string text) { return {Status::invalid, std::move(text)}; }

// The house's randomness in mbedTLS's form. It remembers whether it was the source that failed, or something else.
struct Dice {
  Entropy &entropy;
  bool failed = false;

  static int roll(void *dice, unsigned char *out, size_t length) {
    Dice *const self = static_cast<Dice *>(dice);
    if (self->entropy.fill(out, length)) return 0;
    self->failed = true;
    return -1;
  }
  // The dice are the one thing that may fail beside memory.
  std::optional<Refusal> refuse(int result) const {
    if (result == 0) return std::nullopt;
    if (failed) return Refusal{Status::no_entropy, "the source of randomness failed"};
    throw std::bad_alloc();
  }
};

struct RsaSigner {
  mbed::Rsa context;
};

struct EcSigner {
  mbed::Group group;
  mbed::Number d, r, s;
  EcSigner(Curve curve, std::string_view secret) : group(curve) { d.read(secret); }
};

constexpr size_t rsa_number_count = 8;
using RsaTexts = std::array<std::string, rsa_number_count>; // n e d p q dp dq qi

void wipe_all(RsaTexts &texts) {
  for (std::string &text : texts) wipe(text.data(), text.size());
}

RsaNumbers views(const RsaTexts &t) { return {t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7]}; }

// All eight numbers, of whatever a context was filled with.
void export_numbers(mbedtls_rsa_context *context, RsaTexts &texts) {
  mbed::Number n, e, d, p, q, dp, dq, qi;
  mbed::must(mbedtls_rsa_export(context, n.get(), p.get(), q.get(), d.get(), e.get()));
  mbed::must(mbedtls_rsa_export_crt(context, dp.get(), dq.get(), qi.get()));
  const mbed::Number *const all[rsa_number_count] = {&n, &e, &d, &p, &q, &dp, &dq, &qi};
  for (size_t i = 0; i < rsa_number_count; ++i) texts[i] = all[i]->text();
}

// 0, or why these numbers are no key.
int fill(mbed::Rsa &rsa, const RsaNumbers &numbers) {
  const auto at = [](std::string_view number) { return number.empty() ? nullptr : mbed::bytes(number); };
  mbed::must(mbedtls_rsa_import_raw(rsa.get(), at(numbers.n), numbers.n.size(), at(numbers.p), numbers.p.size(), at(numbers.q),
                                    numbers.q.size(), at(numbers.d), numbers.d.size(), at(numbers.e), numbers.e.size()));
  if (const int result = mbedtls_rsa_complete(rsa.get()); result != 0) return result;
  return mbedtls_rsa_check_privkey(rsa.get());
}

std::string base64url(std::string_view bytes) {
  std::string text;
  append_base64url(text, bytes);
  return text;
}

} // namespace

struct PrivateKey::State {
  PublicKey half;
  RsaTexts rsa;  // of an RSA key
  std::string d; // of the others
  mutable Shelf<RsaSigner> rsa_signers;
  mutable Shelf<EcSigner> ec_signers;

  explicit State(PublicKey public_half) : half(std::move(public_half)) {}
  ~State() {
    wipe_all(rsa);
    wipe(d.data(), d.size());
  }
  State(const State &) = delete;
  State &operator=(const State &) = delete;

  int sign_rsa(Algorithm algorithm, std::string_view hash, std::string &signature, Dice &dice) const {
    std::unique_ptr<RsaSigner> signer = rsa_signers.take();
    if (!signer) {
      signer = std::make_unique<RsaSigner>();
      mbed::must(fill(signer->context, views(rsa)));
    }
    signature.resize(rsa[0].size());
    const mbedtls_md_type_t kind = mbed::md(sha_of(algorithm));
    const int result = family(algorithm) == Family::rsa_pss
                           ? signer->context.sign_pss(Dice::roll, &dice, kind, hash, signature)
                           : signer->context.sign_pkcs1(Dice::roll, &dice, kind, hash, signature);
    if (result == 0) rsa_signers.give_back(std::move(signer));
    return result;
  }

  // The nonce follows from key and text (RFC 6979): weak dice cannot give the key away; they only blind.
  int sign_ec(Algorithm algorithm, std::string_view hash, std::string &signature, Dice &dice) const {
    std::unique_ptr<EcSigner> signer = ec_signers.take();
    if (!signer) signer = std::make_unique<EcSigner>(half.curve(), d);
    const int result = mbedtls_ecdsa_sign_det_ext(signer->group.get(), signer->r.get(), signer->s.get(), signer->d.get(),
                                                  mbed::bytes(hash), hash.size(), mbed::md(sha_of(algorithm)), Dice::roll, &dice);
    if (result != 0) return result;
    const size_t length = coordinate_bytes(half.curve());
    signature = signer->r.text(length) + signer->s.text(length);
    ec_signers.give_back(std::move(signer));
    return 0;
  }
};

PrivateKey::PrivateKey(std::unique_ptr<const State> state) : state_(std::move(state)) {}
PrivateKey::~PrivateKey() = default;
PrivateKey::PrivateKey(PrivateKey &&) noexcept = default;
PrivateKey &PrivateKey::operator=(PrivateKey &&) noexcept = default;

Outcome<PrivateKey> PrivateKey::generate_rsa(size_t bits, Entropy &entropy) {
  if (bits != 2048 && bits != 3072 && bits != 4096) return invalid("RSA keys are made with 2048, 3072 or 4096 bits");
  mbed::Rsa made;
  Dice dice{entropy};
  const int result = mbedtls_rsa_gen_key(made.get(), Dice::roll, &dice, static_cast<unsigned int>(bits), 65537);
  if (std::optional<Refusal> refusal = dice.refuse(result)) return *std::move(refusal);
  RsaTexts texts;
  export_numbers(made.get(), texts);
  Outcome<PrivateKey> key = rsa(views(texts));
  wipe_all(texts);
  return key;
}

Outcome<PrivateKey> PrivateKey::generate_ec(Curve curve, Entropy &entropy) {
  mbed::Group group(curve);
  mbed::Number d;
  mbed::Point q;
  Dice dice{entropy};
  const int result = mbedtls_ecp_gen_keypair(group.get(), d.get(), q.get(), Dice::roll, &dice);
  if (std::optional<Refusal> refusal = dice.refuse(result)) return *std::move(refusal);
  std::string secret = d.text(coordinate_bytes(curve));
  Outcome<PrivateKey> key = ec(curve, secret, entropy);
  wipe(secret.data(), secret.size());
  return key;
}

Outcome<PrivateKey> PrivateKey::parse(std::string_view pem_or_der, Entropy &entropy) {
  const Outcome<KeyFile> file = read_key_file(pem_or_der);
  if (!file) return file.refusal();
  if (!file->is_private) return invalid("this is a public key; signing takes the private one");
  return file->is_rsa ? rsa(file->rsa) : ec(file->curve, file->d, entropy);
}

Outcome<PrivateKey> PrivateKey::rsa(const RsaNumbers &numbers) {
  Outcome<PublicKey> half = PublicKey::rsa(numbers.n, numbers.e);
  if (!half) return half.refusal();
  if (numbers.d.empty() && (numbers.p.empty() || numbers.q.empty())) return invalid("the RSA key has no private number");
  for (const std::string_view number : {numbers.d, numbers.p, numbers.q})
    if (number.size() > numbers.n.size()) return invalid("a private number is longer than the modulus");
  std::unique_ptr<RsaSigner> signer = std::make_unique<RsaSigner>();
  const int result = fill(signer->context, numbers);
  if (result != 0 && mbed::is_memory(result)) throw std::bad_alloc();
  if (result != 0) return invalid("the numbers of the RSA key do not belong together");
  std::unique_ptr<State> state = std::make_unique<State>(std::move(*half));
  export_numbers(signer->context.get(), state->rsa);
  state->rsa_signers.give_back(std::move(signer));
  return PrivateKey(std::move(state));
}

Outcome<PrivateKey> PrivateKey::ec(Curve curve, std::string_view d, Entropy &entropy) {
  const size_t length = coordinate_bytes(curve);
  if (d.size() != length) return invalid(words("a private key on {} has {} bytes, not {}", name(curve), length, d.size()));
  std::unique_ptr<EcSigner> signer = std::make_unique<EcSigner>(curve, d);
  if (mbedtls_ecp_check_privkey(signer->group.get(), signer->d.get()) != 0)
    return invalid(words("the private number is not one of {}", name(curve)));
  mbed::Point q;
  Dice dice{entropy};
  const int result = mbedtls_ecp_mul(signer->group.get(), q.get(), signer->d.get(), &signer->group.get()->G, Dice::roll, &dice);
  if (std::optional<Refusal> refusal = dice.refuse(result)) return *std::move(refusal);
  std::string point(1 + 2 * length, '\0');
  size_t written = 0;
  mbed::must(mbedtls_ecp_point_write_binary(signer->group.get(), q.get(), MBEDTLS_ECP_PF_UNCOMPRESSED, &written,
                                            mbed::bytes(point), point.size()));
  const std::string_view coordinates = std::string_view(point).substr(1);
  Outcome<PublicKey> half = PublicKey::ec(curve, coordinates.substr(0, length), coordinates.substr(length));
  if (!half) return half.refusal();
  std::unique_ptr<State> state = std::make_unique<State>(std::move(*half));
  state->d = d;
  state->ec_signers.give_back(std::move(signer));
  return PrivateKey(std::move(state));
}

const PublicKey &PrivateKey::public_half() const { return state_->half; }

Outcome<std::string> PrivateKey::sign(Algorithm algorithm, std::string_view text, Entropy &entropy) const {
  if (!state_->half.fits(algorithm)) return invalid(words("{} is not an algorithm of this key", name(algorithm)));
  unsigned char hash[most_sha_bytes];
  digest(sha_of(algorithm), text, hash);
  const std::string_view hash_text(reinterpret_cast<const char *>(hash), hash_bytes(algorithm));
  std::string signature;
  Dice dice{entropy};
  const int result = state_->half.is_rsa() ? state_->sign_rsa(algorithm, hash_text, signature, dice)
                                           : state_->sign_ec(algorithm, hash_text, signature, dice);
  if (std::optional<Refusal> refusal = dice.refuse(result)) return *std::move(refusal);
  // mbedTLS 2.28 before .5 may sign wrongly when memory is short, without a word.
  if (!state_->half.verify(algorithm, text, signature)) throw std::bad_alloc();
  return signature;
}

std::string PrivateKey::jwk() const {
  const PublicKey &half = state_->half;
  if (!half.is_rsa())
    return words(R"({{"crv":"{}","d":"{}","kty":"EC","x":"{}","y":"{}"}})", name(half.curve()), base64url(state_->d),
                 base64url(half.x()), base64url(half.y()));
  const RsaNumbers n = views(state_->rsa);
  return words(R"({{"d":"{}","dp":"{}","dq":"{}","e":"{}","kty":"RSA","n":"{}","p":"{}","q":"{}","qi":"{}"}})", base64url(n.d),
               base64url(n.dp), base64url(n.dq), base64url(n.e), base64url(n.n), base64url(n.p), base64url(n.q), base64url(n.qi));
}

std::string PrivateKey::pem() const {
  if (state_->half.is_rsa()) return rsa_private_pem(views(state_->rsa));
  return ec_private_pem(state_->half.curve(), state_->d, state_->half.x(), state_->half.y());
}

} // namespace tenon::crypto
