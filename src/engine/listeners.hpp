// listeners.hpp - who wants to hear of changes: listen streams, conversations, channels; found by what changed.
#pragma once
#include "ground/ref.hpp"
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

class Exchange;
class Session;
struct Listener;

enum class Change : uint8_t { tools, prompts, resources };
inline constexpr size_t change_kinds = 3;

// Who watches what. URIs are the peers' choice: in an ordered table nobody can aim at a bucket, and nothing is rehashed.
struct Watch {
  std::string name;
  Listener *who;
};
struct WatchOrder {
  using is_transparent = void;
  bool operator()(const Watch &a, const Watch &b) const {
    const int order = a.name.compare(b.name);
    return order != 0 ? order < 0 : std::less<>()(a.who, b.who);
  }
  bool operator()(const Watch &a, std::string_view b) const { return a.name < b; }
  bool operator()(std::string_view a, const Watch &b) const { return a < b.name; }
};
using Watches = std::set<Watch, WatchOrder>;

// Filled in before it is added; from then on only the table touches it. Its owner takes it out of the table while the owner
// still has a reference to itself.
struct Listener final : Counted {
  Exchange *exchange = nullptr; // one of the two
  Session *session = nullptr;
  bool modern = false; // a subscriptions/listen
  bool tools = false, prompts = false, resources = false;
  std::string raw_id; // of the listen request; "" on older revisions
  std::string owner;
  std::vector<std::string> uris, task_ids; // add() takes them away, into the table

  void unreferenced() { delete this; }

private:
  friend class Listeners;
  struct Link {
    Listener *before = nullptr, *next = nullptr;
  };
  std::array<Link, change_kinds + 1> links_; // among those who hear of the same change, and among all
  std::vector<Watches::iterator> watched_uris_, watched_tasks_;
  bool listed_ = false;
};

// Its lock is a leaf: nothing else is taken under it.
class Listeners {
public:
  Listeners() = default;
  Listeners(const Listeners &) = delete;
  Listeners &operator=(const Listeners &) = delete;
  ~Listeners();

  // False: too many listen streams, or the end has come. Once in a listener's life.
  bool add(Ref<Listener>, uint64_t most_modern);
  // At once nobody finds it any more. Once more does no harm.
  void remove(Listener &);
  // The end: none is added from now on.
  void end();

  // room: false when it watches `most` resources and tasks already. One that is watched already needs no room; a listener that
  // is not in the table watches nothing.
  void watch(Listener &, std::string_view uri, uint64_t most, bool &room);
  void unwatch(Listener &, std::string_view uri);

  // take(Listener &) runs under the lock, once for each that wants to know, and may only note it and add references: speak after.
  template <class Take> void of_change(Change change, Take take) {
    const std::lock_guard lock(mutex_);
    const auto kind = static_cast<size_t>(change);
    for (Listener *each = first_[kind]; each; each = each->links_[kind].next) take(*each);
  }
  template <class Take> void of_uri(std::string_view uri, Take take) {
    const std::lock_guard lock(mutex_);
    const auto range = by_uri_.equal_range(uri);
    for (auto it = range.first; it != range.second; ++it) take(*it->who);
  }
  template <class Take> void of_task(std::string_view id, Take take) {
    const std::lock_guard lock(mutex_);
    const auto range = by_task_.equal_range(id);
    for (auto it = range.first; it != range.second; ++it) take(*it->who);
  }

  size_t size() const; // listen streams

private:
  static constexpr size_t everyone = change_kinds;
  void link(Listener &, size_t kind) noexcept;
  void unlink(Listener &, size_t kind) noexcept;

  mutable std::mutex mutex_;
  std::array<Listener *, change_kinds + 1> first_{};
  Watches by_uri_, by_task_;
  size_t modern_ = 0;
  bool over_ = false;
};

} // namespace tenon::engine
