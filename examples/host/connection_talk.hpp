// connection_talk.hpp - a request that the core has answered with 101: from then on a channel of messages, until one side closes it.
#pragma once
#include "connection.hpp"
#include "worker.hpp"

namespace host {

template <class Link> bool Connection<Link>::begin_talk() {
  if (!upgrade_ || !in_.empty()) return refuse(400, "This is no WebSocket handshake."); // nothing may come before our answer
  talk_ = std::make_unique<Talk<Stream>>(stream_, worker_.context().get_executor(), std::move(*upgrade_));
  upgrade_.reset();
  state_ = State::talking;
  status_ = 101;
  reply_bytes_ = 0;
  close_after_ = true;
  talk_->socket.async_accept(talk_->request, [self = Ref(this)](error_code error) {
    if (self->state_ != State::talking) return;
    self->worker_.look_at_clock();
    if (error && error.category() == talk_category()) return self->linger();
    if (error) return self->client_gone();
    self->talk_->open = true;
    self->hear();
    self->speak();
  });
  return false;
}

template <class Link> void Connection<Link>::hear() {
  if (talk_->hears || talk_->waiting || talk_->closing) return;
  talk_->hears = true;
  talk_->socket.async_read(talk_->heard, [self = Ref(this)](error_code error, size_t) {
    if (self->state_ != State::talking) return;
    self->worker_.look_at_clock();
    self->talk_->hears = false;
    if (error && error.category() == talk_category()) return self->log_request(), self->linger(); // Beast has told the client why
    if (error && !self->talk_->closing) return self->client_gone();
    if (!error) self->take_message();
  });
}

template <class Link> void Connection<Link>::take_message() {
  Talk<Stream> &talk = *talk_;
  if (!talk.socket.got_text()) return say_goodbye(websocket::close_code::unknown_data);
  const auto text = talk.heard.cdata();
  const tenon_status fed = link_.feed({static_cast<const char *>(text.data()), text.size()}, worker_.now());
  talk.waiting = fed == TENON_BUSY; // it is fed again when the client has taken what waits for it
  if (!talk.waiting) {
    body_bytes_ += talk.heard.size();
    talk.heard.consume(talk.heard.size());
  }
  if (fed < 0 && !talk.waiting) return cut("core_gave_up");
  hear();
  speak();
}

// One message at a time: the next one is pulled when this one is written.
template <class Link> void Connection<Link>::speak() {
  Talk<Stream> &talk = *talk_;
  if (!talk.open || talk.says || talk.closing) return;
  tenon_str view{};
  wake_wanted_.store(true, std::memory_order_release); // before asking, as everywhere
  const tenon_status status = link_.pull(view);
  if (status == TENON_IDLE) return;
  wake_wanted_.store(false, std::memory_order_relaxed);
  tenon_answer answer{};
  if (status == TENON_FINISHED && link_.answer(answer) == TENON_OK) return say_goodbye(static_cast<uint16_t>(answer.close_code));
  if (status != TENON_OK) return cut("core_gave_up");
  talk.saying.assign(view.data, view.len);
  talk.says = true;
  talk.socket.async_write(net::buffer(talk.saying), [self = Ref(this)](error_code error, size_t n) {
    if (self->state_ != State::talking) return;
    self->worker_.look_at_clock();
    self->talk_->says = false;
    if (error) return self->client_gone();
    self->reply_bytes_ += n;
    self->link_.sent(self->talk_->saying.size(), self->worker_.now());
    if (self->talk_->waiting) self->take_message();
    else self->speak();
  });
}

template <class Link> void Connection<Link>::say_goodbye(uint16_t code) {
  talk_->closing = true;
  talk_->socket.async_close(websocket::close_reason(code), [self = Ref(this)](error_code) {
    if (self->state_ != State::talking) return;
    self->worker_.look_at_clock();
    self->log_request();
    self->linger();
  });
}

} // namespace host
