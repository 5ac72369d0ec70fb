// crew.hpp - the workers and their threads: new connections go round, a stop goes to all.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "worker.hpp"

namespace host {

template <class Link> class Crew final {
public:
  Crew(Shared<Link> &shared, size_t count) : shared_(shared) {
    for (size_t i = 0; i < count; ++i) workers_.push_back(std::make_unique<Worker<Link>>(shared));
  }
  Crew(const Crew &) = delete;
  Crew &operator=(const Crew &) = delete;
  ~Crew() { join(); }

  // `all_gone` runs on a worker's thread when, after wind_down or cut, the last connection of all is gone.
  void start(std::function<void()> all_gone) {
    busy_ = workers_.size();
    for (auto &worker : workers_)
      threads_.emplace_back([this, &worker = *worker, all_gone] {
        worker.run([this, all_gone] {
          if (busy_.fetch_sub(1) == 1) all_gone();
        });
      });
  }

  Worker<Link> &next() { return *workers_[turn_++ % workers_.size()]; }
  Shared<Link> &shared() { return shared_; }

  void wind_down() {
    for (auto &worker : workers_) worker->wind_down();
  }

  // `then` runs on the last worker's thread to comply: from then on no exchange is opened.
  void take_no_more(std::function<void()> then) {
    auto left = std::make_shared<std::atomic<size_t>>(workers_.size());
    for (auto &worker : workers_)
      worker->take_no_more([left, then] {
        if (left->fetch_sub(1) == 1) then();
      });
  }

  void cut() {
    for (auto &worker : workers_) worker->cut();
  }

  // Ends the threads; what was posted to them and has not run yet never will.
  void join() {
    for (auto &worker : workers_) worker->stop();
    for (auto &thread : threads_)
      if (thread.joinable()) thread.join();
  }

private:
  Shared<Link> &shared_;
  std::vector<std::unique_ptr<Worker<Link>>> workers_;
  std::vector<std::thread> threads_;
  std::atomic<size_t> busy_{0};
  size_t turn_ = 0;
};

} // namespace host
