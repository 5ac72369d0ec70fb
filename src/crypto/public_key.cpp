// public_key.cpp - the rules for taking a key in, and the check of a signature with it.
#include "crypto/public_key.hpp"

#include "crypto/mbed.hpp"
#include "crypto/roca.hpp"
#include "crypto/shelf.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"

#include <bit>
#include <cstdint>
#include <mbedtls/ecdsa.h>
#include <optional>

namespace tenon::crypto {
namespace {

Refusal invalid(std::string text) { return {Status::invalid, std::move(text)}; }

// Working state: mbedTLS writes into its contexts even when it only verifies, so two threads must never share one.
struct RsaWork {
  mbed::Rsa context;

  RsaWork(std::string_view n, std::string_view e) {
    mbed::must(mbedtls_rsa_import_raw(context.get(), mbed::bytes(n), n.size(), nullptr, 0, nullptr, 0, nullptr, 0, mbed::bytes(e),
                                      e.size()));
    mbed::must(mbedtls_rsa_complete(context.get()));
  }
};

struct EcWork {
  mbed::Group group;
  mbed::Point point;
  mbed::Number r, s;

  EcWork(Curve curve, std::string_view x, std::string_view y) : group(curve) {
    const std::string uncompressed = std::string(1, '\4').append(x).append(y);
    mbed::must(mbedtls_ecp_point_read_binary(group.get(), point.get(), mbed::bytes(uncompressed), uncompressed.size()));
  }
};

// mbedTLS says no in these words. Any other failure is about memory, and no verdict.
bool verdict(int result, std::initializer_list<int> no) {
  if (result == 0) return true;
  for (const int word : no)
    if (result == word) return false;
  throw std::bad_alloc();
}

size_t bits_of(std::string_view number) {
  return number.empty() ? 0 : number.size() * 8 - static_cast<size_t>(std::countl_zero(static_cast<uint8_t>(number[0])));
}

bool odd(std::string_view number) { return !number.empty() && (static_cast<uint8_t>(number.back()) & 1) != 0; }

std::optional<Refusal> refuse_rsa(std::string_view n, std::string_view e) {
  if (n.empty() || n[0] == 0 || e.empty() || e[0] == 0) return invalid("an RSA number is empty or begins with a zero");
  const size_t bits = bits_of(n);
  if (bits < least_rsa_bits) return Refusal{Status::weak_key, words("an RSA key of {} bits; at least {}", bits, least_rsa_bits)};
  if (bits > most_rsa_bits) return invalid(words("an RSA key of {} bits; at most {}", bits, most_rsa_bits));
  if (!odd(n)) return invalid("the RSA modulus is even");
  if (e.size() > most_rsa_exponent_bytes) return invalid("the RSA exponent is longer than 64 bits");
  if (!odd(e)) return invalid("the RSA exponent is even");
  if (e == "\1") return Refusal{Status::weak_key, "the RSA exponent is 1: anybody could sign"};
  if (has_roca_fingerprint(n))
    return Refusal{Status::weak_key, "the RSA modulus has the ROCA fingerprint (CVE-2017-15361): its primes can be guessed"};
  return std::nullopt;
}

std::optional<Refusal> refuse_point(Curve curve, std::string_view x, std::string_view y) {
  const size_t length = coordinate_bytes(curve);
  if (x.size() != length || y.size() != length)
    return invalid(words("coordinates on {} have {} bytes, not {} and {}", name(curve), length, x.size(), y.size()));
  EcWork work(curve, x, y);
  const int result = mbedtls_ecp_check_pubkey(work.group.get(), work.point.get());
  if (verdict(result, {MBEDTLS_ERR_ECP_INVALID_KEY})) return std::nullopt;
  return invalid(words("the point is not on {}", name(curve)));
}

} // namespace

struct PublicKey::State {
  bool rsa;
  Curve curve;
  size_t bits;
  std::string first, second; // n and e, or x and y
  mutable Shelf<RsaWork> rsa_work;
  mutable Shelf<EcWork> ec_work;

  State(bool is_rsa_key, Curve its_curve, size_t its_bits, std::string_view a, std::string_view b)
      : rsa(is_rsa_key), curve(its_curve), bits(its_bits), first(a), second(b) {}

  bool verify_rsa(Algorithm algorithm, std::string_view hash, std::string_view signature) const {
    if (signature.size() != first.size() || signature >= std::string_view(first)) return false; // as numbers, as long as each other
    std::unique_ptr<RsaWork> work = rsa_work.take();
    if (!work) work = std::make_unique<RsaWork>(first, second);
    const mbedtls_md_type_t kind = mbed::md(sha_of(algorithm));
    const int result = family(algorithm) == Family::rsa_pss ? work->context.verify_pss(kind, hash, signature)
                                                            : work->context.verify_pkcs1(kind, hash, signature);
    const bool good = verdict(result, {MBEDTLS_ERR_RSA_VERIFY_FAILED, MBEDTLS_ERR_RSA_INVALID_PADDING, MBEDTLS_ERR_RSA_BAD_INPUT_DATA});
    rsa_work.give_back(std::move(work)); // not what memory failed in
    return good;
  }

