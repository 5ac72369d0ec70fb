// key_file.cpp - which of the forms it is, by its label or by its shape, and the numbers in it.
#include "crypto/key_file.hpp"

#include "crypto/der.hpp"
#include "crypto/mac.hpp"
#include "crypto/pem.hpp"
#include "ground/words.hpp"

#include <optional>

namespace tenon::crypto {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view rsa_encryption = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv; // 1.2.840.113549.1.1.1
constexpr std::string_view ec_public_key = "\x2a\x86\x48\xce\x3d\x02\x01"sv;          // 1.2.840.10045.2.1

constexpr std::string_view object_id_of(Curve curve) {
  switch (curve) {
  case Curve::p256: return "\x2a\x86\x48\xce\x3d\x03\x01\x07"sv; // 1.2.840.10045.3.1.7
  case Curve::p384: return "\x2b\x81\x04\x00\x22"sv;             // 1.3.132.0.34
  case Curve::p521: return "\x2b\x81\x04\x00\x23"sv;             // 1.3.132.0.35
  }
  return {};
}

std::optional<Curve> curve_of(std::string_view object_id) {
  for (const Curve curve : {Curve::p256, Curve::p384, Curve::p521})
    if (object_id_of(curve) == object_id) return curve;
  return std::nullopt;
}

// AlgorithmIdentifier: RSA, or one of our curves.
bool read_algorithm(der::Reader &from, KeyFile &file) {
  std::string_view content, id, parameters;
  if (!from.take(der::sequence, content)) return false;
  der::Reader inside(content);
  if (!inside.take(der::object_id, id)) return false;
  file.is_rsa = id == rsa_encryption;
  if (file.is_rsa) return inside.take(der::null, parameters) && parameters.empty() && inside.done();
  if (id != ec_public_key || !inside.take(der::object_id, parameters) || !inside.done()) return false;
  const std::optional<Curve> curve = curve_of(parameters);
  if (curve) file.curve = *curve;
  return curve.has_value();
}

bool read_pkcs1_public(std::string_view der_text, KeyFile &file) {
  std::string_view content;
  der::Reader outside(der_text);
  if (!outside.take(der::sequence, content) || !outside.done()) return false;
  der::Reader inside(content);
  file.is_rsa = true;
  return inside.take_number(file.rsa.n) && inside.take_number(file.rsa.e) && inside.done();
}

bool read_point(std::string_view point, KeyFile &file) {
  const size_t length = coordinate_bytes(file.curve);
  if (point.size() != 1 + 2 * length || point[0] != 4) return false; // uncompressed, as JWK has it too
  file.x = point.substr(1, length);
  file.y = point.substr(1 + length);
  return true;
}

bool read_public_key_info(std::string_view der_text, KeyFile &file) {
  std::string_view content, key;
  der::Reader outside(der_text);
  if (!outside.take(der::sequence, content) || !outside.done()) return false;
  der::Reader inside(content);
  if (!read_algorithm(inside, file) || !inside.take_bits(key) || !inside.done()) return false;
  return file.is_rsa ? read_pkcs1_public(key, file) : read_point(key, file);
}

bool read_pkcs1_private(std::string_view der_text, KeyFile &file) {
  std::string_view content, version;
  der::Reader outside(der_text);
  if (!outside.take(der::sequence, content) || !outside.done()) return false;
  der::Reader inside(content);
  if (!inside.take_number(version) || !version.empty()) return false; // 0: two primes
  file.is_private = file.is_rsa = true;
  RsaNumbers &rsa = file.rsa;
  for (std::string_view *number : {&rsa.n, &rsa.e, &rsa.d, &rsa.p, &rsa.q, &rsa.dp, &rsa.dq, &rsa.qi})
    if (!inside.take_number(*number)) return false;
  return inside.done();
}

// ECPrivateKey (RFC 5915). Its public half, if it is there, is not looked at: it follows from the rest.
bool read_sec1(std::string_view der_text, KeyFile &file, bool curve_known) {
  std::string_view content, version, parameters, id, half;
  der::Reader outside(der_text);
  if (!outside.take(der::sequence, content) || !outside.done()) return false;
  der::Reader inside(content);
  if (!inside.take_number(version) || version != "\x01"sv || !inside.take(der::octet_string, file.d)) return false;
  if (inside.take(der::context_0, parameters)) {
    der::Reader named(parameters);
    if (!named.take(der::object_id, id) || !named.done()) return false;
    const std::optional<Curve> curve = curve_of(id);
    if (!curve || (curve_known && *curve != file.curve)) return false;
    file.curve = *curve;
    curve_known = true;
  }
  (void)inside.take(der::context_1, half);
  file.is_private = true;
  file.is_rsa = false;
  return curve_known && inside.done() && file.d.size() == coordinate_bytes(file.curve);
}

bool read_pkcs8(std::string_view der_text, KeyFile &file) {
  std::string_view content, version, key, rest;
  der::Reader outside(der_text);
  if (!outside.take(der::sequence, content) || !outside.done()) return false;
  der::Reader inside(content);
  if (!inside.take_number(version) || !(version.empty() || version == "\x01"sv)) return false;
  if (!read_algorithm(inside, file) || !inside.take(der::octet_string, key)) return false;
  (void)inside.take(der::context_0, rest); // attributes
  (void)inside.take(der::implicit_1, rest); // the public half (RFC 5958)
  if (!inside.done()) return false;
  return file.is_rsa ? read_pkcs1_private(key, file) : read_sec1(key, file, true);
}

Refusal invalid(std::string text) { return {Status::invalid, std::move(text)}; }

// Nothing: it is in one of the forms.
std::optional<Refusal> read_labelled(std::string_view label, std::string_view der_text, KeyFile &file) {
  bool read = false;
  if (label == "PUBLIC KEY") read = read_public_key_info(der_text, file);
  else if (label == "RSA PUBLIC KEY") read = read_pkcs1_public(der_text, file);
  else if (label == "PRIVATE KEY") read = read_pkcs8(der_text, file);
  else if (label == "RSA PRIVATE KEY") read = read_pkcs1_private(der_text, file);
  else if (label == "EC PRIVATE KEY") read = read_sec1(der_text, file, false);
  else if (label == "CERTIFICATE") return invalid("this is a certificate; the public key in it is what is asked for");
  else if (label == "ENCRYPTED PRIVATE KEY") return invalid("this private key is encrypted");
  else return invalid(words("a PEM text of {} is no key that we can read", label.substr(0, 64)));
  if (read) return std::nullopt;
  return invalid(words("what stands under {} is no RSA key and none on P-256, P-384 or P-521, or is damaged", label));
}

std::optional<Refusal> read_pem(std::string_view text, KeyFile &file) {
  const Outcome<PemBlock> block = find_pem_block(text);
  if (!block) return block.refusal();
  if (block->body.find("ENCRYPTED") != std::string_view::npos) return invalid("this private key is encrypted");
  file.bytes->reserve(block->body.size());
  if (!decode_pem_body(block->body, *file.bytes)) return invalid("the PEM text is not base64 between its lines");
  return read_labelled(block->label, *file.bytes, file);
}

std::optional<Refusal> read_der(std::string_view text, KeyFile &file) {
  file.bytes->assign(text);
  using Form = bool (*)(std::string_view, KeyFile &);
  constexpr Form forms[] = {read_public_key_info, read_pkcs1_public, read_pkcs8, read_pkcs1_private,
                            [](std::string_view t, KeyFile &f) { return read_sec1(t, f, false); }};
  for (const Form form : forms) {
    file.is_private = file.is_rsa = false;
    if (form(*file.bytes, file)) return std::nullopt;
  }
  return invalid("this is neither PEM nor DER of an RSA key or of one on P-256, P-384 or P-521");
}

std::string rsa_algorithm() {
  std::string inside, out;
  der::append(inside, der::object_id, rsa_encryption);
  der::append(inside, der::null, {});
  der::append(out, der::sequence, inside);
  return out;
}

std::string ec_algorithm(Curve curve) {
  std::string inside, out;
  der::append(inside, der::object_id, ec_public_key);
  der::append(inside, der::object_id, object_id_of(curve));
  der::append(out, der::sequence, inside);
  return out;
}

std::string public_pem(std::string info, std::string_view key) {
  std::string whole;
  der::append_bits(info, key);
  der::append(whole, der::sequence, info);
  return pem("PUBLIC KEY", whole);
}

std::string private_pem(std::string_view algorithm, std::string_view key) {
  std::string inside, whole;
  der::append_number(inside, {});
  inside += algorithm;
  der::append(inside, der::octet_string, key);
  der::append(whole, der::sequence, inside);
  std::string text = pem("PRIVATE KEY", whole);
  wipe(inside.data(), inside.size());
  wipe(whole.data(), whole.size());
  return text;
}

std::string point_of(std::string_view x, std::string_view y) { return std::string(1, '\4').append(x).append(y); }

} // namespace

