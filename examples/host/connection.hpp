// connection.hpp - one client connection: takes requests, hands them to the core, sends what the core says.
//
// Everything here runs on the thread of the connection's worker; only the core's wake and drop come from elsewhere. The loop
// spends no timer and no allocation on a request: one read, one parse over our own buffer, one write of head and body.
// `Link` is the seam to the core (ExchangeLink), where the bench puts a constant, and says what stream the client is on.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include "exchange_link.hpp"
#include "handshakes.hpp"
#include "head_scan.hpp"
#include "input_buffer.hpp"
#include "log.hpp"
#include "net.hpp"
#include "reply_text.hpp"
#include "request_parser.hpp"
#include "talk.hpp"

namespace host {

template <class Link> class Worker;

template <class Link> class Connection final {
public:
  using Stream = typename Link::Stream;

  Connection(Worker<Link> &worker, Socket socket, std::string peer)
      : worker_(worker), stream_(std::move(socket), worker.door()), peer_(std::move(peer)) {}

  void start(bool welcome); // takes requests until one side has enough; not welcome: 503 and goodbye
  void sweep();      // once a second: has it waited too long?
  void wind_down();  // graceful stop: what is asked gets its answer, then goodbye
  void take_no_more(); // unfinished requests are given up; what is asked still gets its answer
  void cut(std::string_view reason);
  bool is_slow_to_shake(uint64_t now) const;
  void give_way(); // to another handshake

  size_t place = 0; // in the worker's roster
  typename std::list<Connection *>::iterator handshake_place; // in the worker's list, while hands are being shaken

private:
  // (greeting -> shaking ->) head -> body -> waiting -> answering -> head or lingering; talking instead of answering once a
  // WebSocket is agreed on; closed ends all.
  enum class State : uint8_t { greeting, shaking, head, body, waiting, answering, talking, lingering, closed };
  enum class Filled : uint8_t { full, idle, finished, broken };

  static constexpr size_t reply_room = 64 * 1024;        // gathered before a write
  static constexpr uint64_t worth_reading = 64 * 1024;   // rest of an unwanted body that is read to keep the connection
  static constexpr uint64_t linger_bytes = 8 << 20;      // dropped after a refusal, so that the client sees it
  static constexpr uint64_t linger_ms = 5'000;
  static constexpr uint64_t linger_leaving_ms = 1'000;
  static constexpr uint64_t body_credit = 16 * 1024;     // each buys a second more for the body
  static constexpr uint64_t quick_handshake_ms = 1'000;
  static constexpr uint64_t never = UINT64_MAX;

  void serve(bool welcome);
  void proceed();
  void read_on(size_t expected);
  void received(error_code error, size_t n);

  // Each step says whether the next may follow at once; if not, it has arranged what it waits for.
  bool take_head();
  bool open_exchange();
  bool take_body();
  bool feed_piece(std::string_view piece);
  bool take_answer();
  bool send_answer();
  Filled fill();
  bool flush();
  bool finish_reply();
  void linger();
  bool refuse(int status, std::string_view words);

  bool is_greeting() const { return state_ == State::greeting || state_ == State::shaking; }
  uint64_t rest_of_body() const { return head_.length - std::min(body_bytes_, head_.length); }
  void begin_reply(const tenon_answer &answer);
  bool wants_to_stay() const { return parser_ && parser_->keep_alive(); }
  void write_rest();
  void client_gone();
  void shut();
  void woken();
  void log_request();

  // A WebSocket, from the core's 101 on.
  bool begin_talk();
  void hear();
  void take_message();
  void speak();
  void say_goodbye(uint16_t code);

  // Only on streams that shake hands.
  void greet(bool welcome);
  void heard_first_byte(error_code error, bool tls, bool welcome);
  void shake_hands(bool welcome);
  void no_handshake(Handshake how, std::string_view reason);

  static void wake(void *user);
  static void drop(void *user) { intrusive_ptr_release(static_cast<Connection *>(user)); }
  using Ref = boost::intrusive_ptr<Connection>;

  friend void intrusive_ptr_add_ref(Connection *c) { c->holders_.fetch_add(1, std::memory_order_relaxed); }
  friend void intrusive_ptr_release(Connection *c) {
    if (c->holders_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete c;
  }

  Worker<Link> &worker_;
  Stream stream_;
  std::string peer_;
  Link link_;
  RequestHead head_;
  std::optional<RequestParser> parser_;
  HeadScan scan_;
  InputBuffer in_;
  std::string out_;
  size_t written_ = 0;      // of out_
  uint64_t left_ = 0;       // of a body with a length, or of what lingering may still drop
  uint64_t deadline_ = never;
  uint64_t began_ = 0;      // when this head or body began
  uint64_t opened_ = 0;     // when this request's exchange was opened
  uint64_t body_bytes_ = 0; // of this request
  uint64_t reply_bytes_ = 0;
  int64_t status_ = 0;      // of this reply
  std::string asked_;       // "POST /mcp" for the log, when it wants requests
  State state_ = State::head;
  std::optional<UpgradeRequest> upgrade_; // of a request that asks for a WebSocket
  std::unique_ptr<Talk<Stream>> talk_;
  Framing framing_ = Framing::length;
  bool said_all_ = false;   // out_ holds the end of the reply
  bool unwanted_ = false;   // the core has its answer: the rest of the body goes nowhere
  bool close_after_ = false;
  bool reading_ = false;
  bool writing_ = false;
  std::atomic<bool> wake_wanted_{false}; // true only while nobody else is going to look
  std::atomic<uint32_t> holders_{0};
};

} // namespace host

#include "connection_flow.hpp"
#include "connection_greeting.hpp"
#include "connection_intake.hpp"
#include "connection_output.hpp"
#include "connection_talk.hpp"
