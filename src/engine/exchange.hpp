// exchange.hpp - one HTTP request, or one channel of messages, and all that it sends back.
#pragma once
#include "access/challenge.hpp"
#include "access/principal.hpp"
#include "engine/alarm.hpp"
#include "engine/decision.hpp"
#include "engine/deadlines.hpp"
#include "engine/event_log.hpp"
#include "engine/exchange_states.hpp"
#include "engine/head.hpp"
#include "engine/host.hpp"
#include "engine/listeners.hpp"
#include "engine/outbox.hpp"
#include "engine/reply.hpp"
#include "engine/workbench.hpp"
#include "framing/line_stream.hpp"
#include "framing/param_headers.hpp"
#include "protocol/conversation.hpp"
#include "web/page.hpp"
#include "web/routes.hpp"
#include <atomic>
#include <memory>
#include <mutex>

namespace tenon::engine {

class Live;
class Server;
class Session;
class Watching;

enum class Carrier : uint8_t { http, lines, messages };

// Lock order: session, exchange, then deadlines or a reply's: under those two no other is taken.
class Exchange final : public Counted {
public:
  Exchange();
  ~Exchange();

  // --- intake side
  Status feed(std::string_view bytes, Instant);
  Status end(Instant);
  // --- output side
  Status answer(const AnswerHead **out);
  Status pull(std::string_view &out);
  Status sent(size_t, Instant);
  // --- any side
  void close(Instant);
  bool broken() const { return broken_.load(std::memory_order_relaxed); }
  void break_down() { broken_.store(true, std::memory_order_relaxed); }
  int close_code() const { return close_code_; }
  bool is_http() const { return carrier_ == Carrier::http; }
  int64_t body_length() const { return body_length_; }

  // --- the house's side: admission, post_desk, channel_desk and tool_desk fill these in
  void refuse(int http_status, std::string_view json_body); // an answer without a handler
  void refuse(AnswerHead &&head, std::string body);         // the same for a page
  void begin_calls(size_t owed, Ref<Batch>, bool modern);   // judged: that many responses are owed
  void begin_stream(Instant);                               // a stream that no call owns: GET
  void log_events(Ref<EventLog>, bool prime);               // before a stream begins: what is said on it can be fetched again
  void end_stream(Instant);                                 // nothing more will be said on it

  // --- sites; see site_desk. From any thread, once a request.
  web::Endpoint site() const { return site_; } // unknown: MCP
  void answer_site(web::Page);
  void fail() noexcept;        // there will be no answer: it is broken, and its host woken
  bool watch(Ref<Watching>);   // until it closes; false: it has closed
  void begin_events(Instant);  // its answer is a stream of events

  // --- channels of questions: once the host has seen 101 it feeds and pulls messages; in exchange_live.cpp
  bool begin_live(Ref<Live>);  // false: it has closed
  void say_live(std::string_view message, Instant);
  void end_live(int code);

  // One response. `http_status` counts for a lone, early answer.
  bool respond(const Ref<Batch> &batch, Instant, int http_status, std::string_view message);
  // The same for a call that this exchange waits for; false: it does not wait any more, and the call goes on with `stream` (0: none).
  bool deliver(Reply &, const Words &, Instant, uint64_t &stream);
  // A message that is no response; false: the exchange is gone. gave_way: an older droppable one was dropped for it.
  bool say(std::string_view message, bool droppable, Instant, bool &gave_way);
  void take(Receipt); // of what was said last
  bool say_event(std::string_view event, std::string_view data, Instant, std::string_view id = {}); // on an event stream

  uint64_t give_up(Reply &, Instant); // its call was cancelled; the stream that it had gone on with, or 0
  Registered enlist(Reply &, uint64_t most);
  void unlist(Reply &); // it was not given to the host after all
  bool replace(Reply &, Ref<Reply> next, uint64_t &stream); // the next run owes what this one did; false as of deliver

  // --- streams that are left and taken up again (2025-03-26 to 2025-11-25); in exchange_resume.cpp
  void pause_stream(Instant);                              // the client is asked to come back for the rest
  void take_up(Ref<EventLog>, uint64_t stream, Instant);   // this stream goes on with that one; what is said waits for catch_up
  bool rejoin(const Ref<Reply> &);                         // a call of that stream; false: it is over, or another's, or the stream is
  bool catch_up(EventLog::Place behind, bool keep_open, Instant); // false: the stream is another's
  void lose_calls();                                       // the client came back on another connection
  uint64_t stream() const;

