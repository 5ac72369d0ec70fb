// names.cpp - builds the set of names, and finds in large ones.
#include "schema/names.hpp"

namespace tenon::schema {

uint32_t Names::add(std::string_view name) {
  if (const uint32_t there = find(name); there != none) return there;
  entries_.push_back({print_of(name), static_cast<uint32_t>(name.size()), static_cast<uint32_t>(pool_.size())});
  pool_ += name;
  if (entries_.size() > most_linear && entries_.size() * 2 > slots_.size()) rehash(entries_.size() * 4);
  else if (!slots_.empty()) take_slot(size() - 1);
  return size() - 1;
}

void Names::seal() {
  entries_.shrink_to_fit();
  pool_.shrink_to_fit();
}

void Names::rehash(size_t slots) {
  size_t rounded = 16;
  while (rounded < slots) rounded *= 2;
  slots_.assign(rounded, none);
  for (uint32_t i = 0; i < size(); ++i) take_slot(i);
}

void Names::take_slot(uint32_t index) {
  const size_t mask = slots_.size() - 1;
  size_t at = slot_of(entries_[index].print, entries_[index].length, mask);
  while (slots_[at] != none) at = (at + 1) & mask;
  slots_[at] = index;
}

uint32_t Names::find_hashed(std::string_view name, uint64_t print) const {
  const size_t mask = slots_.size() - 1;
  for (size_t at = slot_of(print, name.size(), mask); slots_[at] != none; at = (at + 1) & mask) {
    if (is(entries_[slots_[at]], name, print)) return slots_[at];
  }
  return none;
}

} // namespace tenon::schema
