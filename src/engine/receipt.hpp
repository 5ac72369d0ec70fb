// receipt.hpp - goes along with an answer, and tells when its bytes are with the host, or that they never will be.
#pragma once
#include <functional>
#include <new>
#include <utility>

namespace tenon::engine {

// Tells once, when it goes. Never let one go under a lock.
class Receipt final {
public:
  using Told = std::function<void(bool arrived)>;
  Receipt() = default;
  explicit Receipt(Told told) : told_(std::move(told)) {}
  Receipt(Receipt &&other) noexcept : told_(std::exchange(other.told_, nullptr)), arrived_(other.arrived_) {}
  Receipt &operator=(Receipt &&other) noexcept {
    std::swap(told_, other.told_);
    std::swap(arrived_, other.arrived_);
    return *this;
  }
  ~Receipt() {
    if (!told_) return;
    try {
      told_(arrived_);
    } catch (const std::bad_alloc &) { // it stays as it was: handed over
    }
  }
  void arrived() { arrived_ = true; }
  explicit operator bool() const { return static_cast<bool>(told_); }

private:
  Told told_;
  bool arrived_ = false;
};

} // namespace tenon::engine
