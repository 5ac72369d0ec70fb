// connection_greeting.hpp - what comes before the first request on a stream that shakes hands.
#pragma once
#include "connection.hpp"
#include "worker.hpp"

namespace host {

// Bodies that a stream without handshakes never asks for: `start` and `sweep` lead here only for those that do.
template <class Link> void Connection<Link>::greet(bool welcome) {
  state_ = State::greeting;
  began_ = worker_.now().monotonic_ms;
  deadline_ = began_ + worker_.limits().handshake_ms;
  if constexpr (Stream::shakes_hands)
    stream_.async_look_at_first_byte([self = Ref(this), welcome](error_code error, bool tls) {
      if (self->state_ == State::closed) return;
      self->worker_.look_at_clock();
      self->heard_first_byte(error, tls, welcome);
    });
}

template <class Link> void Connection<Link>::heard_first_byte(error_code error, bool tls, bool welcome) {
  if (error) return shut(); // came and went without a word, as those do who look whether we are there
  if (!tls) {
    worker_.tally().report(Handshake::plain, "the first bytes are not TLS", peer_, worker_.log(), worker_.now().monotonic_ms);
    refuse(400, "This port speaks TLS; use https.");
    return proceed();
  }
  began_ = worker_.now().monotonic_ms;
  if (!worker_.handshakes().enter(*this, began_)) return no_handshake(Handshake::turned_away, "too many handshakes at once");
  state_ = State::shaking;
  shake_hands(welcome);
}

template <class Link> void Connection<Link>::shake_hands(bool welcome) {
  if constexpr (Stream::shakes_hands)
    stream_.async_shake_hands([self = Ref(this), welcome](error_code error) {
      if (self->state_ == State::closed) return;
      self->worker_.look_at_clock();
      if (error) return self->no_handshake(Handshake::failed, self->stream_.trouble());
      self->worker_.handshakes().leave(*self);
      self->worker_.tally().count(Handshake::done);
      self->state_ = State::head;
      self->serve(welcome);
    });
}

template <class Link> void Connection<Link>::no_handshake(Handshake how, std::string_view reason) {
  worker_.tally().report(how, reason, peer_, worker_.log(), worker_.now().monotonic_ms);
  shut();
}

template <class Link> bool Connection<Link>::is_slow_to_shake(uint64_t now) const {
  return now - began_ >= quick_handshake_ms;
}

template <class Link> void Connection<Link>::give_way() {
  no_handshake(Handshake::timed_out, "others are waiting");
}

} // namespace host