  // --- who asks is still being decided; in exchange_gate.cpp
  struct Pending;
  void wait_for(std::unique_ptr<Pending>, Instant); // the head is kept until then
  std::unique_ptr<Pending> wait_no_more();
  void head_is_taken(Instant);                      // Server::open is done with it: what was decided meanwhile counts now
  void decided(const Decision &, DecisionState, Instant);
  template <class Use> auto with_door(Use use) const { // what challenges tell of this server
    const DoorWords words = door_words();
    return use(access::Door{words.realm, words.resource_metadata, words.scopes, words.proof_algorithms});
  }
  template <class Write> void add_challenge(Write write) { // a WWW-Authenticate line, by write(door)
    std::string line = with_door([&](const access::Door &door) { return write(door).www_authenticate; });
    answer_head().add_owned("WWW-Authenticate", std::move(line));
  }

  // --- listening; in exchange_listen.cpp
  Registered begin_listening(Ref<Listener>, std::string_view acknowledged, uint64_t most, Instant);
  bool end_listening(std::string_view raw_id, bool say_so, Instant); // false: there is none of that id
  // A notification of a change; `raw_id` "": not on a subscription. One of the same kind that is still unsent is enough.
  void say_change(std::string_view raw_id, uint32_t kind, std::string_view message, Instant);
  Ref<Listener> legacy_listener(bool make); // of the channel's conversation
  void cancel(std::string_view raw_id, Instant);
  void shut(Instant) noexcept; // the server ends: owed calls get an error, streams end
  void drain(Instant);                   // streams without a call end
  void due(Instant);

  Server &server() const { return *server_; }
  Ref<Server> server_ref() const { return server_; }
  const framing::Request &request() const { return head_.request; }
  const access::Principal &principal() const; // nobody in particular, as long as nobody was asked
  bool is_known() const { return principal_ != nullptr; } // somebody said who they are, and was believed
  bool to_event_messages() const { return to_event_messages_; }
  Ref<Bench> &bench() { return bench_; }
  protocol::Conversation &talk() { return talk_; }
  const framing::ParamHeaders &param_headers() const { return param_headers_; }
  int log_level() const { return log_level_.load(std::memory_order_relaxed); } // of a channel's conversation
  void set_log_level(int level) { log_level_.store(static_cast<int8_t>(level), std::memory_order_relaxed); }
  Carrier carrier() const { return carrier_; }
  std::string_view peer() const { return peer_; }
  std::string caller_context(); // of a channel: one name as long as it lives, and never again; else ""
  AnswerHead &answer_head() { return answer_; }
  Ref<Server> rest(); // forget everything; for the pool
  void unreferenced();

private:
  friend class Server;    // gives it life
  friend class Admission; // judges its head
  struct Afterwards;      // what has to be done when the lock is free

  struct DoorWords {
    std::string realm, resource_metadata, scopes, proof_algorithms;
  };
  DoorWords door_words() const;
  ExchangeEffect move(ExchangeInput);
  bool is_channel() const { return carrier_ != Carrier::http || shaken_.load(std::memory_order_acquire); } // for the intake
  bool streams_events() const { return is_http() && !live_; }
  Ref<Live> live() const;
  void cut_channel(Afterwards &);
  void cut_stream(Afterwards &);
  Status feed_channel(std::string_view bytes, Instant);
  Status end_http(Instant);
  void take_body(Instant);
  bool may_feed(Instant);
  bool ends_undecided(Instant);
  bool is_overdue(Instant);
  void go_on(bool intake, bool ended, Instant);
  bool proceed(Pending &, Instant);
  Status end_channel(Instant);
  template <class Write> void put_response(const Ref<Batch> &, int http_status, Instant, Afterwards &, Write write);
  template <class Write> void put_framed(Write write) {
    begin_frame();
    const size_t begin = frame().size();
    write(frame());
    end_frame(begin);
  }
  std::string &frame() { return catching_up_ ? unlogged_ : outbox_.open(); }
  void begin_frame();
  void end_frame(size_t begin);
  void put_lone(int http_status);
  void open_stream(Instant, Afterwards &); // under the lock
  void finish_channel_if_spent(Afterwards &);
  void expect();
  void note_waiting(Instant, Afterwards &);
  bool strike(Reply &);
  void put_batch(const Batch &);
  void end_listens(Instant);
  void close_log() noexcept;
  std::vector<Ref<Reply>> leave_stream(); // under the lock
  std::string log_id(uint64_t event) const;
  void let_calls_go(std::vector<Ref<Reply>> calls, uint64_t stream, Instant);
  ExchangeState state() const { return state_.load(std::memory_order_relaxed); }
  // All is said in one body: only the output side touches the outbox from here on, so it needs no lock.
  bool spent() const { return is_http() && state_.load(std::memory_order_acquire) == ExchangeState::finished && body_length_ >= 0; }
  bool gone() const { return closed_ || state() == ExchangeState::aborted; }