  bool verify_ec(std::string_view hash, std::string_view signature) const {
    const size_t length = coordinate_bytes(curve);
    if (signature.size() != 2 * length) return false;
    std::unique_ptr<EcWork> work = ec_work.take();
    if (!work) work = std::make_unique<EcWork>(curve, first, second);
    work->r.read(signature.substr(0, length));
    work->s.read(signature.substr(length));
    const int result = mbedtls_ecdsa_verify(work->group.get(), mbed::bytes(hash), hash.size(), work->point.get(), work->r.get(),
                                            work->s.get());
    const bool good = verdict(result, {MBEDTLS_ERR_ECP_VERIFY_FAILED, MBEDTLS_ERR_ECP_BAD_INPUT_DATA, MBEDTLS_ERR_ECP_INVALID_KEY});
    ec_work.give_back(std::move(work));
    return good;
  }
};

PublicKey::PublicKey(std::unique_ptr<const State> state) : state_(std::move(state)) {}
PublicKey::~PublicKey() = default;
PublicKey::PublicKey(PublicKey &&) noexcept = default;
PublicKey &PublicKey::operator=(PublicKey &&) noexcept = default;

Outcome<PublicKey> PublicKey::rsa(std::string_view n, std::string_view e) {
  if (std::optional<Refusal> refusal = refuse_rsa(n, e)) return *std::move(refusal);
  return PublicKey(std::make_unique<const State>(true, Curve::p256, bits_of(n), n, e));
}

Outcome<PublicKey> PublicKey::ec(Curve curve, std::string_view x, std::string_view y) {
  if (std::optional<Refusal> refusal = refuse_point(curve, x, y)) return *std::move(refusal);
  const size_t bits = curve == Curve::p521 ? 521 : coordinate_bytes(curve) * 8;
  return PublicKey(std::make_unique<const State>(false, curve, bits, x, y));
}

Outcome<PublicKey> PublicKey::parse(std::string_view pem_or_der) {
  const Outcome<KeyFile> file = read_key_file(pem_or_der);
  if (!file) return file.refusal();
  if (file->is_private) return invalid("this is a private key; only its public half belongs here");
  return file->is_rsa ? rsa(file->rsa.n, file->rsa.e) : ec(file->curve, file->x, file->y);
}

bool PublicKey::fits(Algorithm algorithm) const {
  switch (family(algorithm)) {
  case Family::rsa:
  case Family::rsa_pss: return state_->rsa;
  case Family::ec: return !state_->rsa && algorithm_of(state_->curve) == algorithm;
  case Family::hmac:
  case Family::edwards: return false;
  }
  return false;
}

bool PublicKey::verify(Algorithm algorithm, std::string_view signed_text, std::string_view signature) const {
  if (!fits(algorithm)) return false;
  unsigned char hash[most_sha_bytes];
  digest(sha_of(algorithm), signed_text, hash);
  const std::string_view hash_text(reinterpret_cast<const char *>(hash), hash_bytes(algorithm));
  return state_->rsa ? state_->verify_rsa(algorithm, hash_text, signature) : state_->verify_ec(hash_text, signature);
}

bool PublicKey::is_rsa() const { return state_->rsa; }
Curve PublicKey::curve() const { return state_->curve; }
size_t PublicKey::bits() const { return state_->bits; }
std::string_view PublicKey::modulus() const { return state_->rsa ? std::string_view(state_->first) : std::string_view(); }
std::string_view PublicKey::exponent() const { return state_->rsa ? std::string_view(state_->second) : std::string_view(); }
std::string_view PublicKey::x() const { return state_->rsa ? std::string_view() : std::string_view(state_->first); }
std::string_view PublicKey::y() const { return state_->rsa ? std::string_view() : std::string_view(state_->second); }

std::string PublicKey::jwk() const {
  std::string first, second;
  append_base64url(first, state_->first);
  append_base64url(second, state_->second);
  if (state_->rsa) return words(R"({{"e":"{}","kty":"RSA","n":"{}"}})", second, first);
  return words(R"({{"crv":"{}","kty":"EC","x":"{}","y":"{}"}})", name(state_->curve), first, second);
}

std::string PublicKey::pem() const {
  if (state_->rsa) return rsa_public_pem({state_->first, state_->second, {}, {}, {}, {}, {}, {}});
  return ec_public_pem(state_->curve, state_->first, state_->second);
}

} // namespace tenon::crypto
