// connection_intake.hpp - how a request comes in: head, exchange, body.
#pragma once
#include "connection.hpp"
#include "forwarded.hpp"
#include "worker.hpp"

namespace host {

template <class Link> bool Connection<Link>::take_head() {
  if (scan_.at_first_line() && in_.view().substr(0, 2) == "\r\n") { // RFC 9112 section 2.2
    in_.consume(2);
    scan_ = HeadScan{};
  }
  if (in_.empty()) {
    if (close_after_) return shut(), false;
    deadline_ = worker_.now().monotonic_ms + worker_.limits().idle_ms;
    began_ = 0;
    read_on(1);
    return false;
  }
  if (began_ == 0) {
    began_ = worker_.now().monotonic_ms;
    deadline_ = began_ + worker_.limits().header_ms;
  }
  switch (scan_.look(in_.view(), worker_.limits().header_bytes)) {
  case HeadScan::Verdict::more: read_on(1); return false;
  case HeadScan::Verdict::complete: return open_exchange();
  case HeadScan::Verdict::too_long: return refuse(431, "The request head is too large.");
  case HeadScan::Verdict::bare_line_feed: return refuse(400, "A line of the head ends without CR.");
  default: return refuse(400, "A header line is folded.");
  }
}

template <class Link> bool Connection<Link>::open_exchange() {
  error_code error;
  parser_.emplace(head_);
  const size_t length = scan_.length();
  scan_ = HeadScan{};
  parser_->put(net::const_buffer(in_.view().data(), length), error);
  if (error || !parser_->is_header_done()) return refuse(400, "The request is not HTTP/1.1.");
  if (const int status = parser_->objection(); status != 0)
    return refuse(status, status == 501   ? "Only the transfer coding chunked is known."
                          : status == 417 ? "Only the expectation 100-continue is known."
                                          : "The request head is ambiguous.");
  if (worker_.logs_requests()) asked_.assign(head_.method).append(" ").append(head_.target.substr(0, head_.target.find('?')));

  intrusive_ptr_add_ref(this); // given back in drop, on every path
  wake_wanted_.store(false, std::memory_order_relaxed);
  const tenon_status opened = link_.open(worker_.core(), head_, client_of(head_, peer_, worker_.trusted_proxies()), {this, &wake, &drop}, worker_.now());
  if (head_.upgrades) upgrade_ = upgrade_request(head_);
  in_.consume(length);
  if (opened != TENON_OK) return refuse(503, "The server cannot take this request now.");
  state_ = State::body;
  unwanted_ = false;
  body_bytes_ = 0;
  opened_ = began_ = worker_.now().monotonic_ms;
  if (parser_->is_done()) return true;

  deadline_ = began_ + worker_.limits().body_ms;
  const bool too_large = head_.length > worker_.limits().body_bytes;
  const bool expected = head_.expects_continue && in_.empty();
  if (!too_large && !expected) return true;
  tenon_answer answer{};
  if (link_.answer(answer) == TENON_OK) { // refused by its head: the body need not come
    unwanted_ = close_after_ = true;
    state_ = State::waiting;
    return true;
  }
  if (too_large) return refuse(413, "The request body is over the limit.");
  out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  return flush();
}

template <class Link> bool Connection<Link>::take_body() {
  while (!parser_->is_done()) {
    error_code error;
    const size_t n = in_.empty() ? 0 : parser_->put(net::const_buffer(in_.view().data(), in_.size()), error);
    const std::string_view piece = parser_->take_piece();
    if (!piece.empty() && !feed_piece(piece)) return true;
    in_.consume(n);
    if (error && error != http::error::need_more) return refuse(400, "The chunked body is malformed.");
    if (n > 0) continue;
    if (in_.size() >= worker_.limits().header_bytes) return refuse(400, "A chunk's head is too large.");
    deadline_ = began_ + worker_.limits().body_ms + body_bytes_ / body_credit * 1000;
    read_on(static_cast<size_t>(std::clamp<uint64_t>(rest_of_body(), 1, InputBuffer::largest)));
    return false;
  }
  if (!unwanted_) link_.end(worker_.now());
  state_ = State::waiting;
  return true;
}

// False: the body has ended here, and another state has been entered.
template <class Link> bool Connection<Link>::feed_piece(std::string_view piece) {
  body_bytes_ += piece.size();
  if (!unwanted_) {
    const tenon_status fed = link_.feed(piece, worker_.now());
    if (fed < 0) {
      refuse(503, "The server cannot take this request now.");
      return false;
    }
    unwanted_ = fed == TENON_FINISHED;
  }
  if (!unwanted_ || parser_->is_done()) return true;
  if (head_.lengths > 0 && rest_of_body() <= worth_reading) return true;
  close_after_ = true;
  state_ = State::waiting;
  return false;
}

} // namespace host
