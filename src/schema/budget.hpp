// budget.hpp - the steps that one check may still take.
#pragma once
#include <cstdint>

namespace tenon::schema {

class Budget final {
public:
  explicit Budget(uint64_t steps) : left_(steps) {}

  // Takes `steps`; false when they are not there, and from then on whenever one is asked for.
  bool take(uint64_t steps) {
    if (steps > left_) { exhaust(); return false; }
    left_ -= steps;
    return true;
  }
  bool spent() const { return spent_; }
  void exhaust() { left_ = 0; spent_ = true; }

private:
  uint64_t left_;
  bool spent_ = false;
};

} // namespace tenon::schema
