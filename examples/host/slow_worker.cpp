// slow_worker.cpp - the thread behind the tool `slow`: sleeps until the next step of any call is due.
#include "slow_worker.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "clock.hpp"

namespace host {
namespace {

tenon_now now() {
  return Clock().now();
}

} // namespace

void SlowWorker::take(tenon_reply *reply, double seconds) {
  const uint64_t start = now().monotonic_ms;
  const auto length = static_cast<uint64_t>(std::llround(seconds * 1000));
  const uint64_t step = std::clamp<uint64_t>(length / 20, 100, 500);
  const std::lock_guard lock(mutex_);
  jobs_.push({start + std::min(step, length), start, length, step, reply});
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  changed_.notify_one();
}

SlowWorker::~SlowWorker() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
  for (; !jobs_.empty(); jobs_.pop()) tenon_reply_release(jobs_.top().reply, now());
}

void SlowWorker::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (jobs_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const uint64_t present = now().monotonic_ms;
    if (jobs_.top().due > present) {
      changed_.wait_for(lock, std::chrono::milliseconds(jobs_.top().due - present));
      continue;
    }
    Job job = jobs_.top();
    jobs_.pop();
    lock.unlock(); // the core may call back
    const bool more = go_on(job);
    lock.lock();
    if (more) jobs_.push(job);
  }
}

bool SlowWorker::go_on(Job &job) {
  const tenon_now moment = now();
  const double total = static_cast<double>(job.length) / 1000;
  const uint64_t passed = moment.monotonic_ms - job.start;
  if (tenon_reply_cancelled(job.reply) == 0) {
    if (passed < job.length) {
      static constexpr std::string_view words = "still at it";
      tenon_reply_progress(job.reply, static_cast<double>(passed) / 1000, total, {words.data(), words.size()}, moment);
      job.due = std::min(moment.monotonic_ms + job.step, job.start + job.length);
      return true;
    }
    char text[64];
    const int length = std::snprintf(text, sizeof text, "done after %g seconds", total);
    tenon_reply_text(job.reply, {text, static_cast<size_t>(std::max(length, 0))}, moment);
  }
  tenon_reply_release(job.reply, moment);
  return false;
}

} // namespace host
