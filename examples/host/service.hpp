// service.hpp - puts core, workers, listeners, timer and signals together, and takes them apart in the right order.
//
// The main thread runs the control context: accepting, the core's deadlines, signals. The workers serve. `Link` says what the
// clients' streams are.
#pragma once
#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/signal_set.hpp>
#include <sys/resource.h>

#include "clock.hpp"
#include "crew.hpp"
#include "deadline_timer.hpp"
#include "exchange_link.hpp"
#include "flags.hpp"
#include "house.hpp"
#include "listener.hpp"

namespace host {

inline LoopLimits limits_of(const Flags &flags, size_t workers) {
  LoopLimits limits;
  limits.body_bytes = flags.max_message_bytes;
  limits.header_ms = flags.header_seconds * 1000;
  limits.body_ms = flags.body_seconds * 1000;
  limits.idle_ms = flags.idle_seconds * 1000;
  limits.write_ms = flags.write_seconds * 1000;
  limits.max_connections = flags.max_connections;
  limits.handshake_ms = flags.handshake_seconds * 1000;
  limits.handshakes_each = (flags.max_handshakes + workers - 1) / workers;
  return limits;
}

// Each connection is a descriptor: take as many as the system grants without asking.
inline void raise_open_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= files.rlim_max) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

template <class Link> class Service final {
public:
  using Stream = typename Link::Stream;
  using Door = typename Stream::Door;

  Service(const Flags &flags, const House &house, const Log &log, Door door)
      : flags_(flags), house_(house), log_(log), door_(door), deadlines_(control_),
        signals_(control_, SIGINT, SIGTERM, SIGUSR1), patience_(control_) {
    if (Stream::shakes_hands || house_.renew) signals_.add(SIGHUP); // else it ends us, as it does any program
  }
  Service(const Service &) = delete;
  Service &operator=(const Service &) = delete;
  ~Service() { // also when it did not open
    house_.close();
    house_.leave();
  }

  std::string open() {
    if (std::string wrong = house_.open([this] { deadlines_.deadline_moved(); }); !wrong.empty()) return wrong;
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    const unsigned workers = flags_.threads ? flags_.threads : std::min(cores, 4u);
    shared_ = std::make_unique<Shared<Link>>(house_.server(), log_, limits_of(flags_, workers), door_);
    shared_->trusted_proxies = flags_.trusted_proxies;
    shared_->gone = [this](std::string_view peer, std::string_view asked) { log_gone(peer, asked); };
    crew_ = std::make_unique<Crew<Link>>(*shared_, workers);
    return listen();
  }

  int run() {
    announce();
    crew_->start([this] { net::post(control_, [this] { control_.stop(); }); });
    for (auto &listener : listeners_) listener->start();
    deadlines_.start(house_.server());
    await_signal();
    control_.run();
    crew_->join();
    log_counts(Level::info, "stopped");
    deadlines_.stop();
    control_.restart();
    control_.poll(); // a cancelled accept holds a socket of a worker: it has to go before the workers do
    house_.close();
    house_.leave(); // its threads may still be waking a connection: before the workers go
    return exit_code_;
  }

private:
  std::string listen() {
    for (const Address &address : flags_.listen) {
      listeners_.push_back(std::make_unique<Listener<Link>>(control_, *crew_));
      if (std::string wrong = listeners_.back()->open(address.host, address.port); !wrong.empty())
        return "cannot listen on " + text_of(address) + ": " + wrong;
    }
    return {};
  }

  void announce() {
    raise_open_files();
    const char *access = flags_.authless ? "no token needed" : "token required";
    for (size_t i = 0; i < listeners_.size(); ++i) {
      const std::string url = url_of({flags_.listen[i].host, listeners_[i]->port()}, flags_.uses_tls()) + flags_.base_path + "/mcp";
      if (log_.json())
        log_.write(Level::error, "listening", {{"url", url}, {"version", tenon_version()}, {"access", access}});
      else
        log_.say(house_.name + " " + tenon_version() + " listening on " + url + " (and " + flags_.base_path +
                 "/sse), " + access);
    }
    if (house_.inbox_link) announce_inbox();
    if (!house_.has_tools) log_.write(Level::warn, "no_tools", {{"message", "this host offers no tools of its own; try --demo"}});
  }

  // To whoever reads what we say; it works once, and for an hour.
  void announce_inbox() {
    const std::string here = url_of({flags_.listen[0].host, listeners_[0]->port()}, flags_.uses_tls()) + flags_.base_path;
    const std::string link = house_.inbox_link(flags_.public_url.empty() ? here : std::string());
    if (link.empty()) return;
    if (log_.json()) log_.write(Level::error, "questions", {{"url", link}});
    else log_.say("questions of agents, for the browser that comes first: " + link);
  }

  void await_signal() {
    signals_.async_wait([this](error_code error, int signal) {
      if (error) return;
      if (signal == SIGUSR1) log_counts(Level::error, "counts");
      else if (signal == SIGHUP) renew();
      else if (!stopping_) stop_gracefully(signal);
      else stop_at_once(signal);
      await_signal();
    });
  }

  void renew() {
    if constexpr (Stream::shakes_hands) door_.identity->renew(log_);
    if (house_.renew) house_.renew();
  }

  void stop_gracefully(int signal) {
    stopping_ = true;
    log_counts(Level::info, signal == SIGINT ? "stopping_on_sigint" : "stopping_on_sigterm");
    for (auto &listener : listeners_) listener->stop();
    tenon_server_drain(house_.server(), Clock().now());
    crew_->wind_down();
    wait(flags_.grace_seconds * 1000, [this] { lose_patience(); });
  }

  // What is still open ends with an error, by the core's word; a second later by ours.
  void lose_patience() {
    log_counts(Level::warn, "grace_over");
    crew_->take_no_more([this] {
      net::post(control_, [this] {
        deadlines_.stop();
        house_.close();
        wait(1000, [this] { crew_->cut(); });
      });
    });
  }

  void stop_at_once(int signal) {
    exit_code_ = 128 + signal;
    patience_.cancel();
    crew_->cut();
  }

  template <class Then> void wait(uint64_t ms, Then then) {
    patience_.expires_after(std::chrono::milliseconds(ms));
    patience_.async_wait([then](error_code error) {
      if (!error) then();
    });
  }

  void log_gone(std::string_view peer, std::string_view asked) const {
    if (!log_.wants(Level::debug)) return;
    const tenon_counts counts = counts_of(house_.server());
    log_.write(Level::debug, "client_gone",
               {{"request", asked}, {"exchanges", counts.exchanges}, {"calls", counts.calls}, {"peer", peer}});
  }

  void log_counts(Level level, std::string_view event) const {
    const tenon_counts counts = counts_of(house_.server());
    log_.write(level, event,
               {{"connections", shared_->connections.load()}, {"accepted", shared_->accepted.load()},
                {"exchanges", counts.exchanges}, {"calls", counts.calls}, {"conversations", counts.conversations},
                {"requests", counts.requests}});
    if (Stream::shakes_hands) shared_->handshakes.write(log_, level, "handshakes");
  }

  const Flags &flags_;
  const House &house_;
  const Log &log_;
  const Door door_;
  net::io_context control_{1};
  DeadlineTimer deadlines_;
  net::basic_signal_set<Executor> signals_;
  Timer patience_;
  std::unique_ptr<Shared<Link>> shared_;
  std::unique_ptr<Crew<Link>> crew_;
  std::vector<std::unique_ptr<Listener<Link>>> listeners_;
  bool stopping_ = false;
  int exit_code_ = 0;
};

template <class Link> int run_service(const Flags &flags, const House &house, const Log &log, typename Link::Stream::Door door) {
  Service<Link> service(flags, house, log, door);
  if (const std::string wrong = service.open(); !wrong.empty()) {
    log.say(house.name + ": " + wrong);
    return 1;
  }
  return service.run();
}

} // namespace host
