// rounds.hpp - an asynchronous step, done over and over: a round that ends at once does not deepen the stack.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace tenon::feedback {

// The step calls go_on() for another round, from any thread, before or after it has returned; or it does not, and that was all.
// It must not keep what it is given beyond that.
class Rounds final : public std::enable_shared_from_this<Rounds> {
public:
  using Step = std::function<void(const std::shared_ptr<Rounds> &)>;
  explicit Rounds(Step step) : step_(std::move(step)) {}

  void go_on() {
    const std::shared_ptr<Rounds> self = shared_from_this();
    if (wanted_.fetch_add(1) != 0) return; // whoever does rounds now does this one, too
    do step_(self);
    while (wanted_.fetch_sub(1) != 1);
  }

private:
  const Step step_;
  std::atomic<uint32_t> wanted_{0};
};

inline void begin_rounds(Rounds::Step step) { std::make_shared<Rounds>(std::move(step))->go_on(); }

} // namespace tenon::feedback
