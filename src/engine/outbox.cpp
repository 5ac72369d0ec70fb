// outbox.cpp - swapping front and back when the front is spent.
#include "engine/outbox.hpp"

namespace tenon::engine {
namespace {
constexpr size_t worth_keeping = 16 << 10; // capacity that an idle outbox may hold on to
}

void Outbox::close_message() {
  if (apart_) ends_.push_back(back_.size());
}

bool Outbox::offer(std::string_view message, size_t bound) {
  if (parked_.empty() && waiting() + message.size() <= bound) {
    back_ += message;
    close_message();
    return false;
  }
  const bool gave_way = !parked_.empty();
  parked_ = message;
  return gave_way;
}

std::string_view Outbox::peek() {
  if (taken_ == front_.size()) {
    front_.clear();
    taken_ = 0;
    flush_parked();
    front_.swap(back_);
    front_ends_.swap(ends_);
    ends_.clear();
    next_end_ = 0;
  }
  const size_t end = apart_ && next_end_ < front_ends_.size() ? front_ends_[next_end_] : front_.size();
  return std::string_view(front_).substr(taken_, end - taken_);
}

bool Outbox::consume(size_t n) {
  const size_t end = apart_ && next_end_ < front_ends_.size() ? front_ends_[next_end_] : front_.size();
  if (n > end - taken_ || (apart_ && n != end - taken_)) return false;
  taken_ += n;
  if (apart_ && next_end_ < front_ends_.size()) ++next_end_;
  if (taken_ == front_.size()) {
    front_.clear();
    taken_ = 0;
    if (front_.capacity() > worth_keeping) front_.shrink_to_fit();
  }
  return true;
}

void Outbox::clear() {
  front_.clear();
  back_.clear();
  parked_.clear();
  ends_.clear();
  front_ends_.clear();
  taken_ = next_end_ = 0;
  apart_ = false;
  if (front_.capacity() > worth_keeping) front_.shrink_to_fit();
  if (back_.capacity() > worth_keeping) back_.shrink_to_fit();
  if (parked_.capacity() > worth_keeping) parked_.shrink_to_fit();
}

void Outbox::flush_parked() {
  if (parked_.empty()) return;
  back_ += parked_;
  parked_.clear();
  close_message();
}

} // namespace tenon::engine
