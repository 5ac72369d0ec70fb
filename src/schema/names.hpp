// names.hpp - a fixed set of names that is asked, for every member of every instance, whether it holds one.
//
// A name's length and a 64-bit print of its bytes decide almost everything: up to 8 bytes the print is the name. Small sets are
// searched from where the last name was found (members tend to come in the schema's order), larger ones by the print.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::schema {

class Names final {
public:
  static constexpr uint32_t none = UINT32_MAX;

  uint32_t add(std::string_view name); // its index; the same again for a name that is there
  void seal();                         // after the last add and before the first find
  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  std::string_view name(uint32_t index) const { return text_of(entries_[index]); }

  // The index of `name`, or none. `from` is where to look first: the index after the last one found.
  uint32_t find(std::string_view name, uint32_t from = 0) const {
    const uint64_t print = print_of(name);
    if (!slots_.empty()) return find_hashed(name, print);
    const auto count = size();
    for (uint32_t i = from; i < count; ++i) {
      if (is(entries_[i], name, print)) return i;
    }
    for (uint32_t i = 0; i < from; ++i) {
      if (is(entries_[i], name, print)) return i;
    }
    return none;
  }

private:
  static constexpr uint32_t most_linear = 8;
  struct Entry {
    uint64_t print;
    uint32_t length;
    uint32_t at; // in pool_
  };

  static uint64_t print_of(std::string_view name) {
    const size_t n = name.size();
    const char *p = name.data();
    if (n >= 8) return load64(p) ^ (n == 8 ? 0 : load64(p + n - 8) * 0x9E3779B97F4A7C15ull);
    if (n >= 4) return load32(p) | uint64_t{load32(p + n - 4)} << 32;
    if (n == 0) return 0;
    return byte(p[0]) | byte(p[n / 2]) << 8 | byte(p[n - 1]) << 16;
  }
  static uint64_t byte(char c) { return static_cast<uint8_t>(c); }
  static uint64_t load64(const char *p) { uint64_t v; std::memcpy(&v, p, 8); return v; }
  static uint32_t load32(const char *p) { uint32_t v; std::memcpy(&v, p, 4); return v; }

  std::string_view text_of(const Entry &e) const { return {pool_.data() + e.at, e.length}; }
  bool is(const Entry &e, std::string_view name, uint64_t print) const {
    if (e.print != print || e.length != name.size()) return false;
    return e.length <= 8 || std::memcmp(pool_.data() + e.at, name.data(), e.length) == 0;
  }
  static size_t slot_of(uint64_t print, size_t length, size_t mask) {
    return static_cast<size_t>(((print ^ length) * 0xD6E8FEB86659FD93ull) >> 32) & mask;
  }
  uint32_t find_hashed(std::string_view name, uint64_t print) const;
  void rehash(size_t slots);
  void take_slot(uint32_t index);

  std::vector<Entry> entries_;
  std::string pool_;
  std::vector<uint32_t> slots_; // open addressing, at most half full; none where free
};

} // namespace tenon::schema
