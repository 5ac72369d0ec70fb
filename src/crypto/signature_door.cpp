// signature_door.cpp - keys are taken behind the door, asked, and dropped; then the door is.
#include "crypto/signature_door.hpp"

#include "ground/words.hpp"

#include <utility>

namespace tenon::crypto {

namespace {

// Pays what is owed to the host should memory run out before the door stands.
struct Owed {
  const SignatureCalls *calls;
  ~Owed() {
    if (calls && calls->drop) calls->drop(calls->user);
  }
};

} // namespace

Outcome<std::shared_ptr<const SignatureDoor>> SignatureDoor::make(const SignatureCalls &calls) {
  Owed owed{&calls};
  SignatureDoor *const made = new SignatureDoor(calls);
  owed.calls = nullptr;
  const std::shared_ptr<const SignatureDoor> door(made); // should this fail, it deletes the door
  if (!calls.take_key || !calls.check) return Refusal{Status::invalid, "the signature functions lack take_key or check"};
  return door;
}

SignatureDoor::~SignatureDoor() {
  if (calls_.drop) calls_.drop(calls_.user);
}

Outcome<HostKey> HostKey::take(std::shared_ptr<const SignatureDoor> door, Algorithm algorithm, std::string_view jwk_json) {
  void *key = nullptr;
  const int32_t result = door->calls().take_key(door->calls().user, name(algorithm), jwk_json, &key);
  if (result != 0)
    return Refusal{Status::invalid, words("the host's signature functions do not take this {} key ({})", name(algorithm), result)};
  return HostKey(std::move(door), algorithm, key);
}

HostKey::~HostKey() {
  if (door_ && door_->calls().drop_key) door_->calls().drop_key(door_->calls().user, key_);
}

HostKey::HostKey(HostKey &&) noexcept = default;

HostKey &HostKey::operator=(HostKey &&other) noexcept {
  std::swap(door_, other.door_);
  std::swap(algorithm_, other.algorithm_);
  std::swap(key_, other.key_);
  return *this;
}

Verdict HostKey::check(std::string_view signed_text, std::string_view signature) const {
  switch (door_->calls().check(door_->calls().user, key_, name(algorithm_), signed_text, signature)) {
  case 1: return Verdict::good;
  case 0: return Verdict::bad;
  default: return Verdict::failed;
  }
}

} // namespace tenon::crypto
