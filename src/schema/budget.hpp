// budget.hpp - the steps that one check may still take.
#pragma once
#include <cstdint>

namespace tenon::schema {

class Budget final {
public:
  explicit Budget(uint64_t steps) : left_(steps) {}

  // Takes `steps`; false, now and ever after, when they are not there.
  bool take(uint64_t steps) {
    if (steps > left_) { left_ = 0; spent_ = true; return false; }
    left_ -= steps;
    return !spent_;
  }
  bool spent() const { return spent_; }
  void exhaust() { left_ = 0; spent_ = true; }
  uint64_t left() const { return left_; }

private:
  uint64_t left_;
  bool spent_ = false;
};

} // namespace tenon::schema
