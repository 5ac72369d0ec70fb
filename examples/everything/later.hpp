// later.hpp - one thread that does things when their moment has come: what a slow tool waits with.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

namespace everything {

class Later final {
public:
  Later() : thread_([this] { run(); }) {}
  Later(const Later &) = delete;
  Later &operator=(const Later &) = delete;
  ~Later(); // what is not due by then is let go undone

  // Any thread, also from inside `act`.
  void after(std::chrono::milliseconds delay, std::function<void()> act);

private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Deed {
    Moment due;
    uint64_t turn; // of two that are due together, the earlier promise goes first
    std::function<void()> act;
    bool operator<(const Deed &other) const { return due != other.due ? due > other.due : turn > other.turn; }
  };

  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::priority_queue<Deed> deeds_;
  uint64_t turns_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace everything
