// event_log.hpp - what a client may come back for: the last events of its streams, by the ids that Last-Event-ID names.
#pragma once
#include "ground/ref.hpp"
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tenon::engine {

// Its lock is a leaf: nothing else is taken under it.
class EventLog final : public Counted {
public:
  // All events of all streams, each with `event_cost` beside its message, stay within the bound.
  explicit EventLog(size_t bound_bytes) : bound_(bound_bytes) {}
  static constexpr size_t event_cost = 64;

  // Streams are numbered 1, 2, .. Whoever begins one ends or forgets it.
  uint64_t begin_stream();
  // Copies; gives the event's number in its stream: 1, 2, .., or 0 when that stream has ended. The oldest events of any stream
  // give way; a message over the bound is numbered, but not kept.
  uint64_t note(uint64_t stream, std::string_view message);
  // No more events; what is there can still be fetched, until the last of it has given way.
  void end_stream(uint64_t stream);
  // Nobody will come back for it.
  void forget(uint64_t stream);

  struct Place {
    uint64_t stream, event; // event 0: before the first one; the id of an event that only says where to come back to
  };
  static void append_id(std::string &out, uint64_t stream, uint64_t event); // 3-17
  static std::optional<Place> read_id(std::string_view);                    // what append_id wrote, and nothing else

  enum class Replay : uint8_t {
    unknown, // no such stream, or an event that was never given
    whole,
    holes,   // some behind that place are forgotten
  };
  // All that the stream has behind the place, in order, in place of what the two held.
  Replay replay(Place, std::vector<std::string> &messages, std::vector<uint64_t> &numbers) const;

  size_t bytes() const;
  void unreferenced() { delete this; }

private:
  struct Event {
    uint64_t stream, number;
    std::string message;
  };
  struct Stream {
    uint64_t given = 0; // the number of its last event
    size_t kept = 0;    // events of it that are here
    bool ended = false;
  };
  static size_t cost(const Event &event) { return event.message.size() + event_cost; }
  void let_oldest_go(std::list<Event> &gone) noexcept;

  const size_t bound_;
  mutable std::mutex mutex_;
  std::list<Event> events_; // oldest first
  size_t bytes_ = 0;
  uint64_t begun_ = 0;
  std::unordered_map<uint64_t, Stream> streams_; // numbers are ours
};

} // namespace tenon::engine
