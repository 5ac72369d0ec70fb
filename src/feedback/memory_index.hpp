// memory_index.hpp - rows in the orders in which they are asked for: by owner, thread, question, state, delivery, and by when they are due.
#pragma once
#include "feedback/place.hpp"
#include "feedback/store.hpp"
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tenon::feedback {

class MemoryIndex final {
public:
  // The shelves that a row stands on. All that can run out of memory happens when it is made, or is undone.
  struct Spot {
    std::string names[8];
    size_t count = 0;
    std::pair<int64_t, std::string> place, due; // created_at, due_at; id
    bool has(const std::string &name) const;
  };
  static Spot spot(const Row &);
  void add(const Spot &spot) { replace({}, spot); }
  void replace(const Spot &before, const Spot &after); // of one row: all or nothing
  void remove(const Spot &) noexcept;

  // Ids of rows that may fit, in the query's order from its cursor on; `fits` says which do. At most `query.most` of them, after a
  // look at `most_looks` rows at most. False: the cursor is none of ours.
  template <class Fits> bool list(const Query &query, Fits fits, std::vector<std::string> &ids, std::string &next) const;
  Tally count(const std::optional<std::string> &principal) const;
  DueIds due(int64_t now, uint32_t most) const;

private:
  using Order = std::set<std::pair<int64_t, std::string>>; // created_at or due_at, id
  static constexpr size_t most_looks = 10'000;

  void take(const std::string &name, const std::pair<int64_t, std::string> &place) noexcept;
  const Order *narrowest(const Query &) const;
  const Order *find(const std::string &shelf) const;

  std::map<std::string, Order> shelves_; // by the letters of what they are about, see shelves_of()
  Order due_;
};

template <class Fits> bool MemoryIndex::list(const Query &query, Fits fits, std::vector<std::string> &ids, std::string &next) const {
  std::pair<int64_t, std::string> from;
  if (!query.cursor.empty()) {
    auto place = read_place(query.cursor);
    if (!place) return false;
    from = {place->at, std::move(place->id)};
  }
  const Order *order = narrowest(query);
  if (!order) return true;
  size_t looks = 0;
  const std::pair<int64_t, std::string> *last = nullptr;
  const auto walk = [&](auto at, auto end) {
    for (; at != end; ++at) {
      if (ids.size() == query.most || looks++ == most_looks) {
        if (last) next = write_place(last->first, last->second);
        return;
      }
      if (fits(at->second)) ids.push_back(at->second);
      last = &*at;
    }
  };
  if (query.oldest_first) walk(query.cursor.empty() ? order->begin() : order->upper_bound(from), order->end());
  else walk(query.cursor.empty() ? order->rbegin() : std::make_reverse_iterator(order->lower_bound(from)), order->rend());
  return true;
}

} // namespace tenon::feedback
