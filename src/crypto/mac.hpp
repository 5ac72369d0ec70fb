// mac.hpp - HMAC under a key that is prepared once, and the two habits that go with keys: equal time, and wiping.
#pragma once
#include "crypto/digest.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace tenon::crypto {

// Keeps the two hash states that follow from the key (RFC 2104), never the key itself: a tag costs no work on the key.
class Hmac final {
public:
  Hmac(Sha sha, std::string_view key);
  ~Hmac(); // wipes
  Hmac(Hmac &&) noexcept;
  Hmac &operator=(Hmac &&) noexcept;

  size_t tag_bytes() const { return sha_bytes(sha_); }
  // Writes tag_bytes() bytes. For any number of threads at once. Throws only std::bad_alloc.
  void tag(std::string_view message, unsigned char *out) const;

private:
  struct States;
  Sha sha_;
  std::unique_ptr<const States> states_;
};

// The one that the house itself uses.
class HmacSha256 final {
public:
  static constexpr size_t tag_bytes = 32;

  explicit HmacSha256(std::string_view key) : mac_(Sha::bits256, key) {}
  void tag(std::string_view message, unsigned char out[tag_bytes]) const { mac_.tag(message, out); }

private:
  Hmac mac_;
};

// Takes the same time wherever the first difference is. The length is no secret.
bool equal_in_constant_time(const void *a, const void *b, size_t len);

// Zeroes memory in a way that the compiler does not leave out.
void wipe(void *memory, size_t len);

} // namespace tenon::crypto
