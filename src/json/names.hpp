// names.hpp - tells whether two members of one object bear the same name.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tenon::json {

// Names are given by where they stand in the parser's string buffer: four bytes of length, the unescaped bytes, a NUL,
// padding.
class Names {
 public:
  // Whether two of `count` names are the same. Never quadratic, whatever the names: pairs up to `few`, buckets that are
  // sorted beyond.
  bool repeat(const uint32_t *offsets, size_t count, const uint8_t *strings);

  static constexpr size_t few = 16;

 private:
  struct Name {
    uint64_t print; // equal names have equal prints
    const uint8_t *at;
  };
  bool repeat_among_many(const uint32_t *offsets, size_t count, const uint8_t *strings);
  void deal_into_buckets(const uint32_t *offsets, size_t count, const uint8_t *strings, size_t bits);

  std::vector<Name> names_;
  std::vector<uint32_t> ends_; // of each bucket, in names_
};

} // namespace tenon::json
