// handshakes.hpp - how many handshakes may be under way, who gives way when there are more, and how the others ended.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string_view>

#include "log.hpp"

namespace host {

// How a handshake ended.
enum class Handshake : uint8_t { done, plain, failed, timed_out, turned_away };

// Of one worker. A handshake that takes longer than a second makes room for who comes when all places are taken: otherwise a
// few clients that never finish would keep everyone out. Among quick ones the first come are the first served, so that a
// rush costs no handshake its half-done work.
template <class Connection> class HandshakeList final {
public:
  explicit HandshakeList(size_t places) : places_(places) {}

  // False: there is no place.
  bool enter(Connection &connection, uint64_t now) {
    if (waiting_.size() >= places_) {
      Connection &oldest = *waiting_.front();
      if (!oldest.is_slow_to_shake(now)) return false;
      oldest.give_way();
    }
    connection.handshake_place = waiting_.insert(waiting_.end(), &connection);
    return true;
  }

  void leave(Connection &connection) { waiting_.erase(connection.handshake_place); }

private:
  const size_t places_;
  std::list<Connection *> waiting_; // by their beginning
};

// Of all workers. Each failure is a line for who debugs; for everyone else there is a sum, once a minute at most.
class HandshakeTally final {
public:
  void count(Handshake how) { counts_[static_cast<size_t>(how)].fetch_add(1, std::memory_order_relaxed); }

  void report(Handshake how, std::string_view reason, std::string_view peer, const Log &log, uint64_t now) {
    count(how);
    log.write(Level::debug, event_of(how), {{"reason", reason}, {"peer", peer}});
    uint64_t last = said_at_.load(std::memory_order_relaxed);
    if (last != 0 && now - last < minute) return;
    if (!said_at_.compare_exchange_strong(last, now, std::memory_order_relaxed)) return;
    write(log, Level::warn, "handshakes_without_success");
  }

  void write(const Log &log, Level level, std::string_view event) const {
    log.write(level, event,
              {{"done", of(Handshake::done)}, {"plain", of(Handshake::plain)}, {"failed", of(Handshake::failed)},
               {"timed_out", of(Handshake::timed_out)}, {"turned_away", of(Handshake::turned_away)}});
  }

private:
  static constexpr uint64_t minute = 60'000;

  static std::string_view event_of(Handshake how) {
    switch (how) {
    case Handshake::plain: return "plain_on_tls_port";
    case Handshake::timed_out: return "handshake_timed_out";
    case Handshake::turned_away: return "handshake_limit";
    default: return "handshake_failed";
    }
  }

  uint64_t of(Handshake how) const { return counts_[static_cast<size_t>(how)].load(std::memory_order_relaxed); }

  std::atomic<uint64_t> counts_[5] = {};
  std::atomic<uint64_t> said_at_{0};
};

} // namespace host