  Ref<Server> server_;
  Exchange *newer_ = nullptr, *older_ = nullptr; // in the server's list
  bool enrolled_ = false;
  Ref<Exchange> shut_next_;             // the server's, for its end
  std::atomic<bool> admitted_{false};   // its head is judged; see Server::open
  Alarm alarm_;
  Waiter waiter_;
  std::atomic<bool> intake_busy_{false}, broken_{false};
  std::atomic<bool> shaken_{false};    // the host has seen 101
  std::atomic<bool> undecided_{false}; // pending_ or proceeding_; for the intake to look at without the lock
  Carrier carrier_ = Carrier::http;
  KeptHead head_;
  bool to_event_messages_ = false; // POST of the 2024-11-05 transport
  web::Endpoint site_ = web::Endpoint::unknown;
  bool is_of_events_ = false;      // any request of that transport, whose resource is /sse
  std::string peer_;
  access::SharedPrincipal principal_; // null: nobody
  Ref<Session> session_;
  Ref<Bench> bench_;                          // intake side
  std::unique_ptr<framing::LineStream> lines_; // LINES
  protocol::Conversation talk_;               // channels; intake side
  framing::ParamHeaders param_headers_;       // HTTP
  std::atomic<int8_t> log_level_{1};          // channels

  mutable std::mutex mutex_; // guards what follows
  std::atomic<ExchangeState> state_{ExchangeState::reading}; // written under the lock; see spent()
  AnswerHead answer_;
  int64_t body_length_ = 0;
  int close_code_ = 0;
  Outbox outbox_;
  std::vector<Receipt> receipts_; // of answers that stand in the outbox
  std::string context_;
  std::vector<Ref<Reply>> calls_;
  Ref<Batch> batch_;    // HTTP: of the body
  size_t owed_ = 0;     // HTTP: responses to come
  struct Listening {
    Ref<Listener> listener;
    std::string raw_id;
    uint32_t unsent; // kinds of changes that stand in the outbox
  };
  std::vector<Listening> listens_;
  Ref<Listener> legacy_listener_; // channels
  uint32_t unsent_ = 0;           // the same for an older conversation
  Ref<EventLog> log_;
  uint64_t stream_ = 0;           // in the log; 0: events bear no id
  bool prime_ = false;            // the first event is empty and bears the id
  bool taken_ = false;            // something of the stream was written: the client may know an id
  bool catching_up_ = false;      // what is said goes to the log alone
  bool rejoined_ = false;         // calls of a stream that was taken up are ours, or were
  std::string unlogged_;          // while it is written
  std::unique_ptr<Pending> pending_; // the host has not decided yet
  bool proceeding_ = false;          // somebody goes on with what was decided, without the lock
  bool closes_late_ = false;         // and the host has let go meanwhile
  Ref<Watching> watching_;
  Ref<Live> live_;
  uint64_t left_stream_ = 0;      // with which the calls went on that we let go: whoever comes late for one asks here
  bool input_over_ = false, closed_ = false;
  bool modern_ = false; // HTTP: closing cancels
  uint64_t quiet_since_ = 0, waiting_since_ = never, stream_at_ = never, due_at_ = never;
};

} // namespace tenon::engine
