// event_log.cpp - events in the order in which they came, whatever their stream; the oldest go first.
#include "engine/event_log.hpp"
#include <charconv>

namespace tenon::engine {
namespace {

// Digits without a leading zero that fit 64 bits; nothing else.
bool read_number(std::string_view text, uint64_t &out) {
  if (text.empty() || text.front() < '0' || text.front() > '9' || (text.front() == '0' && text.size() > 1)) return false;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

void append_number(std::string &out, uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

} // namespace

uint64_t EventLog::begin_stream() {
  const std::lock_guard lock(mutex_);
  streams_.emplace(begun_ + 1, Stream{});
  return ++begun_;
}

uint64_t EventLog::note(uint64_t stream, std::string_view message) {
  const bool fits = bound_ >= event_cost && message.size() <= bound_ - event_cost;
  std::list<Event> fresh, gone; // made before the lock is taken and freed after it is let go
  if (fits) fresh.push_back({stream, 0, std::string(message)});
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end() || found->second.ended) return 0;
  const uint64_t number = ++found->second.given;
  if (!fits) return number;
  fresh.front().number = number;
  ++found->second.kept;
  bytes_ += cost(fresh.front());
  events_.splice(events_.end(), fresh);
  while (bytes_ > bound_) let_oldest_go(gone);
  return number;
}

void EventLog::end_stream(uint64_t stream) {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return;
  found->second.ended = true;
  if (found->second.kept == 0) streams_.erase(found);
}

void EventLog::forget(uint64_t stream) {
  std::list<Event> gone;
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return;
  for (auto it = events_.begin(); found->second.kept > 0;) {
    const auto event = it++;
    if (event->stream != stream) continue;
    bytes_ -= cost(*event);
    --found->second.kept;
    gone.splice(gone.end(), events_, event);
  }
  streams_.erase(found);
}

EventLog::Replay EventLog::replay(Place place, std::vector<std::string> &messages, std::vector<uint64_t> &numbers) const {
  messages.clear();
  numbers.clear();
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(place.stream);
  if (found == streams_.end() || place.event > found->second.given) return Replay::unknown;
  for (const Event &event : events_) {
    if (event.stream != place.stream || event.number <= place.event) continue;
    messages.push_back(event.message);
    numbers.push_back(event.number);
  }
  return numbers.size() == found->second.given - place.event ? Replay::whole : Replay::holes;
}

size_t EventLog::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void EventLog::append_id(std::string &out, uint64_t stream, uint64_t event) {
  append_number(out, stream);
  out += '-';
  append_number(out, event);
}

std::optional<EventLog::Place> EventLog::read_id(std::string_view id) {
  Place place{};
  const size_t dash = id.find('-');
  if (dash == id.npos || !read_number(id.substr(0, dash), place.stream) || !read_number(id.substr(dash + 1), place.event))
    return std::nullopt;
  if (place.stream == 0) return std::nullopt;
  return place;
}

void EventLog::let_oldest_go(std::list<Event> &gone) noexcept {
  const Event &oldest = events_.front();
  const auto stream = streams_.find(oldest.stream);
  bytes_ -= cost(oldest);
  if (--stream->second.kept == 0 && stream->second.ended) streams_.erase(stream);
  gone.splice(gone.end(), events_, events_.begin());
}

} // namespace tenon::engine
