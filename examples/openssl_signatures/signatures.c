/* signatures.c - a JWK becomes an EVP_PKEY; a JWS signature is checked by EVP_DigestVerify. OpenSSL 3.0 or later. */
#include "signatures.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

enum { most_bytes = 1024, longest_der = 160 }; /* of a modulus; of two numbers on P-521 */

/* ---- the JWK: the core hands over the required members alone, in RFC 7638's form, which has no spaces and no escapes ---- */

static tenon_str member(tenon_str jwk, const char *name) {
  const tenon_str none = {NULL, 0};
  const size_t name_length = strlen(name);
  for (size_t at = 0; at + name_length + 5 <= jwk.len; ++at) {
    const char *p = jwk.data + at;
    if (p[0] != '"' || memcmp(p + 1, name, name_length) != 0 || memcmp(p + 1 + name_length, "\":\"", 3) != 0) continue;
    const char *value = p + name_length + 4;
    const char *end = memchr(value, '"', jwk.len - (size_t)(value - jwk.data));
    if (end == NULL) return none;
    const tenon_str found = {value, (size_t)(end - value)};
    return found;
  }
  return none;
}

static int says(tenon_str text, const char *word) { return text.len == strlen(word) && memcmp(text.data, word, text.len) == 0; }

static int digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* The bytes of a member in base64url; 0: there is none that fits. */
static size_t bytes_of(tenon_str jwk, const char *name, unsigned char out[most_bytes]) {
  const tenon_str text = member(jwk, name);
  uint32_t bits = 0;
  size_t count = 0, have = 0;
  for (size_t i = 0; i < text.len; ++i) {
    const int value = digit(text.data[i]);
    if (value < 0) return 0;
    bits = bits << 6 | (uint32_t)value;
    if ((have += 6) < 8) continue;
    if (count == most_bytes) return 0;
    out[count++] = (unsigned char)(bits >> (have -= 8));
  }
  return count;
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *build) {
  OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
  EVP_PKEY *key = NULL;
  if (params != NULL && context != NULL && EVP_PKEY_fromdata_init(context) == 1)
    (void)EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params);
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(params);
  return key;
}

static EVP_PKEY *rsa_key(tenon_str jwk) {
  unsigned char n[most_bytes], e[most_bytes];
  const size_t n_length = bytes_of(jwk, "n", n), e_length = bytes_of(jwk, "e", e);
  if (n_length == 0 || e_length == 0) return NULL;
  BIGNUM *modulus = BN_bin2bn(n, (int)n_length, NULL), *exponent = BN_bin2bn(e, (int)e_length, NULL);
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
  EVP_PKEY *key = NULL;
  if (modulus != NULL && exponent != NULL && build != NULL && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
      OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
    key = key_from("RSA", build);
  OSSL_PARAM_BLD_free(build);
  BN_free(exponent);
  BN_free(modulus);
  return key;
}

static EVP_PKEY *ec_key(tenon_str jwk) {
  unsigned char x[most_bytes], y[most_bytes], point[1 + 2 * most_bytes] = {4}; /* uncompressed */
  const tenon_str crv = member(jwk, "crv");
  const char *group = says(crv, "P-256") ? "P-256" : says(crv, "P-384") ? "P-384" : says(crv, "P-521") ? "P-521" : NULL;
  const size_t x_length = bytes_of(jwk, "x", x), y_length = bytes_of(jwk, "y", y);
  if (group == NULL || x_length == 0 || x_length != y_length) return NULL;
  memcpy(point + 1, x, x_length);
  memcpy(point + 1 + x_length, y, y_length);
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
  EVP_PKEY *key = NULL;
  if (build != NULL && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, group, 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * x_length) == 1)
    key = key_from("EC", build);
  OSSL_PARAM_BLD_free(build);
  return key;
}

static EVP_PKEY *edwards_key(tenon_str jwk) {
  unsigned char x[most_bytes];
  const size_t length = bytes_of(jwk, "x", x);
  return EVP_PKEY_new_raw_public_key(says(member(jwk, "crv"), "Ed448") ? EVP_PKEY_ED448 : EVP_PKEY_ED25519, NULL, x, length);
}

/* ---- the three functions ---- */

static int32_t take_key(void *user, tenon_str algorithm, tenon_str jwk, void **key) {
  (void)user;
  (void)algorithm; /* is said again with each signature */
  const tenon_str kty = member(jwk, "kty");
  *key = says(kty, "RSA") ? rsa_key(jwk) : says(kty, "EC") ? ec_key(jwk) : says(kty, "OKP") ? edwards_key(jwk) : NULL;
  return *key == NULL;
}

/* A JWS has r and s side by side, each as long as the curve's numbers; OpenSSL reads DER. 0: out of memory. */
static size_t der_of(tenon_str signature, unsigned char out[longest_der]) {
  const unsigned char *raw = (const unsigned char *)signature.data;
  const int half = (int)(signature.len / 2);
  BIGNUM *r = BN_bin2bn(raw, half, NULL), *s = BN_bin2bn(raw + half, half, NULL);
  ECDSA_SIG *numbers = ECDSA_SIG_new();
  int length = 0;
  if (r != NULL && s != NULL && numbers != NULL && ECDSA_SIG_set0(numbers, r, s) == 1) {
    r = s = NULL; /* they are the signature's now */
    if (i2d_ECDSA_SIG(numbers, NULL) <= longest_der) length = i2d_ECDSA_SIG(numbers, &out);
  }
  ECDSA_SIG_free(numbers);
  BN_free(s);
  BN_free(r);
  return length > 0 ? (size_t)length : 0;
}

static const EVP_MD *hash_of(tenon_str algorithm) {
  switch (algorithm.data[2]) {
  case '2': return EVP_sha256();
  case '3': return EVP_sha384();
  default: return EVP_sha512();
  }
}

static int32_t check(void *user, void *key, tenon_str algorithm, tenon_str signed_text, tenon_str signature) {
  unsigned char der[longest_der];
  const unsigned char *wire = (const unsigned char *)signature.data;
  size_t wire_length = signature.len;
  (void)user;
  const int ecdsa = algorithm.data[0] == 'E' && algorithm.data[1] == 'S', pss = algorithm.data[0] == 'P', edwards = says(algorithm, "EdDSA");
  if (ecdsa) {
    if (signature.len != 2 * (((size_t)EVP_PKEY_get_bits(key) + 7) / 8)) return 0;
    wire = der;
    if ((wire_length = der_of(signature, der)) == 0) return -1;
  }
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_PKEY_CTX *options = NULL;
  int ready = context != NULL && EVP_DigestVerifyInit(context, &options, edwards ? NULL : hash_of(algorithm), NULL, key) == 1;
  if (ready && pss)
    ready = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 && EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
  const int verdict = ready ? EVP_DigestVerify(context, wire, wire_length, (const unsigned char *)signed_text.data, signed_text.len) : -1;
  EVP_MD_CTX_free(context);
  return !ready ? -1 : verdict == 1; /* what OpenSSL calls an error, such as a signature of another length, is no good signature */
}

static void drop_key(void *user, void *key) {
  (void)user;
  EVP_PKEY_free(key);
}

tenon_signatures openssl_signatures(void) {
  tenon_signatures made = {0};
  made.size = sizeof made;
  made.take_key = take_key;
  made.check = check;
  made.drop_key = drop_key;
  return made;
}
