// session.cpp - a conversation's stream, its calls, and the answers that wait for a stream to come back.
#include "engine/session.hpp"
#include "engine/exchange.hpp"
#include "engine/reply.hpp"
#include "engine/server.hpp"
#include "feedback/hash.hpp"
#include <new>

namespace tenon::engine {

Session::Session(Ref<Server> server, std::string id, const access::Principal &who, bool lives_by_stream)
    : server_(std::move(server)), id_(std::move(id)), subject_(who.subject), owner_(who.owner), lives_by_stream_(lives_by_stream) {
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

std::string Session::caller_context() const { return "session:" + feedback::hash_text(feedback::hash_of(id_)); }

void Session::begin(Instant now) {
  const std::lock_guard lock(mutex_);
  last_seen_ = now.monotonic_ms;
  expect_idling(now);
}

void Session::agreed(const protocol::Conversation &talk, Instant now) {
  if (!log_ && !lives_by_stream_ && protocol::facts(talk.revision).event_ids)
    log_ = Ref<EventLog>::adopt(new EventLog(static_cast<size_t>(server_->limits().max_stored_event_bytes)));
  const std::lock_guard lock(mutex_);
  talk_ = talk;
  last_seen_ = now.monotonic_ms;
  expect_idling(now);
}

void Session::seen(Instant now) {
  const std::lock_guard lock(mutex_);
  last_seen_ = now.monotonic_ms;
}

void Session::attach(Ref<Exchange> stream, Instant now, bool resumes) {
  Ref<Exchange> older;
  std::list<Undelivered> waiting;
  bool closed = false;
  {
    const std::lock_guard lock(mutex_);
    if (resumes && !stream->stream()) return; // the client came once more meanwhile
    closed = closed_;
    last_seen_ = now.monotonic_ms;
    if (!closed) {
      older = std::exchange(stream_, stream);
      if (lost_stream_ != 0 && !resumes) log_->end_stream(lost_stream_); // nobody will come back for it
      lost_stream_ = 0;
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

void Session::detach(Exchange *gone, uint64_t number, Instant now) {
  Ref<Exchange> dropped; // released without the lock
  {
    const std::lock_guard lock(mutex_);
    for (Ref<Exchange> &resumed : resumed_)
      if (resumed.get() == gone) {
        std::swap(resumed, resumed_.back());
        dropped = std::move(resumed_.back());
        resumed_.pop_back();
        break;
      }
    if (stream_.get() != gone) return;
    dropped = std::move(stream_);
    lost_stream_ = number;
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

bool Session::replace(Reply &reply, Ref<Reply> next) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  for (Ref<Reply> &call : calls_)
    if (call.get() == &reply) {
      call = std::move(next); // not the last reference: whoever replaces holds one
      return true;
    }
  return false;
}

void Session::deliver_late(std::string_view raw_id, uint64_t number, std::string message, Instant now, Receipt receipt) {
  if (number != 0) {
    const bool said = say_on(number, message, now);
    end_lost(number);
    if (said) return; // else the stream was over a moment before: another of its calls was the last one
  }
  for (Ref<Exchange> stream;;) {
    const char *const dropped = place(raw_id, message, stream);
    if (dropped) server_->log({LogLevel::warn, "late_answer_dropped", dropped, "", subject_, ""});
    bool gave_way = false;
    if (!stream) return;
    if (stream->say(message, false, now, gave_way)) return stream->take(std::move(receipt));
  }
}

void Session::end_lost(uint64_t number) {
  for (const Ref<Reply> &call : calls())
    if (call->waits_on(number)) return;
  log_->end_stream(number);
}

void Session::say_late(uint64_t number, std::string_view message, Instant now) {
  if (number != 0) say_on(number, message, now);
  else say(message, false, now);
}

// On the connection that has the stream, else for the one that will come back for it.
bool Session::say_on(uint64_t number, std::string_view message, Instant now) {
  Ref<Exchange> resumed;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || !log_) return false;
    resumed = exchange_of(number);
    if (!resumed) return log_->note(number, message) != 0;
  }
  bool gave_way = false;
  return resumed->say(message, false, now, gave_way) || log_->note(number, message) != 0;
}

Ref<Exchange> Session::exchange_of(uint64_t number) const {
  for (const Ref<Exchange> &resumed : resumed_)
    if (resumed->stream() == number) return resumed;
  return {};
}

std::vector<Ref<Reply>> Session::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

bool Session::resume(EventLog::Place place, Ref<Exchange> exchange, Instant now) {
  std::vector<std::string> messages;
  std::vector<uint64_t> numbers;
  const EventLog::Replay found = log_ ? log_->replay(place, messages, numbers) : EventLog::Replay::unknown;
  if (found == EventLog::Replay::unknown) return false;
  if (found == EventLog::Replay::holes)
    server_->log({LogLevel::warn, "events_lost", "over_bound", "a client came back for events that had to give way", subject_, ""});
  messages.clear();
  if (is_closed()) return false;
  exchange->take_up(log_, place.stream, now);
  Ref<Exchange> before, own;
  bool is_own = false;
  { // of several that come at once, the last one here has the stream
    const std::lock_guard lock(mutex_);
    last_seen_ = now.monotonic_ms;
    own = stream_;
    is_own = own ? own->stream() == place.stream : lost_stream_ == place.stream;
    for (Ref<Exchange> &resumed : resumed_)
      if (resumed->stream() == place.stream) before = std::exchange(resumed, exchange);
    if (!before) resumed_.push_back(exchange); // from here on what is said to the stream goes there
  }
  // The old connection may not have been noticed to be dead.
  if (before) before->lose_calls();
  if (own && is_own) own->lose_calls();
  const std::vector<Ref<Reply>> owed = calls();
  for (const Ref<Reply> &call : owed)
    if (const Ref<Exchange> held = call->exchange(); held && held->stream() == place.stream) held->lose_calls();
  for (const Ref<Reply> &call : owed) exchange->rejoin(call);
  const bool caught_up = exchange->catch_up(place, is_own, now); // false: the client came once more meanwhile
  if (is_own && caught_up) attach(exchange, now, true);
  return true;
}

bool Session::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void Session::say_change(uint32_t kind, std::string_view message, Instant now) {
  Ref<Exchange> stream;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || talk_.state != protocol::ConversationState::open) return;
    stream = stream_;
    if (!stream && lost_stream_ != 0) log_->note(lost_stream_, message);
  }
  if (stream) stream->say_change("", kind, message, now);
}

Ref<Listener> Session::listener() {
  const std::lock_guard lock(mutex_);
  if (listener_ || closed_) return listener_;
  auto made = Ref<Listener>::adopt(new Listener);
  made->session = this;
  made->tools = made->prompts = made->resources = true;
  made->owner = owner_;
  if (server_->listeners().add(made, UINT64_MAX)) listener_ = std::move(made);
  return listener_;
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
  Ref<Listener> listener;
  std::vector<Ref<Exchange>> resumed;
  std::vector<Ref<Reply>> calls;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    talk_.take(protocol::ConversationInput::close);
    stream = std::move(stream_);
    listener = std::move(listener_);
    resumed.swap(resumed_);
    calls.swap(calls_);
    undelivered_.clear();
    undelivered_bytes_ = 0;
  }
  server_->deadlines().cancel(waiter_);
  if (listener) server_->listeners().remove(*listener);
  if (stream) stream->end_stream(now);
  for (const Ref<Reply> &call : calls) call->cancel(now);
  for (const Ref<Exchange> &gone : resumed) gone->end_stream(now);
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
