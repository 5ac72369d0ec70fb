// session.hpp - one conversation of the revisions before 2026-07-28 over HTTP: its stream, its calls, what waits for delivery.
#pragma once
#include "engine/deadlines.hpp"
#include "engine/event_log.hpp"
#include "engine/listeners.hpp"
#include "ground/instant.hpp"
#include "ground/ref.hpp"
#include "jsonrpc/message.hpp"
#include "engine/reply.hpp"
#include "protocol/conversation.hpp"
#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

class Exchange;
class Reply;
class Server;

class Session final : public Counted {
public:
  // `lives_by_stream`: the 2024-11-05 transport, where everything is said on the one stream and all ends with it.
  Session(Ref<Server>, std::string id, const access::Principal &who, bool lives_by_stream);

  const std::string &id() const { return id_; }
  std::string caller_context() const; // the id itself is a secret
  bool belongs_to(std::string_view owner) const { return owner == owner_; }
  bool lives_by_stream() const { return lives_by_stream_; }
  Ref<Exchange> stream() const; // which the client holds open for us; none at times

  void begin(Instant); // it idles from now on, unless something happens

  // What was agreed; copies, since another request may change it.
  protocol::Conversation talk() const;
  protocol::ConversationEffect take(const jsonrpc::Message &, Instant);
  void agreed(const protocol::Conversation &, Instant);
  void seen(Instant); // a request: idling starts anew

  // The stream on which the server may speak. A newer one replaces an older one, which ends.
  void attach(Ref<Exchange> stream, Instant, bool resumes = false); // resumes: it goes on with the one before
  // The stream is gone. `number`: of its events, if the client may come back for it.
  void detach(Exchange *stream, uint64_t number, Instant);
  // A client comes back with Last-Event-ID: the exchange goes on with that stream. False: there never was such an event.
  bool resume(EventLog::Place, Ref<Exchange>, Instant);
  const Ref<EventLog> &log() const { return log_; } // nothing where events bear no ids

  Registered enlist(Reply &, uint64_t most);
  bool replace(Reply &, Ref<Reply> next); // the next run owes what this one did; false: it is not waited for any more
  void strike(Reply &, Instant); // it is over: idling starts anew
  void cancel(std::string_view raw_id, Instant); // notifications/cancelled; ambiguous ids are left alone

  // Says `message` on the stream, if there is one.
  bool say(std::string_view message, bool droppable, Instant);
  // An answer: it waits, bounded, when there is no stream.
  void say_or_keep(std::string_view raw_id, std::string_view message, Instant now) { deliver_late(raw_id, 0, std::string(message), now); }
  // The answer of a call whose own stream was lost: for that stream, if the client may come back for it, else for the session's. There
  // it is dropped when its id has been used again meanwhile.
  void deliver_late(std::string_view raw_id, uint64_t stream, std::string message, Instant, Receipt = {});
  // A message of ours that belongs to such a call.
  void say_late(uint64_t stream, std::string_view message, Instant);
  // Such a call is over: when it was the last one of that stream, nothing more will be said there.
  void end_lost(uint64_t stream);
  void say_change(uint32_t kind, std::string_view message, Instant); // to a client that has said `initialized`

  bool has_stream() const { return static_cast<bool>(stream()); }
  Ref<Listener> listener(); // made when first asked for; nothing when it is over
  int log_level() const { return log_level_.load(std::memory_order_relaxed); }
  void set_log_level(int level) { log_level_.store(static_cast<int8_t>(level), std::memory_order_relaxed); }

  void farewell(Instant) noexcept; // the server ends: calls that are answered on the stream get an error there
  void close(Instant); // ends stream and calls
  void due(Instant);   // the deadline came
  void unreferenced();

private:
  struct Undelivered {
    std::string raw_id, message;
  };
  void say_waiting(std::list<Undelivered> &, Exchange &, Instant);
  const char *place(std::string_view raw_id, std::string &message, Ref<Exchange> &stream);
  Ref<Exchange> exchange_of(uint64_t stream) const; // under the lock
  bool say_on(uint64_t stream, std::string_view message, Instant);
  std::vector<Ref<Reply>> calls() const;
  bool is_closed() const;
  void expect_idling(Instant); // under the lock

  Ref<Server> server_;
  const std::string id_, subject_, owner_;
  const bool lives_by_stream_;
  Waiter waiter_;
  mutable std::mutex mutex_;
  Ref<EventLog> log_; // made once, before the session is known to anybody
  std::atomic<int8_t> log_level_{1};
  protocol::Conversation talk_;
  Ref<Exchange> stream_;
  uint64_t lost_stream_ = 0; // number of the session's own stream while no connection has it
  std::vector<Ref<Exchange>> resumed_; // connections that go on with streams of calls
  Ref<Listener> listener_;
  std::vector<Ref<Reply>> calls_;
  std::list<Undelivered> undelivered_;
  size_t undelivered_bytes_ = 0;
  uint64_t last_seen_ = 0;
  bool closed_ = false;
};

} // namespace tenon::engine
