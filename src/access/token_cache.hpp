// token_cache.hpp - tokens that were verified a moment ago, so that their next use costs a look instead of a signature.
#pragma once
#include "access/claims.hpp"
#include "access/principal.hpp"
#include "access/reason.hpp"
#include "access/seeded_hash.hpp"
#include "ground/instant.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace tenon::access {

struct CacheBounds {
  size_t entries = 1024;          // 0: nothing is kept
  size_t token_bytes = 8u << 10;  // longer tokens are verified each time
  uint64_t longest_stay_ms = 60000; // then a token is verified anew, whatever it says; `never`: as long as it holds
};

// Holds what was accepted, and nothing that was refused. For any number of threads at once.
class TokenCache final {
public:
  TokenCache(const CacheBounds &bounds, const unsigned char (&seed)[hash_seed_bytes]);
  ~TokenCache(); // wipes every token
  TokenCache(const TokenCache &) = delete;
  TokenCache &operator=(const TokenCache &) = delete;

  // The principal of this very token, byte for byte, if it was kept under the same epoch and its dates still hold; else null.
  // What has ended, or was kept under another epoch, leaves.
  SharedPrincipal find(std::string_view token, uint64_t epoch, const Expected &expected, Instant now);

  // Keeps a token that was just accepted; who has not been asked for lately gives way. `epoch` is that of the keys and rules
  // by which it was accepted: a number that changes whenever they do.
  void keep(std::string_view token, uint64_t epoch, SharedPrincipal principal, Instant now);

  void clear(); // after this nobody is found who was kept before
  size_t size() const;

private:
  static constexpr size_t shard_count = 8;
  static constexpr uint32_t none = UINT32_MAX;

  // One line of the processor's cache.
  struct alignas(64) Entry {
    std::unique_ptr<char[]> token; // wiped when the entry leaves; null: the entry is free
    SharedPrincipal principal;
    uint64_t hash = 0, epoch = 0, kept_ms = 0;
    uint32_t token_bytes = 0;
    uint32_t next = none; // in its bucket
    bool used = false;    // since the clock's hand came by
  };
  struct Shard {
    mutable std::mutex mutex;
    std::vector<Entry> entries;
    std::vector<uint32_t> buckets; // a power of two
    size_t hand = 0, count = 0;
  };

  uint64_t hash_of(std::string_view token) const;
  Shard &shard_of(uint64_t hash) { return shards_[hash & (shard_count - 1)]; }
  static uint32_t &bucket_of(Shard &shard, uint64_t hash);
  static uint32_t look_up(Shard &shard, uint64_t hash, std::string_view token);
  static void wipe(Entry &entry);
  static SharedPrincipal leave(Shard &shard, uint32_t at);
  static uint32_t make_room(Shard &shard);
  bool holds(const Entry &entry, uint64_t epoch, const Expected &expected, Instant now) const;

  CacheBounds bounds_;
  SeededHash hash_;
  std::array<Shard, shard_count> shards_;
};

} // namespace tenon::access
