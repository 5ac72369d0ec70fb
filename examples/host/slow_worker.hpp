// slow_worker.hpp - finishes the calls of `slow` from one thread of its own, by a heap of moments.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

#include <tenon/tenon.h>

namespace host {

class SlowWorker final {
public:
  SlowWorker() = default;
  SlowWorker(const SlowWorker &) = delete;
  SlowWorker &operator=(const SlowWorker &) = delete;
  ~SlowWorker(); // gives up what is not finished: its callers get an error

  // Takes the reply over: progress on the way, a text after `seconds`. Any thread.
  void take(tenon_reply *reply, double seconds);

private:
  struct Job {
    uint64_t due; // monotonic ms of the next step
    uint64_t start;
    uint64_t length;
    uint64_t step;
    tenon_reply *reply;
    bool operator<(const Job &other) const { return due > other.due; } // the earliest on top
  };

  void run();
  static bool go_on(Job &job); // false: finished, and the reply is released

  std::mutex mutex_;
  std::condition_variable changed_;
  std::priority_queue<Job> jobs_;
  bool ending_ = false;
  std::thread thread_; // starts with the first job
};

} // namespace host
