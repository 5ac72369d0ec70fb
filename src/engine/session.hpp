// session.hpp - one conversation of the revisions before 2026-07-28 over HTTP: its stream, its calls, what waits for delivery.
#pragma once
#include "engine/deadlines.hpp"
#include "ground/instant.hpp"
#include "ground/ref.hpp"
#include "jsonrpc/message.hpp"
#include "engine/reply.hpp"
#include "protocol/conversation.hpp"
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
  Session(Ref<Server>, std::string id, std::string subject, bool lives_by_stream);

  const std::string &id() const { return id_; }
  bool belongs_to(std::string_view subject) const { return subject == subject_; }
  bool lives_by_stream() const { return lives_by_stream_; }

  void begin(Instant); // it idles from now on, unless something happens

  // What was agreed; copies, since another request may change it.
  protocol::Conversation talk() const;
  protocol::ConversationEffect take(const jsonrpc::Message &, Instant);
  void agreed(const protocol::Conversation &, Instant);
  void seen(Instant); // a request: idling starts anew

  // The stream on which the server may speak. A newer one replaces an older one, which ends.
  void attach(Ref<Exchange> stream, Instant);
  void detach(Exchange *stream, Instant); // the stream is gone

  Registered enlist(Reply &, uint64_t most);
  void strike(Reply &, Instant); // it is over: idling starts anew
  void cancel(std::string_view raw_id, Instant); // notifications/cancelled; ambiguous ids are left alone

  // Says `message` on the stream, if there is one.
  bool say(std::string_view message, bool droppable, Instant);
  // An answer: it waits, bounded, when there is no stream.
  void say_or_keep(std::string_view raw_id, std::string_view message, Instant now) { deliver_late(raw_id, std::string(message), now); }
  // The answer of a call whose own stream was lost. Dropped when its id has been used again meanwhile.
  void deliver_late(std::string_view raw_id, std::string message, Instant);

  void farewell(Instant) noexcept; // the server ends: calls that are answered on the stream get an error there
  void close(Instant); // ends stream and calls
  void due(Instant);   // the deadline came
  void unreferenced();

private:
  struct Undelivered {
    std::string raw_id, message;
  };
  Ref<Exchange> stream() const;
  void say_waiting(std::list<Undelivered> &, Exchange &, Instant);
  const char *place(std::string_view raw_id, std::string &message, Ref<Exchange> &stream);
  void expect_idling(Instant); // under the lock

  Ref<Server> server_;
  const std::string id_, subject_;
  const bool lives_by_stream_;
  Waiter waiter_;
  mutable std::mutex mutex_;
  protocol::Conversation talk_;
  Ref<Exchange> stream_;
  std::vector<Ref<Reply>> calls_;
  std::list<Undelivered> undelivered_;
  size_t undelivered_bytes_ = 0;
  uint64_t last_seen_ = 0;
  bool closed_ = false;
};

} // namespace tenon::engine
