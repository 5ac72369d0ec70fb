// owed.hpp - what is owed once: paid by whoever was asked for it, or, where memory was missing on the way, by the last that could have.
#pragma once
#include <memory>
#include <utility>

namespace tenon::engine {

// `otherwise` runs when the last handle goes and nothing was paid. It throws nothing.
template <class Otherwise> class Owed final {
public:
  explicit Owed(Otherwise otherwise) : otherwise_(std::move(otherwise)) {}
  Owed(const Owed &) = delete;
  Owed &operator=(const Owed &) = delete;
  ~Owed() {
    if (!paid_) otherwise_();
  }
  void pay() { paid_ = true; }

private:
  Otherwise otherwise_;
  bool paid_ = false;
};

template <class Otherwise> std::shared_ptr<Owed<Otherwise>> owe(Otherwise otherwise) {
  return std::make_shared<Owed<Otherwise>>(std::move(otherwise));
}

} // namespace tenon::engine
