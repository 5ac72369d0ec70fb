// channel.cpp - drives one exchange and notes the first promise of the contract that is not kept.
#include "channel.hpp"

#include <algorithm>

#include "tool_kit.hpp"

namespace talk {

bool same_name(std::string_view a, std::string_view b) {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string Channel::header(std::string_view name) const {
  std::string all;
  for (const auto &[known, value] : headers_)
    if (same_name(known, name)) all += (all.empty() ? "" : ", ") + value;
  return all;
}

tenon_status Channel::open(tenon_server *server, int64_t carrier, std::string_view method, std::string_view target,
                           const Headers &headers, std::string_view subject, std::string_view scopes, tenon_now now) {
  std::vector<tenon_header> lines;
  for (const auto &[name, value] : headers) lines.push_back({view(name), view(value)});
  tenon_head head{};
  head.size = sizeof head;
  head.carrier = carrier_ = carrier;
  head.method = view(method);
  head.target = view(target);
  head.headers = lines.data();
  head.header_count = lines.size();
  head.peer = view("192.0.2.7");
  head.subject = view(subject);
  head.scopes = view(scopes);
  head.user = this;
  head.wake = woken;
  head.drop = dropped;
  return tenon_exchange_open(server, &head, now, &handle_);
}

void Channel::feed(std::string_view bytes, tenon_now now) {
  size_t step = carrier_ == TENON_MESSAGES ? bytes.size() : chunk_;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, step);
    tenon_status status = tenon_exchange_feed(handle_, piece.data(), piece.size(), now);
    if (status == TENON_BUSY) { // the intake is full: read first, then say it again
      size_t before = said_.size() + messages_.size();
      pump(now, false);
      if (said_.size() + messages_.size() == before) return wrong("feed says BUSY and there is nothing to pull");
      continue;
    }
    if (status == TENON_FINISHED) return; // the answer stands; the rest is not wanted
    if (status != TENON_OK) return wrong(std::string("feed says ") + tenon_status_name(status));
    bytes.remove_prefix(piece.size());
    if (chunk_ % 2 == 0) pump(now, false); // some hosts read while they write
  }
}

void Channel::end(tenon_now now) {
  tenon_status status = tenon_exchange_end(handle_, now);
  if (status != TENON_OK) wrong(std::string("end says ") + tenon_status_name(status));
}

void Channel::saw_output(bool must_wake) {
  if (must_wake && waiting_ && wakes_ == wakes_when_idle_) wrong("there is news, and nobody was woken");
  waiting_ = false;
}

bool Channel::read_answer(bool must_wake) {
  tenon_answer answer{};
  answer.size = sizeof answer;
  tenon_status status = tenon_exchange_answer(handle_, &answer);
  if (status == TENON_IDLE) {
    waiting_ = true;
    wakes_when_idle_ = wakes_;
    return false;
  }
  if (status != TENON_OK) {
    wrong(std::string("answer says ") + tenon_status_name(status));
    return false;
  }
  if (!answered_) saw_output(must_wake);
  if (answered_ && status_ != answer.status) wrong("the answer's status changed");
  answered_ = true;
  status_ = answer.status;
  length_ = answer.body_length;
  close_code_ = answer.close_code;
  headers_.clear();
  for (size_t i = 0; i < answer.header_count; ++i)
    headers_.emplace_back(view(answer.headers[i].name), view(answer.headers[i].value));
  return true;
}

void Channel::pump(tenon_now now, bool must_wake) {
  if (!handle_ || finished_) return;
  if (is_http() && !answered_ && !read_answer(must_wake)) return;
  for (;;) {
    tenon_str bytes{nullptr, 0};
    tenon_status status = tenon_exchange_pull(handle_, &bytes);
    if (status == TENON_OK) {
      if (bytes.len == 0) return wrong("pull says OK and gives no bytes");
      saw_output(must_wake);
      consume(bytes, now);
      continue;
    }
    if (status == TENON_IDLE) {
      waiting_ = true;
      wakes_when_idle_ = wakes_;
      return;
    }
    if (status != TENON_FINISHED) return wrong(std::string("pull says ") + tenon_status_name(status));
    saw_output(must_wake);
    finished_ = true;
    if (is_http() && length_ >= 0 && length_ != pulled_)
      wrong("body_length is " + std::to_string(length_) + ", and the body has " + std::to_string(pulled_) + " bytes");
    if (!is_http()) read_answer(false);
    return;
  }
}

// Writes as a socket does: a piece, then another, of what was pulled; the view has to stay the same meanwhile.
void Channel::consume(tenon_str bytes, tenon_now now) {
  if (carrier_ == TENON_MESSAGES) {
    messages_.emplace_back(bytes.data, bytes.len);
    if (tenon_exchange_sent(handle_, bytes.len, now) != TENON_OK) wrong("sent refuses a whole message");
    pulled_ += static_cast<int64_t>(bytes.len);
    return;
  }
  size_t written = std::min(bytes.len, chunk_ * 3);
  tenon_str again{nullptr, 0};
  if (tenon_exchange_pull(handle_, &again) != TENON_OK || again.data != bytes.data || again.len < bytes.len)
    wrong("a pulled view changed before it was sent");
  said_.append(bytes.data, written);
  pulled_ += static_cast<int64_t>(written);
  if (tenon_exchange_sent(handle_, written, now) != TENON_OK) wrong("sent refuses what was pulled");
}

void Channel::close(tenon_now now) {
  if (!handle_) return;
  tenon_exchange_close(handle_, now);
  handle_ = nullptr;
  if (drops_ != 1) wrong("after close the exchange's user was dropped " + std::to_string(drops_) + " times");
}

} // namespace talk
