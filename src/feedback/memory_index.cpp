// memory_index.cpp - which shelves a row stands on.
#include "feedback/memory_index.hpp"

namespace tenon::feedback {
namespace {

std::string shelf(char letter, std::string_view first = {}, std::string_view second = {}) {
  std::string name(1, letter);
  name += std::to_string(first.size());
  return name.append(":").append(first).append(second);
}

std::string letter_of(State state) { return std::string(1, static_cast<char>('0' + static_cast<int>(state))); }

bool one_state(uint32_t bits) { return bits != 0 && (bits & (bits - 1)) == 0; }

State lowest(uint32_t bits) {
  int state = 0;
  while ((bits >> state & 1) == 0) ++state;
  return static_cast<State>(state);
}

} // namespace

bool MemoryIndex::Spot::has(const std::string &name) const {
  for (size_t i = 0; i < count; ++i)
    if (names[i] == name) return true;
  return false;
}

// a: all; s: of a state; p: of a principal; o: of a principal and state; t: and thread; d: and question; u: undelivered; w: of a principal.
MemoryIndex::Spot MemoryIndex::spot(const Row &row) {
  Spot all;
  const auto put = [&](std::string name) { all.names[all.count++] = std::move(name); };
  put(shelf('a'));
  put(shelf('s', letter_of(row.state)));
  put(shelf('p', row.principal));
  put(shelf('o', row.principal, letter_of(row.state)));
  put(shelf('d', row.principal, row.digest));
  if (!row.thread.empty()) put(shelf('t', row.principal, row.thread));
  if (row.undelivered) {
    put(shelf('u'));
    put(shelf('w', row.principal));
  }
  all.place = {row.created_at, row.id};
  all.due = {row.due_at, row.id};
  return all;
}

void MemoryIndex::replace(const Spot &before, const Spot &after) {
  size_t added = 0;
  try {
    for (; added < after.count; ++added)
      if (!before.has(after.names[added])) shelves_[after.names[added]].insert(after.place);
    due_.insert(after.due);
  } catch (...) {
    for (size_t i = 0; i <= added && i < after.count; ++i)
      if (!before.has(after.names[i])) take(after.names[i], after.place);
    throw;
  }
  for (size_t i = 0; i < before.count; ++i)
    if (!after.has(before.names[i])) take(before.names[i], before.place);
  if (before.due != after.due) due_.erase(before.due);
}

void MemoryIndex::remove(const Spot &spot) noexcept {
  for (size_t i = 0; i < spot.count; ++i) take(spot.names[i], spot.place);
  due_.erase(spot.due);
}

void MemoryIndex::take(const std::string &name, const std::pair<int64_t, std::string> &place) noexcept {
  const auto found = shelves_.find(name);
  if (found == shelves_.end()) return;
  found->second.erase(place);
  if (found->second.empty()) shelves_.erase(found);
}

const MemoryIndex::Order *MemoryIndex::find(const std::string &name) const {
  const auto found = shelves_.find(name);
  return found == shelves_.end() ? nullptr : &found->second;
}

// Whatever is set beside stands on it as well.
const MemoryIndex::Order *MemoryIndex::narrowest(const Query &query) const {
  const bool of_state = one_state(query.state_bits);
  if (!query.principal) {
    if (query.undelivered) return find(shelf('u'));
    return of_state ? find(shelf('s', letter_of(lowest(query.state_bits)))) : find(shelf('a'));
  }
  const std::string &principal = *query.principal;
  if (query.digest) return find(shelf('d', principal, *query.digest));
  if (query.undelivered) return find(shelf('w', principal));
  if (query.thread && !query.thread->empty()) return find(shelf('t', principal, *query.thread));
  return of_state ? find(shelf('o', principal, letter_of(lowest(query.state_bits)))) : find(shelf('p', principal));
}

Tally MemoryIndex::count(const std::optional<std::string> &principal) const {
  Tally tally;
  const auto size = [&](const std::string &name) {
    const Order *order = find(name);
    return order ? order->size() : size_t{0};
  };
  for (int i = 0; i < states; ++i) {
    const std::string letter = letter_of(static_cast<State>(i));
    tally.of_state[i] = principal ? size(shelf('o', *principal, letter)) : size(shelf('s', letter));
  }
  tally.undelivered = principal ? size(shelf('w', *principal)) : size(shelf('u'));
  return tally;
}

DueIds MemoryIndex::due(int64_t now, uint32_t most) const {
  DueIds due;
  for (const auto &[at, id] : due_) {
    if (at > now || due.ids.size() == most) {
      due.next_at = at;
      break;
    }
    due.ids.push_back(id);
  }
  return due;
}

} // namespace tenon::feedback