void Wiper::operator()(std::string *text) const {
  wipe(text->data(), text->size());
  delete text;
}

Outcome<KeyFile> read_key_file(std::string_view pem_or_der) {
  if (pem_or_der.size() > most_key_file_bytes) return invalid("a key of over 16 KiB");
  KeyFile file;
  file.bytes.reset(new std::string());
  std::optional<Refusal> refusal = looks_like_pem(pem_or_der) ? read_pem(pem_or_der, file) : read_der(pem_or_der, file);
  if (refusal) return *std::move(refusal);
  return file;
}

std::string rsa_public_pem(const RsaNumbers &numbers) {
  std::string inside, key;
  der::append_number(inside, numbers.n);
  der::append_number(inside, numbers.e);
  der::append(key, der::sequence, inside);
  return public_pem(rsa_algorithm(), key);
}

std::string rsa_private_pem(const RsaNumbers &numbers) {
  std::string inside, key;
  der::append_number(inside, {});
  for (const std::string_view number : {numbers.n, numbers.e, numbers.d, numbers.p, numbers.q, numbers.dp, numbers.dq, numbers.qi})
    der::append_number(inside, number);
  der::append(key, der::sequence, inside);
  std::string text = private_pem(rsa_algorithm(), key);
  wipe(inside.data(), inside.size());
  wipe(key.data(), key.size());
  return text;
}

std::string ec_public_pem(Curve curve, std::string_view x, std::string_view y) {
  return public_pem(ec_algorithm(curve), point_of(x, y));
}

std::string ec_private_pem(Curve curve, std::string_view d, std::string_view x, std::string_view y) {
  std::string inside, half, key;
  der::append_number(inside, "\x01"sv);
  der::append(inside, der::octet_string, d);
  der::append_bits(half, point_of(x, y));
  der::append(inside, der::context_1, half);
  der::append(key, der::sequence, inside);
  std::string text = private_pem(ec_algorithm(curve), key);
  wipe(inside.data(), inside.size());
  wipe(key.data(), key.size());
  return text;
}

} // namespace tenon::crypto
