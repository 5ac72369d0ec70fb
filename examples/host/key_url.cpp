// key_url.cpp - when to fetch: freshness after a success, patience after a failure, and never without a pause.
#include "key_url.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

namespace host {

KeyUrl::KeyUrl(KeyUrlOptions options)
    : options_(std::move(options)), fetch_(options_.from), chance_(std::random_device{}()) {}

KeyUrl::~KeyUrl() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  stirred_.notify_one();
  fetch_.interrupt();
  if (thread_.joinable()) thread_.join();
}

std::string KeyUrl::start() {
  if (std::string wrong = objection_to_key_url(options_.from.url); !wrong.empty()) return options_.from.url + ": " + wrong;
  thread_ = std::thread([this] { run(); });
  return {};
}

void KeyUrl::refresh() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  stirred_.notify_one();
}

void KeyUrl::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    wanted_ = false;
    lock.unlock(); // the host may take its time, and call refresh
    const uint64_t seconds = fetch_once();
    const auto now = Clock::now();
    lock.lock();
    stirred_.wait_until(lock, in(now, seconds), [this] { return ending_ || wanted_; });
    stirred_.wait_until(lock, in(now, std::min(seconds, options_.least_between_seconds)), [this] { return ending_; });
  }
}

uint64_t KeyUrl::fetch_once() {
  Fetched fetched = fetch_.fetch();
  {
    const std::lock_guard lock(mutex_);
    if (ending_) return 0;
  }
  uint64_t seconds = fetched.fresh_seconds;
  if (!fetched.wrong.empty()) {
    seconds = back_off();
    if (options_.failed) options_.failed(std::move(fetched.wrong));
  } else {
    failures_ = 0;
    if (fetched.text != text_) {
      text_ = fetched.text;
      options_.changed(std::move(fetched.text));
    }
  }
  if (options_.planned) options_.planned(seconds);
  return seconds;
}

// 5, 10, 20, ... seconds, each up to a quarter longer: hosts that failed together do not come back together.
uint64_t KeyUrl::back_off() {
  uint64_t seconds = options_.first_retry_seconds;
  for (uint64_t n = 0; n < failures_ && seconds < options_.most_retry_seconds; ++n) seconds *= 2;
  seconds = std::min(seconds, options_.most_retry_seconds);
  ++failures_;
  chance_ = chance_ * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u; // Knuth's; nothing secret depends on it
  return seconds + (chance_ >> 33) % (seconds / 4 + 1);
}

KeyUrl::Clock::time_point KeyUrl::in(Clock::time_point from, uint64_t seconds) const {
  return from + std::chrono::milliseconds(seconds * options_.second_ms);
}

} // namespace host
