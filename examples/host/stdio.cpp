// stdio.cpp - one LINES exchange between stdin and stdout, one thread, one poll.
//
// Reads only what is there and writes only what fits (PIPE_BUF at a time), so that the descriptors, which others share, need
// not be switched to non-blocking.
#include "stdio.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.hpp"

namespace host {
namespace {

class StdioService final {
public:
  StdioService(const Flags &flags, const House &house, const Log &log, int signals)
      : flags_(flags), house_(house), log_(log), signals_(signals), bell_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  StdioService(const StdioService &) = delete;
  StdioService &operator=(const StdioService &) = delete;
  ~StdioService() {
    tenon_exchange_close(exchange_, now_);
    house_.close();
    house_.leave();
    ::close(bell_);
  }

  std::string open() {
    if (std::string wrong = house_.open([this] { ring(); }); !wrong.empty()) return wrong;
    tenon_head head{};
    head.size = sizeof head;
    head.carrier = TENON_LINES;
    head.user = this;
    head.wake = [](void *user) { static_cast<StdioService *>(user)->ring(); };
    const tenon_status status = tenon_exchange_open(house_.server(), &head, now_, &exchange_);
    return status == TENON_OK ? std::string() : std::string(tenon_status_name(status));
  }

  int run() {
    log_.say(house_.name + " " + tenon_version() + " serving on stdin and stdout");
    if (!house_.has_tools) log_.write(Level::warn, "no_tools", {{"message", "this host offers no tools of its own; try --demo"}});
    while (!done_) turn();
    return exit_code_;
  }

private:
  void turn() {
    look_for_output();
    if (done_) return;
    pollfd watched[] = {{wants_input() ? STDIN_FILENO : -1, POLLIN, 0},
                        {out_.len > 0 ? STDOUT_FILENO : -1, POLLOUT, 0},
                        {bell_, POLLIN, 0},
                        {signals_, POLLIN, 0}};
    const int ready = ::poll(watched, 4, patience());
    clock_.refresh();
    now_ = clock_.now();
    if (ready > 0 && watched[3].revents) take_signal();
    if (ready > 0 && watched[2].revents) hush();
    if (ready > 0 && watched[1].revents) write_some();
    if (ready > 0 && watched[0].revents) read_some();
    if (now_.monotonic_ms >= tenon_server_next_deadline(house_.server())) tenon_server_tick(house_.server(), now_);
    if (now_.monotonic_ms >= give_up_at_) done_ = true;
  }

  bool wants_input() const { return !ended_ && held_.empty(); }

  void look_for_output() {
    if (!held_.empty()) feed(held_); // the core said BUSY before
    if (out_.len > 0) return;
    const tenon_status status = tenon_exchange_pull(exchange_, &out_);
    if (status == TENON_OK) return;
    out_ = {};
    if (status != TENON_IDLE) done_ = true;
    if (status < 0) exit_code_ = 1;
  }

  int patience() const {
    const uint64_t until = std::min(tenon_server_next_deadline(house_.server()), give_up_at_);
    if (until == UINT64_MAX) return -1;
    const uint64_t left = until > now_.monotonic_ms ? until - now_.monotonic_ms : 1;
    return static_cast<int>(std::min<uint64_t>(left, INT_MAX));
  }

  void read_some() {
    const ssize_t n = ::read(STDIN_FILENO, input_, sizeof input_);
    if (n > 0) return feed({input_, static_cast<size_t>(n)});
    if (n == 0 || (errno != EINTR && errno != EAGAIN)) end();
  }

  void feed(std::string_view bytes) {
    const tenon_status status = tenon_exchange_feed(exchange_, bytes.data(), bytes.size(), now_);
    if (status == TENON_BUSY) {
      held_ = bytes;
      return;
    }
    held_ = {};
    if (status != TENON_OK) ended_ = true; // pull says what there is left to say
  }

  void end() {
    ended_ = true;
    tenon_exchange_end(exchange_, now_);
  }

  void write_some() {
    const ssize_t n = ::write(STDOUT_FILENO, out_.data, std::min<size_t>(out_.len, PIPE_BUF));
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (n < 0) {
      done_ = true; // the client is gone
      return;
    }
    tenon_exchange_sent(exchange_, static_cast<size_t>(n), now_);
    out_ = {};
  }

  // The first signal lets owed answers finish, the second does not.
  void take_signal() {
    signalfd_siginfo info{};
    if (::read(signals_, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return;
    if (give_up_at_ != UINT64_MAX) {
      exit_code_ = 128 + static_cast<int>(info.ssi_signo);
      done_ = true;
      return;
    }
    log_.write(Level::info, "stopping", {{"calls", counts_of(house_.server()).calls}});
    give_up_at_ = now_.monotonic_ms + flags_.grace_seconds * 1000;
    tenon_server_drain(house_.server(), now_);
    if (!ended_) end();
  }

  void ring() const {
    const uint64_t one = 1;
    if (::write(bell_, &one, sizeof one) < 0) return; // full: it rings already
  }

  void hush() const {
    uint64_t count = 0;
    if (::read(bell_, &count, sizeof count) < 0) return;
  }

  const Flags &flags_;
  const House &house_;
  const Log &log_;
  const int signals_;
  const int bell_; // the core rings it from any thread
  Clock clock_;
  tenon_now now_ = clock_.now();
  tenon_exchange *exchange_ = nullptr;
  tenon_str out_{};       // pulled, not yet written
  std::string_view held_; // read, not yet taken
  uint64_t give_up_at_ = UINT64_MAX;
  bool ended_ = false;
  bool done_ = false;
  int exit_code_ = 0;
  char input_[64 * 1024];
};

} // namespace

int serve_stdio(const Flags &flags, const House &house, const Log &log) {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  sigprocmask(SIG_BLOCK, &stops, nullptr); // before there is any other thread
  StdioService service(flags, house, log, signalfd(-1, &stops, SFD_CLOEXEC));
  if (const std::string wrong = service.open(); !wrong.empty()) {
    log.say(house.name + ": " + wrong);
    return 1;
  }
  return service.run();
}

} // namespace host
