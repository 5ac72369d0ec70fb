// replay_store.hpp - the proofs that were taken, for as long as they could be shown a second time.
#pragma once
#include "access/seeded_hash.hpp"
#include "ground/instant.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string_view>
#include <unordered_set>

namespace tenon::access {

// Bounded by time and by number; when it is full, no proof is new. For any number of threads at once.
class ReplayStore final {
public:
  enum class Answer : uint8_t { fresh, replayed, full };
  static constexpr size_t usual_proofs = 65536;

  // `seed` from crypto::Entropy. A proof is remembered for `life_ms`.
  ReplayStore(size_t most_proofs, uint64_t life_ms, const unsigned char (&seed)[2 * hash_seed_bytes]);

  // fresh: nobody brought this id with this key before, and from now on somebody has.
  Answer take(std::string_view key_thumbprint, std::string_view proof_id, Instant now);
  size_t size() const;
  void remember_for(uint64_t life_ms); // at least; what is remembered already stays as long

private:
  // 128 bits of the key and the id: equal ones are the same proof, as far as chance can tell.
  struct Print {
    uint64_t left, right;
    bool operator==(const Print &) const = default;
  };
  struct HashOfPrint {
    size_t operator()(const Print &print) const { return static_cast<size_t>(print.left); }
  };
  struct Taken {
    Print print;
    uint64_t at_ms;
  };
  void forget_old(Instant now);

  const size_t most_;
  const SeededHash left_, right_;
  mutable std::mutex mutex_;
  uint64_t life_ms_;
  std::deque<Taken> taken_; // oldest first
  std::unordered_set<Print, HashOfPrint> prints_;
};

} // namespace tenon::access
