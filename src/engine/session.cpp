// session.cpp - a conversation's stream, its calls, and the answers that wait for a stream to come back.
#include "engine/session.hpp"
#include "engine/exchange.hpp"
#include "engine/reply.hpp"
#include "engine/server.hpp"
#include <new>

namespace tenon::engine {

Session::Session(Ref<Server> server, std::string id, std::string subject, bool lives_by_stream)
    : server_(std::move(server)), id_(std::move(id)), subject_(std::move(subject)), lives_by_stream_(lives_by_stream) {
  waiter_.session = this;
}

protocol::Conversation Session::talk() const {
  const std::lock_guard lock(mutex_);
  return talk_;
}

protocol::ConversationEffect Session::take(const jsonrpc::Message &message, Instant now) {
  const std::lock_guard lock(mutex_);
  last_seen_ = now.monotonic_ms;
  return talk_.take(protocol::input_of(message));
}

void Session::begin(Instant now) {
  const std::lock_guard lock(mutex_);
  last_seen_ = now.monotonic_ms;
  expect_idling(now);
}

void Session::agreed(const protocol::Conversation &talk, Instant now) {
  const std::lock_guard lock(mutex_);
  talk_ = talk;
  last_seen_ = now.monotonic_ms;
  expect_idling(now);
}

void Session::seen(Instant now) {
  const std::lock_guard lock(mutex_);
  last_seen_ = now.monotonic_ms;
}

void Session::attach(Ref<Exchange> stream, Instant now) {
  Ref<Exchange> older;
  std::list<Undelivered> waiting;
  bool closed = false;
  {
    const std::lock_guard lock(mutex_);
    closed = closed_;
    last_seen_ = now.monotonic_ms;
    if (!closed) {
      older = std::exchange(stream_, stream);
      waiting.swap(undelivered_);
      undelivered_bytes_ = 0;
      expect_idling(now);
    }
  }
  if (closed) return stream->end_stream(now);
  if (older) older->end_stream(now);
  say_waiting(waiting, *stream, now);
}

// What the stream does not take any more, for whatever reason, goes on waiting.
void Session::say_waiting(std::list<Undelivered> &waiting, Exchange &stream, Instant now) {
  bool gave_way = false;
  try {
    while (!waiting.empty() && stream.say(waiting.front().message, false, now, gave_way)) waiting.pop_front();
  } catch (const std::bad_alloc &) { // that stream is broken: for the next one
  }
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  for (const Undelivered &u : waiting) undelivered_bytes_ += u.message.size();
  undelivered_.splice(undelivered_.begin(), waiting);
}

void Session::detach(Exchange *gone, Instant now) {
  Ref<Exchange> dropped; // released without the lock
  {
    const std::lock_guard lock(mutex_);
    if (stream_.get() != gone) return;
    dropped = std::move(stream_);
    last_seen_ = now.monotonic_ms;
    expect_idling(now);
  }
  if (lives_by_stream_) server_->end_session(*this, now);
}

Registered Session::enlist(Reply &reply, uint64_t most) {
  const std::lock_guard lock(mutex_);
  if (closed_) return Registered::closed;
  if (calls_.size() >= most) return Registered::too_many;
  if (lives_by_stream_) // all answers on one stream: two equal ids could not be told apart
    for (const Ref<Reply> &other : calls_)
      if (other->raw_id() == reply.raw_id()) return Registered::same_id;
  calls_.push_back(Ref<Reply>::share(&reply));
  return Registered::yes;
}

void Session::strike(Reply &reply, Instant now) {
  const std::lock_guard lock(mutex_);
  last_seen_ = now.monotonic_ms;
  for (auto it = calls_.begin(); it != calls_.end(); ++it)
    if (it->get() == &reply) {
      calls_.erase(it); // not the last reference: whoever strikes holds one
      return;
    }
}

void Session::cancel(std::string_view raw_id, Instant now) {
  Ref<Reply> found;
  {
    const std::lock_guard lock(mutex_);
    for (const Ref<Reply> &call : calls_) {
      if (call->raw_id() != raw_id) continue;
      if (found) return; // two calls of that id: which one is meant cannot be known
      found = call;
    }
  }
  if (found) found->cancel(now);
}

bool Session::say(std::string_view message, bool droppable, Instant now) {
  bool gave_way = false;
  const Ref<Exchange> stream = this->stream();
  return stream && stream->say(message, droppable, now, gave_way) && !gave_way;
}

void Session::deliver_late(std::string_view raw_id, std::string message, Instant now) {
  for (Ref<Exchange> stream;;) {
    const char *const dropped = place(raw_id, message, stream);
    if (dropped) server_->log({LogLevel::warn, "late_answer_dropped", dropped, "", subject_, ""});
    bool gave_way = false;
    if (!stream || stream->say(message, false, now, gave_way)) return;
  }
}

// In: the stream that did not take the message, if one was tried. Out: the one to try, or nothing: the message waits, or is
// dropped for the reason returned.
const char *Session::place(std::string_view raw_id, std::string &message, Ref<Exchange> &stream) {
  const Ref<Exchange> tried = std::move(stream); // goes without the lock
  const std::lock_guard lock(mutex_);
  if (closed_) return nullptr;
  for (const Ref<Reply> &call : calls_)
    if (call->raw_id() == raw_id && !lives_by_stream_) return "id_reused";
  if (stream_ && stream_.get() != tried.get()) {
    stream = stream_;
    return nullptr;
  }
  if (undelivered_bytes_ + message.size() > server_->limits().max_undelivered_bytes) return "over_bound";
  const size_t bytes = message.size();
  undelivered_.push_back({std::string(raw_id), std::move(message)});
  undelivered_bytes_ += bytes;
  return nullptr;
}

void Session::farewell(Instant now) noexcept {
  if (!lives_by_stream_) return; // otherwise each call has an exchange of its own
  std::vector<Ref<Reply>> calls;
  {
    const std::lock_guard lock(mutex_);
    calls.swap(calls_);
  }
  for (const Ref<Reply> &call : calls) {
    try {
      std::string message;
      call->append_answer(message, {Words::Kind::fault, "Server is shutting down", jsonrpc::server_error});
      say(message, false, now);
    } catch (...) { // out of memory: the stream's end has to say it
    }
    call->cancel(now);
  }
}

void Session::close(Instant now) {
  Ref<Exchange> stream;
  std::vector<Ref<Reply>> calls;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    talk_.take(protocol::ConversationInput::close);
    stream = std::move(stream_);
    calls.swap(calls_);
    undelivered_.clear();
    undelivered_bytes_ = 0;
  }
  server_->deadlines().cancel(waiter_);
  if (stream) stream->end_stream(now);
  for (const Ref<Reply> &call : calls) call->cancel(now);
}

void Session::due(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    const uint64_t idle = server_->limits().conversation_idle_ms;
    if (stream_ || !calls_.empty() || idle == off || elapsed(now, last_seen_) < idle) return expect_idling(now);
  }
  server_->log({LogLevel::info, "conversation_ended", "idle", "", subject_, ""});
  server_->end_session(*this, now);
}

Ref<Exchange> Session::stream() const {
  const std::lock_guard lock(mutex_);
  return stream_;
}

// Called under the lock. An open stream or call keeps the conversation; it is looked at again when the time is over.
void Session::expect_idling(Instant now) {
  if (closed_) return;
  const uint64_t idle = server_->limits().conversation_idle_ms;
  const uint64_t from = stream_ || !calls_.empty() ? now.monotonic_ms : last_seen_;
  server_->set_deadline(waiter_, idle >= never - from ? never : from + idle);
}

void Session::unreferenced() { delete this; }

} // namespace tenon::engine
