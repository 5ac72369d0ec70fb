// worker.hpp - one thread's share of the connections: its io_context, its clock, its sweep once a second.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include "clock.hpp"
#include "connection.hpp"
#include "handshakes.hpp"
#include "log.hpp"
#include "net.hpp"

namespace host {

struct LoopLimits {
  size_t header_bytes = 16 * 1024;
  uint64_t body_bytes = 4 << 20;
  uint64_t header_ms = 15'000;
  uint64_t body_ms = 60'000;
  uint64_t idle_ms = 75'000;
  uint64_t write_ms = 60'000;
  uint64_t max_connections = 10'000;
  uint64_t handshake_ms = 10'000; // of streams that shake hands
  size_t handshakes_each = 256;   // at once, for each worker
};

// What all workers share.
template <class Link> struct Shared {
  using Door = typename Link::Stream::Door;

  Shared(typename Link::Core the_core, const Log &the_log, LoopLimits the_limits, Door the_door = {})
      : core(the_core), log(the_log), limits(the_limits), door(the_door) {}

  typename Link::Core core;
  const Log &log;
  LoopLimits limits;
  Door door;
  HandshakeTally handshakes;
  std::vector<std::string> trusted_proxies; // addresses
  std::function<void(std::string_view peer, std::string_view asked)> gone; // a client left before its answer
  std::atomic<uint64_t> connections{0};
  std::atomic<uint64_t> accepted{0};
};

template <class Link> class Worker final {
public:
  explicit Worker(Shared<Link> &shared)
      : shared_(shared), sweeper_(context_), handshakes_(shared.limits.handshakes_each) {}

  // Runs until stop. `emptied` is called once, when it has been wound down or cut and its last connection is gone.
  void run(std::function<void()> emptied) {
    emptied_ = std::move(emptied);
    sweep_later();
    context_.run();
  }

  net::io_context &context() { return context_; }

  // The following come from any thread.
  void wind_down() {
    net::post(context_, [this] {
      leaving_ = true;
      for_each([](auto &connection) { connection.wind_down(); });
      leave_if_empty();
    });
  }
  void take_no_more(std::function<void()> then) {
    net::post(context_, [this, then = std::move(then)] {
      for_each([](auto &connection) { connection.take_no_more(); });
      then();
    });
  }
  void cut() {
    net::post(context_, [this] {
      leaving_ = true;
      for_each([](auto &connection) { connection.cut("stop"); });
      leave_if_empty();
    });
  }
  void stop() { context_.stop(); }

  // From here on: this worker's thread.
  void adopt(Socket socket, std::string peer, bool welcome) {
    if (leaving_) {
      shared_.connections.fetch_sub(1, std::memory_order_relaxed);
      return;
    }
    look_at_clock();
    boost::intrusive_ptr<Connection<Link>> connection(new Connection<Link>(*this, std::move(socket), std::move(peer)));
    connection->place = roster_.size();
    roster_.push_back(connection);
    connection->start(welcome);
  }

  void forget(Connection<Link> &connection) {
    shared_.connections.fetch_sub(1, std::memory_order_relaxed);
    const size_t place = connection.place;
    roster_[place].swap(roster_.back());
    roster_[place]->place = place;
    roster_.pop_back();
    leave_if_empty();
  }

  void look_at_clock() { now_ = clock_.now(); }
  tenon_now now() const { return now_; } // when the event came that is being handled
  std::string_view date() { return clock_.date(now_); }
  typename Link::Core core() const { return shared_.core; }
  const Log &log() const { return shared_.log; }
  bool logs_requests() const { return shared_.log.wants(Level::debug); }
  bool leaving() const { return leaving_; }
  const LoopLimits &limits() const { return shared_.limits; }
  const std::vector<std::string> &trusted_proxies() const { return shared_.trusted_proxies; }
  const typename Shared<Link>::Door &door() const { return shared_.door; }
  HandshakeList<Connection<Link>> &handshakes() { return handshakes_; }
  HandshakeTally &tally() { return shared_.handshakes; }
  void log_gone(std::string_view peer, std::string_view asked) const {
    if (shared_.gone) shared_.gone(peer, asked);
  }

private:
  template <class Act> void for_each(Act act) {
    look_at_clock();
    for (size_t i = roster_.size(); i-- > 0;) // backwards: who leaves is replaced by one that was seen
      if (i < roster_.size()) act(*roster_[i]);
  }

  void sweep_later() {
    sweeper_.expires_after(std::chrono::seconds(1));
    sweeper_.async_wait([this](error_code error) {
      if (error) return;
      clock_.refresh();
      for_each([](auto &connection) { connection.sweep(); });
      sweep_later();
    });
  }

  void leave_if_empty() {
    if (leaving_ && roster_.empty() && emptied_) std::exchange(emptied_, nullptr)();
  }

  Shared<Link> &shared_;
  net::io_context context_{1};
  Timer sweeper_;
  Clock clock_;
  tenon_now now_ = clock_.now();
  std::vector<boost::intrusive_ptr<Connection<Link>>> roster_;
  HandshakeList<Connection<Link>> handshakes_;
  std::function<void()> emptied_;
  bool leaving_ = false;
};

} // namespace host
