// connection_flow.hpp - a connection's course: what follows what, how long it may take, how it ends.
#pragma once
#include "connection.hpp"
#include "worker.hpp"

namespace host {

template <class Link> void Connection<Link>::start(bool welcome) {
  if constexpr (Stream::shakes_hands) greet(welcome);
  else serve(welcome);
}

template <class Link> void Connection<Link>::serve(bool welcome) {
  if (!welcome) refuse(503, "Too many connections.");
  proceed();
}

template <class Link> void Connection<Link>::proceed() {
  Ref self(this); // a step may shut us
  for (bool more = true; more && !writing_;) {
    switch (state_) {
    case State::head: more = take_head(); break;
    case State::body: more = take_body(); break;
    case State::waiting: more = take_answer(); break;
    case State::answering: more = send_answer(); break;
    case State::lingering:
      read_on(1);
      more = false;
      break;
    default: more = false; break;
    }
  }
}

template <class Link> void Connection<Link>::read_on(size_t expected) {
  if (reading_ || state_ == State::closed) return;
  const auto room = in_.room(expected);
  if (room.size == 0) return; // a client that says much while it waits is heard when it has its answer
  reading_ = true;
  stream_.async_read_some(net::buffer(room.data, room.size), [self = Ref(this)](error_code error, size_t n) {
    self->reading_ = false;
    self->received(error, n);
  });
}

template <class Link> void Connection<Link>::received(error_code error, size_t n) {
  if (state_ == State::closed) return;
  if (error) return client_gone();
  worker_.look_at_clock();
  if (state_ == State::lingering) {
    if (n > left_) return shut();
    left_ -= n;
  } else {
    in_.commit(n);
  }
  proceed();
}

template <class Link> void Connection<Link>::client_gone() {
  const bool midway = state_ == State::body || state_ == State::waiting || state_ == State::answering || state_ == State::talking;
  if (!midway) return shut();
  const std::string asked = asked_;
  shut();
  worker_.log_gone(peer_, asked);
}

template <class Link> void Connection<Link>::sweep() {
  if (worker_.now().monotonic_ms < deadline_) return;
  if (writing_) return cut("reader_stalled");
  switch (state_) {
  case State::greeting:
  case State::shaking: return no_handshake(Handshake::timed_out, "the client took too long");
  case State::head:
    if (in_.empty()) return shut();
    refuse(408, "The request head took too long.");
    return proceed();
  case State::body:
    refuse(408, "The request body took too long.");
    return proceed();
  default: return shut();
  }
}

template <class Link> void Connection<Link>::wind_down() {
  close_after_ = true;
  if (state_ == State::lingering) deadline_ = std::min(deadline_, worker_.now().monotonic_ms + linger_leaving_ms);
  if (is_greeting() || (state_ == State::head && in_.empty())) shut();
}

template <class Link> void Connection<Link>::take_no_more() {
  close_after_ = true;
  if (is_greeting() || state_ == State::head || state_ == State::body) shut();
}

template <class Link> void Connection<Link>::cut(std::string_view reason) {
  if (state_ == State::closed) return;
  worker_.log().write(Level::debug, "connection_cut", {{"reason", reason}, {"peer", peer_}});
  shut();
}

template <class Link> void Connection<Link>::shut() {
  if (state_ == State::closed) return;
  Ref self(this);
  if constexpr (Stream::shakes_hands) {
    if (state_ == State::shaking) worker_.handshakes().leave(*this);
    if (state_ == State::head && in_.empty()) stream_.finish();
  }
  state_ = State::closed;
  if (link_.is_open()) link_.close(worker_.now());
  stream_.close();
  worker_.forget(*this);
}

// Any thread. Posts once for any number of wakes, and not at all while the loop is going to look by itself.
template <class Link> void Connection<Link>::wake(void *user) {
  auto *self = static_cast<Connection *>(user);
  if (!self->wake_wanted_.exchange(false, std::memory_order_acq_rel)) return;
  net::post(self->worker_.context(), [ref = Ref(self)] { ref->woken(); });
}

// May come late, for a request that is over: then it finds nothing new, which is fine.
template <class Link> void Connection<Link>::woken() {
  if (state_ != State::waiting && state_ != State::answering && state_ != State::talking) return;
  worker_.look_at_clock();
  if (state_ == State::talking) return speak();
  proceed();
}

} // namespace host
