// outcome.hpp - a value, or the status and the words that say why there is none.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace tenon {

// The same numbers as the statuses of tenon.h, so that abi/ can hand them on; abi/status.cpp asserts that they agree.
enum class Status : int32_t {
  ok = 0, idle = 1, finished = 2, dropped = 3,
  invalid = -1, bad_size = -2, newer_struct = -3, reentrant = -4, busy = -5, gone = -6, duplicate = -7, not_found = -8,
  limit = -9, no_key = -10, weak_key = -11, bad_schema = -12, no_entropy = -13, no_memory = -14, not_capable = -15, broken = -100,
};

// The host's mistake: what to return and what to tell the person who made it.
struct Refusal {
  Status status;
  std::string text;
};

template <class T> class Outcome {
public:
  Outcome(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Outcome(Refusal refusal) : held_(std::in_place_index<1>, std::move(refusal)) {}

  explicit operator bool() const { return held_.index() == 0; }
  T &operator*() { return *std::get_if<0>(&held_); }
  const T &operator*() const { return *std::get_if<0>(&held_); }
  T *operator->() { return std::get_if<0>(&held_); }
  const T *operator->() const { return std::get_if<0>(&held_); }
  const Refusal &refusal() const { return *std::get_if<1>(&held_); }

private:
  std::variant<T, Refusal> held_;
};

} // namespace tenon
