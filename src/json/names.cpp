// names.cpp - tells whether two members of one object bear the same name.
#include "json/names.hpp"
#include <algorithm>
#include <bit>
#include <cstring>

namespace tenon::json {

namespace {

constexpr size_t length_bytes = 4, per_bucket = 4;
constexpr uint64_t odd = 0x9E3779B97F4A7C15; // 2^64 / golden ratio

uint32_t length_of(const uint8_t *name) {
  uint32_t length;
  std::memcpy(&length, name, sizeof length);
  return length;
}

uint64_t eight_bytes(const uint8_t *at) {
  uint64_t eight;
  std::memcpy(&eight, at, sizeof eight);
  return eight;
}

// Up to eight bytes; what lies behind a short name is masked away (it is readable: the buffer ends with padding).
uint64_t up_to_eight_bytes(const uint8_t *at, size_t length) {
  const uint64_t eight = eight_bytes(at);
  return length >= 8 ? eight : eight & ((uint64_t{1} << (8 * length)) - 1);
}

bool same(const uint8_t *a, const uint8_t *b) {
  const uint32_t length = length_of(a);
  return length == length_of(b) && std::memcmp(a + length_bytes, b + length_bytes, length) == 0;
}

// The length, the first and the last eight bytes: in most objects that tells all names apart.
uint64_t glance(const uint8_t *name) {
  const uint32_t length = length_of(name);
  const uint64_t last = length > 8 ? eight_bytes(name + length_bytes + length - 8) : 0;
  return (up_to_eight_bytes(name + length_bytes, length) ^ (last * odd)) + length;
}

// All bytes of a name. No seed: names that collide on purpose only cost the sort some comparisons of bytes.
uint64_t blend(const uint8_t *name) {
  const uint32_t length = length_of(name);
  uint64_t print = length;
  for (uint32_t i = 0; i < length; i += 8) {
    print = (print ^ up_to_eight_bytes(name + length_bytes + i, length - i)) * odd;
    print ^= print >> 29;
  }
  return print * odd; // the upper bits, which choose the bucket, depend on all
}

bool repeats_one_before(const uint32_t *offsets, size_t index, const uint8_t *strings) {
  for (size_t i = 0; i < index; ++i)
    if (same(strings + offsets[i], strings + offsets[index])) return true;
  return false;
}

} // namespace

bool Names::repeat(const uint32_t *offsets, size_t count, const uint8_t *strings) {
  if (count > few) return repeat_among_many(offsets, count, strings);
  uint64_t seen = 0, seen_too = 0; // one bit of 64 for each name, chosen in two ways
  for (size_t i = 0; i < count; ++i) {
    const uint64_t print = glance(strings + offsets[i]) * odd;
    const uint64_t bit = uint64_t{1} << (print >> 58), bit_too = uint64_t{1} << ((print >> 52) & 63);
    if ((seen & bit) != 0 && (seen_too & bit_too) != 0 && repeats_one_before(offsets, i, strings)) return true;
    seen |= bit;
    seen_too |= bit_too;
  }
  return false;
}

bool Names::repeat_among_many(const uint32_t *offsets, size_t count, const uint8_t *strings) {
  deal_into_buckets(offsets, count, strings, static_cast<size_t>(std::bit_width(count / per_bucket)));
  const auto before = [](const Name &a, const Name &b) {
    if (a.print != b.print) return a.print < b.print;
    const uint32_t a_length = length_of(a.at), b_length = length_of(b.at);
    if (a_length != b_length) return a_length < b_length;
    return std::memcmp(a.at + length_bytes, b.at + length_bytes, a_length) < 0;
  };
  const auto equal = [](const Name &a, const Name &b) { return a.print == b.print && same(a.at, b.at); };
  Name *begin = names_.data();
  for (const uint32_t end_at : ends_) {
    Name *const end = names_.data() + end_at;
    std::sort(begin, end, before); // all names in one bucket: slower by the logarithm, no more
    if (std::adjacent_find(begin, end, equal) != end) return true;
    begin = end;
  }
  return false;
}

// A counting sort on the upper `bits` of the prints.
void Names::deal_into_buckets(const uint32_t *offsets, size_t count, const uint8_t *strings, size_t bits) {
  const size_t shift = 64 - bits;
  ends_.assign(size_t{1} << bits, 0);
  if (names_.size() < count) names_.resize(count);
  for (size_t i = 0; i < count; ++i) ++ends_[blend(strings + offsets[i]) >> shift];
  uint32_t begin = 0;
  for (uint32_t &bucket : ends_) {
    const uint32_t size = bucket;
    bucket = begin;
    begin += size;
  }
  for (size_t i = 0; i < count; ++i) {
    const uint8_t *name = strings + offsets[i];
    const uint64_t print = blend(name);
    names_[ends_[print >> shift]++] = {print, name};
  }
}

} // namespace tenon::json
