// connection_output.hpp - how a reply goes out: head and body in one write, streams with back-pressure.
#pragma once
#include "connection.hpp"
#include "worker.hpp"

namespace host {

template <class Link> bool Connection<Link>::take_answer() {
  deadline_ = never; // the core has deadlines of its own
  tenon_answer answer{};
  wake_wanted_.store(true, std::memory_order_release); // before asking: a wake in between is one too many, never one too few
  const tenon_status status = link_.answer(answer);
  if (status == TENON_IDLE) {
    if (!upgrade_) read_on(1); // to see the client leave; what follows an upgrade is not ours to read
    return false;
  }
  wake_wanted_.store(false, std::memory_order_relaxed);
  if (status != TENON_OK) return refuse(500, "The server could not answer.");
  if (answer.status == 101) return begin_talk();
  begin_reply(answer);
  return true;
}

template <class Link> void Connection<Link>::begin_reply(const tenon_answer &answer) {
  const bool bodiless = head_.is_head || answer.status == 204 || answer.status == 304;
  const bool stream = answer.body_length < 0;
  framing_ = !stream                   ? Framing::length
             : head_.version >= 11     ? Framing::chunked
                                       : Framing::until_close;
  if (bodiless && answer.body_length <= 0) framing_ = Framing::none; // no length rather than a wrong one (RFC 9110 8.6)
  if (framing_ == Framing::until_close || !wants_to_stay()) close_after_ = true;
  status_ = answer.status;
  left_ = stream ? 0 : static_cast<uint64_t>(answer.body_length);
  append_reply_head(out_,
                    {answer.status, answer.headers, answer.header_count, framing_, left_, close_after_, head_.version < 11},
                    worker_.date());
  said_all_ = bodiless || (!stream && left_ == 0);
  reply_bytes_ = 0;
  state_ = State::answering;
}

template <class Link> bool Connection<Link>::send_answer() {
  for (;;) {
    const Filled filled = said_all_ ? Filled::finished : fill();
    if (filled == Filled::broken) return cut("core_gave_up"), false;
    said_all_ = filled == Filled::finished;
    if (!flush()) return false;
    if (said_all_) return finish_reply();
    if (filled == Filled::idle) {
      deadline_ = never;
      read_on(1); // to see the client leave
      return false;
    }
  }
}

// Moves what the core has to say into out_, until there is enough for a write.
template <class Link> typename Connection<Link>::Filled Connection<Link>::fill() {
  while (out_.size() < reply_room) {
    tenon_str view{};
    wake_wanted_.store(true, std::memory_order_release);
    const tenon_status status = link_.pull(view);
    if (status == TENON_IDLE) return Filled::idle;
    wake_wanted_.store(false, std::memory_order_relaxed);
    if (status == TENON_FINISHED && framing_ == Framing::chunked) out_ += "0\r\n\r\n";
    if (status == TENON_FINISHED) return framing_ == Framing::length ? Filled::broken : Filled::finished;
    if (status != TENON_OK) return Filled::broken;
    const size_t n = std::min(view.len, reply_room);
    if (framing_ == Framing::chunked) append_chunk(out_, view.data, n);
    else out_.append(view.data, n);
    reply_bytes_ += n;
    link_.sent(n, worker_.now());
    if (framing_ != Framing::length) continue;
    if (n > left_) return Filled::broken;
    left_ -= n;
    if (left_ == 0) return Filled::finished;
  }
  return Filled::full;
}

// True: everything is written. False: the rest follows by itself, or the client is gone.
template <class Link> bool Connection<Link>::flush() {
  if (written_ < out_.size()) {
    error_code error;
    written_ += stream_.write_some(net::buffer(out_.data() + written_, out_.size() - written_), error);
    if (error && error != net::error::would_block && error != net::error::try_again) return client_gone(), false;
  }
  if (written_ < out_.size()) return write_rest(), false;
  written_ = 0;
  if (out_.capacity() > 4 * reply_room) std::string().swap(out_);
  else out_.clear();
  return true;
}

template <class Link> void Connection<Link>::write_rest() {
  writing_ = true;
  deadline_ = worker_.now().monotonic_ms + worker_.limits().write_ms;
  stream_.async_write_some(net::buffer(out_.data() + written_, out_.size() - written_),
                           [self = Ref(this)](error_code error, size_t n) {
                             self->writing_ = false;
                             if (self->state_ == State::closed) return;
                             if (error) return self->client_gone();
                             self->worker_.look_at_clock();
                             self->written_ += n;
                             if (self->flush()) self->proceed();
                           });
}

template <class Link> bool Connection<Link>::finish_reply() {
  if (link_.is_open()) link_.close(worker_.now());
  log_request();
  head_.clear();
  upgrade_.reset();
  said_all_ = false;
  if (!close_after_) {
    state_ = State::head;
    began_ = 0;
    return true;
  }
  linger();
  return true;
}

// Nothing more is said; what the client still sends is dropped for a while, or it might not see the end of our words.
template <class Link> void Connection<Link>::linger() {
  if (link_.is_open()) link_.close(worker_.now());
  stream_.finish();
  in_.consume(in_.size());
  left_ = linger_bytes;
  deadline_ = worker_.now().monotonic_ms + (worker_.leaving() ? linger_leaving_ms : linger_ms);
  state_ = State::lingering;
  read_on(1);
}

// The host's own no. The exchange, if there is one, learns that its client is gone.
template <class Link> bool Connection<Link>::refuse(int status, std::string_view words) {
  if (link_.is_open()) link_.close(worker_.now());
  const std::string body = refusal_body(words);
  const tenon_header headers[] = {{{"Content-Type", 12}, {"application/json", 16}}, {{"Retry-After", 11}, {"1", 1}}};
  close_after_ = true;
  status_ = status;
  framing_ = Framing::length;
  append_reply_head(out_, {status, headers, status == 503 ? size_t{2} : size_t{1}, framing_, body.size(), true, false},
                    worker_.date());
  if (!head_.is_head) out_ += body;
  said_all_ = true;
  state_ = State::answering;
  worker_.log().write(Level::debug, "request_refused", {{"status", status}, {"reason", words}, {"peer", peer_}});
  return true;
}

template <class Link> void Connection<Link>::log_request() {
  if (asked_.empty()) return;
  worker_.log().write(Level::debug, "request",
                      {{"request", asked_}, {"status", status_}, {"bytes_in", body_bytes_}, {"bytes_out", reply_bytes_},
                       {"ms", worker_.now().monotonic_ms - opened_}, {"peer", peer_}});
  asked_.clear();
}

} // namespace host
