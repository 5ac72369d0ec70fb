// token_cache.cpp - eight tables with a lock each: chained buckets to find, the clock algorithm to give way.
#include "access/token_cache.hpp"

#include "crypto/mac.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tenon::access {
namespace {

// The end of a token is the end of its signature, which nobody can choose who does not hold a key; and only tokens with a good
// signature are kept. So the end and the length tell tokens apart as well as the whole would, at a fraction of the cost.
constexpr size_t hashed_bytes = 32;

size_t buckets_for(size_t entries) {
  size_t buckets = 1;
  while (buckets < entries * 2) buckets *= 2;
  return buckets;
}

} // namespace

TokenCache::TokenCache(const CacheBounds &bounds, const unsigned char (&seed)[hash_seed_bytes]) : bounds_(bounds), hash_(seed) {
  static_assert(sizeof(Entry) == 64 || sizeof(void *) != 8);
  bounds_.token_bytes = std::min<size_t>(bounds.token_bytes, UINT32_MAX);
  for (size_t i = 0; i < shard_count; ++i) {
    const size_t entries = bounds.entries / shard_count + (i < bounds.entries % shard_count ? 1 : 0);
    shards_[i].entries.resize(entries);
    shards_[i].buckets.assign(buckets_for(entries), none);
  }
}

TokenCache::~TokenCache() { clear(); }

SharedPrincipal TokenCache::find(std::string_view token, uint64_t epoch, const Expected &expected, Instant now) {
  const uint64_t hash = hash_of(token);
  Shard &shard = shard_of(hash);
  SharedPrincipal gone; // outlives the lock: the last holder's work is not done under it
  const std::lock_guard lock(shard.mutex);
  const uint32_t at = look_up(shard, hash, token);
  if (at == none) return nullptr;
  Entry &entry = shard.entries[at];
  if (holds(entry, epoch, expected, now)) {
    entry.used = true;
    return entry.principal;
  }
  gone = leave(shard, at);
  return nullptr;
}

void TokenCache::keep(std::string_view token, uint64_t epoch, SharedPrincipal principal, Instant now) {
  if (token.empty() || token.size() > bounds_.token_bytes || !principal) return;
  const uint64_t hash = hash_of(token);
  Shard &shard = shard_of(hash);
  if (shard.entries.empty()) return;
  std::unique_ptr<char[]> copy(new char[token.size()]); // throws before anything has changed
  std::memcpy(copy.get(), token.data(), token.size());
  SharedPrincipal gone, evicted;
  const std::lock_guard lock(shard.mutex);
  if (const uint32_t known = look_up(shard, hash, token); known != none) gone = leave(shard, known);
  const uint32_t at = make_room(shard);
  if (shard.entries[at].token) evicted = leave(shard, at);

  Entry &entry = shard.entries[at];
  uint32_t &bucket = bucket_of(shard, hash);
  entry = {std::move(copy), std::move(principal), hash, epoch, now.monotonic_ms, static_cast<uint32_t>(token.size()), bucket, false};
  bucket = at;
  ++shard.count;
}

void TokenCache::clear() {
  for (Shard &shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (Entry &entry : shard.entries) {
      wipe(entry);
      entry.principal.reset();
    }
    shard.buckets.assign(shard.buckets.size(), none);
    shard.count = 0;
  }
}

size_t TokenCache::size() const {
  size_t count = 0;
  for (const Shard &shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += shard.count;
  }
  return count;
}

uint64_t TokenCache::hash_of(std::string_view token) const {
  char text[8 + hashed_bytes] = {};
  const uint64_t length = token.size();
  const size_t end = length < hashed_bytes ? static_cast<size_t>(length) : hashed_bytes;
  std::memcpy(text, &length, sizeof length);
  if (end != 0) std::memcpy(text + sizeof length, token.data() + token.size() - end, end);
  return hash_.of({text, sizeof text});
}

uint32_t &TokenCache::bucket_of(Shard &shard, uint64_t hash) {
  return shard.buckets[(hash / shard_count) & (shard.buckets.size() - 1)];
}

uint32_t TokenCache::look_up(Shard &shard, uint64_t hash, std::string_view token) {
  for (uint32_t at = bucket_of(shard, hash); at != none; at = shard.entries[at].next) {
    const Entry &entry = shard.entries[at];
    if (entry.hash == hash && entry.token_bytes == token.size() && std::memcmp(entry.token.get(), token.data(), token.size()) == 0)
      return at;
  }
  return none;
}

void TokenCache::wipe(Entry &entry) {
  crypto::wipe(entry.token.get(), entry.token_bytes);
  entry.token.reset();
  entry.token_bytes = 0;
}

// Takes an entry out. Its principal is handed back, to be let go when the lock is open again.
SharedPrincipal TokenCache::leave(Shard &shard, uint32_t at) {
  Entry &entry = shard.entries[at];
  uint32_t *link = &bucket_of(shard, entry.hash);
  while (*link != at) link = &shard.entries[*link].next;
  *link = entry.next;
  wipe(entry);
  shard.hand = at; // the next one to come takes this place
  --shard.count;
  return std::exchange(entry.principal, nullptr);
}

// The first entry under the hand that is free, or that nobody asked for since the hand was here.
uint32_t TokenCache::make_room(Shard &shard) {
  for (;;) {
    const size_t at = shard.hand;
    shard.hand = at + 1 == shard.entries.size() ? 0 : at + 1;
    Entry &entry = shard.entries[at];
    if (!entry.token || !std::exchange(entry.used, false)) return static_cast<uint32_t>(at);
  }
}

bool TokenCache::holds(const Entry &entry, uint64_t epoch, const Expected &expected, Instant now) const {
  if (entry.epoch != epoch) return false;
  if (bounds_.longest_stay_ms != never && elapsed(now, entry.kept_ms) >= bounds_.longest_stay_ms) return false;
  return check_lifetime(entry.principal->lifetime, expected, now) == Reason::accepted;
}

} // namespace tenon::access
