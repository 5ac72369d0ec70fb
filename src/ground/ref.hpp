// ref.hpp - shared ownership by a counter inside the object, so that a handle can cross the C ABI as a plain pointer.
#pragma once
#include <atomic>
#include <cstdint>
#include <utility>

namespace tenon {

// T provides `void unreferenced()`, called once when the last Ref is gone.
class Counted {
public:
  void retain() const { references_.fetch_add(1, std::memory_order_relaxed); }
  bool release() const { return references_.fetch_sub(1, std::memory_order_acq_rel) == 1; }
  bool shared() const { return references_.load(std::memory_order_acquire) > 1; } // true may be old news, false is not: its one holder asks
  void revive() { references_.store(1, std::memory_order_relaxed); } // a pooled object starts a new life

protected:
  Counted() = default;
  Counted(const Counted &) = delete;
  Counted &operator=(const Counted &) = delete;
  ~Counted() = default;

private:
  mutable std::atomic<uint32_t> references_{1};
};

template <class T> class Ref {
public:
  Ref() = default;
  Ref(const Ref &other) : held_(other.held_) { if (held_) held_->retain(); }
  Ref(Ref &&other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  Ref &operator=(Ref other) noexcept { std::swap(held_, other.held_); return *this; }
  ~Ref() { reset(); }

  static Ref adopt(T *owned) { Ref r; r.held_ = owned; return r; }            // takes over the reference that the caller has
  static Ref share(T *seen) { if (seen) seen->retain(); return adopt(seen); } // adds one

  void reset() { if (T *gone = std::exchange(held_, nullptr); gone && gone->release()) gone->unreferenced(); }
  [[nodiscard]] T *hand_over() { return std::exchange(held_, nullptr); } // the caller owns the reference now
  T *get() const { return held_; }
  T *operator->() const { return held_; }
  T &operator*() const { return *held_; }
  explicit operator bool() const { return held_ != nullptr; }

private:
  T *held_ = nullptr;
};

} // namespace tenon
