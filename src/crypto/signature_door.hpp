// signature_door.hpp - the check of signatures as the host's own work: a record of functions, and keys that live behind it.
#pragma once
#include "crypto/algorithm.hpp"
#include "ground/outcome.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace tenon::crypto {

// What the host brings. `user` is the first argument of each; all of them are called from any thread, several at once.
struct SignatureCalls {
  void *user = nullptr;
  void (*drop)(void *user) = nullptr; // may be null; once, after the last key was dropped
  // A public key as JWK and the one algorithm that it will be asked for; `*key` is the host's name for it. 0: taken.
  int32_t (*take_key)(void *user, std::string_view algorithm, std::string_view jwk_json, void **key) = nullptr;
  // 1: good, 0: bad, anything else: it could not be said.
  int32_t (*check)(void *user, void *key, std::string_view algorithm, std::string_view signed_text, std::string_view signature) = nullptr;
  void (*drop_key)(void *user, void *key) = nullptr; // may be null
};

enum class Verdict : uint8_t { bad, good, failed };

class SignatureDoor final {
public:
  // From here on `drop` is owed, also when this refuses. invalid: take_key or check is missing.
  static Outcome<std::shared_ptr<const SignatureDoor>> make(const SignatureCalls &calls);
  ~SignatureDoor();
  SignatureDoor(const SignatureDoor &) = delete;
  SignatureDoor &operator=(const SignatureDoor &) = delete;
  const SignatureCalls &calls() const { return calls_; }

private:
  explicit SignatureDoor(const SignatureCalls &calls) : calls_(calls) {}
  SignatureCalls calls_;
};

// One public key behind the door. It keeps the door open.
class HostKey final {
public:
  static Outcome<HostKey> take(std::shared_ptr<const SignatureDoor> door, Algorithm algorithm, std::string_view jwk_json);
  ~HostKey();
  HostKey(HostKey &&) noexcept;
  HostKey &operator=(HostKey &&) noexcept;

  Verdict check(std::string_view signed_text, std::string_view signature) const;

private:
  HostKey(std::shared_ptr<const SignatureDoor> door, Algorithm algorithm, void *key)
      : door_(std::move(door)), algorithm_(algorithm), key_(key) {}
  std::shared_ptr<const SignatureDoor> door_; // null: moved from
  Algorithm algorithm_;
  void *key_;
};

} // namespace tenon::crypto
