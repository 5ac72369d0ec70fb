// replay_store.cpp - a queue by age and a set by print, always of the same proofs.
#include "access/replay_store.hpp"

#include <algorithm>
#include <string>

namespace tenon::access {
namespace {

SeededHash half(const unsigned char (&seed)[2 * hash_seed_bytes], size_t from) {
  unsigned char bytes[hash_seed_bytes];
  std::memcpy(bytes, seed + from, sizeof bytes);
  return SeededHash(bytes);
}

} // namespace

ReplayStore::ReplayStore(size_t most_proofs, uint64_t life_ms, const unsigned char (&seed)[2 * hash_seed_bytes])
    : most_(most_proofs), left_(half(seed, 0)), right_(half(seed, hash_seed_bytes)), life_ms_(life_ms) {}

ReplayStore::Answer ReplayStore::take(std::string_view key_thumbprint, std::string_view proof_id, Instant now) {
  std::string text(key_thumbprint);
  text.append(1, '\n').append(proof_id);
  const Print print{left_.of(text), right_.of(text)};
  const std::lock_guard lock(mutex_);
  forget_old(now);
  if (prints_.contains(print)) return Answer::replayed;
  if (taken_.size() >= most_) return Answer::full;
  taken_.push_back({print, now.monotonic_ms});
  try {
    prints_.insert(print);
  } catch (...) {
    taken_.pop_back();
    throw;
  }
  return Answer::fresh;
}

void ReplayStore::remember_for(uint64_t life_ms) {
  const std::lock_guard lock(mutex_);
  life_ms_ = std::max(life_ms_, life_ms);
}

size_t ReplayStore::size() const {
  const std::lock_guard lock(mutex_);
  return taken_.size();
}

void ReplayStore::forget_old(Instant now) {
  while (!taken_.empty() && elapsed(now, taken_.front().at_ms) >= life_ms_) {
    prints_.erase(taken_.front().print);
    taken_.pop_front();
  }
}

} // namespace tenon::access
