// catalog.hpp - all entries of one kind, in the order in which they came; readers see immutable snapshots.
#pragma once
#include "ground/ref.hpp"
#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tenon::catalog {

template <class Entry> struct Numbered {
  uint64_t number;
  Ref<Entry> entry;
};

// One state of the catalog, never changed. Entry has `std::string_view name() const` and `needs_text() const`.
template <class Entry> struct Snapshot {
  std::vector<Numbered<Entry>> entries;
  std::vector<const Entry *> requirements; // one entry for each needs_text() that is not empty, in order of first appearance
  uint64_t version = 0; // another one for each change

  // Index of the first entry behind `number`.
  size_t behind(uint64_t number) const {
    const auto at = std::upper_bound(entries.begin(), entries.end(), number,
                                     [](uint64_t n, const Numbered<Entry> &e) { return n < e.number; });
    return static_cast<size_t>(at - entries.begin());
  }
};

// Adding n entries one by one costs O(n): the snapshot is made when somebody reads after a change.
template <class Entry> class Catalog {
public:
  enum class Added : uint8_t { yes, duplicate, full };

  Added add(Ref<Entry> entry, uint64_t most) {
    const std::lock_guard lock(mutex_);
    if (by_name_.count(entry->name())) return Added::duplicate;
    return append(entry, most);
  }

  // Puts the entry in the place of the one of its name, under the same number, or at the end if there is none. `replaced` is
  // the caller's to let go of, when no lock is held.
  Added replace(Ref<Entry> entry, uint64_t most, Ref<Entry> &replaced) {
    const std::lock_guard lock(mutex_);
    const auto found = by_name_.find(entry->name());
    if (found == by_name_.end()) return append(entry, most);
    auto node = by_name_.extract(found); // its key is a view into the old entry
    node.key() = entry->name();
    node.mapped().entry = entry.get();
    std::swap(place_of(node.mapped().number)->entry, entry);
    std::swap(replaced, entry);
    by_name_.insert(std::move(node));
    changed();
    return Added::yes;
  }

  // The entry that was taken out, or nothing.
  Ref<Entry> remove(std::string_view name) {
    const std::lock_guard lock(mutex_);
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return {};
    const auto at = place_of(found->second.number);
    by_name_.erase(found);
    Ref<Entry> gone = std::move(at->entry);
    entries_.erase(at);
    changed();
    return gone;
  }

  Ref<Entry> find(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? Ref<Entry>() : Ref<Entry>::share(found->second.entry);
  }

  std::shared_ptr<const Snapshot<Entry>> snapshot() const {
    const std::lock_guard lock(mutex_);
    if (!snapshot_) {
      auto made = std::make_shared<Snapshot<Entry>>();
      made->entries = entries_;
      made->version = version_;
      collect_requirements(*made);
      snapshot_ = std::move(made);
    }
    return snapshot_;
  }

  size_t size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
  }

private:
  struct Place {
    uint64_t number;
    Entry *entry;
  };

  // An entry that is not taken stays the caller's: it must not go while the lock is held.
  Added append(Ref<Entry> &entry, uint64_t most) {
    if (entries_.size() >= most) return Added::full;
    if (entries_.size() == entries_.capacity()) entries_.reserve(2 * entries_.size() + 8);
    by_name_.emplace(entry->name(), Place{last_number_ + 1, entry.get()});
    entries_.push_back({++last_number_, std::move(entry)}); // cannot fail any more
    changed();
    return Added::yes;
  }

  void changed() {
    ++version_;
    snapshot_.reset();
  }

  auto place_of(uint64_t number) {
    return std::lower_bound(entries_.begin(), entries_.end(), number, [](const Numbered<Entry> &e, uint64_t n) { return e.number < n; });
  }

  static void collect_requirements(Snapshot<Entry> &made) {
    std::unordered_set<std::string_view> seen;
    for (const Numbered<Entry> &one : made.entries) {
      const std::string_view needs = one.entry->needs_text();
      if (!needs.empty() && seen.insert(needs).second) made.requirements.push_back(one.entry.get());
    }
  }

  mutable std::mutex mutex_;
  std::vector<Numbered<Entry>> entries_; // ascending numbers
  std::unordered_map<std::string_view, Place> by_name_; // the host's names: no client chooses a bucket
  uint64_t last_number_ = 0, version_ = 0;
  mutable std::shared_ptr<const Snapshot<Entry>> snapshot_;
};

} // namespace tenon::catalog
