// later.cpp - waits for the next moment, and does what is due with no lock held.
#include "later.hpp"

#include <utility>

namespace everything {

Later::~Later() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Later::after(std::chrono::milliseconds delay, std::function<void()> act) {
  const std::lock_guard lock(mutex_);
  deeds_.push({std::chrono::steady_clock::now() + delay, turns_++, std::move(act)});
  changed_.notify_one();
}

void Later::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (deeds_.empty()) {
      changed_.wait(lock);
      continue;
    }
    if (const Moment due = deeds_.top().due; due > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    std::function<void()> act = deeds_.top().act;
    deeds_.pop();
    lock.unlock(); // the core may call back
    act();
    act = nullptr; // with what it held
    lock.lock();
  }
}

} // namespace everything
