// patience.hpp - how long a call may be held for a person: by its client's manners, and by what calls of that client have come to.
#pragma once
#include "ground/instant.hpp"
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tenon::engine {

// When the person is told of again, after that many milliseconds of waiting: 10 s, then every 15 s, every minute, every five.
constexpr uint64_t next_progress_ms(uint64_t waited) {
  constexpr uint64_t second = 1000, minute = 60 * second;
  if (waited < 10 * second) return 10 * second;
  if (waited < 10 * minute) return waited + 15 * second;
  if (waited < 60 * minute) return waited + minute;
  return waited + 5 * minute;
}

class Patience final {
public:
  // `plain_ms`: of a client that asked for no progress; `progress_ms`: of one that did, and is not known.
  Patience(uint64_t plain_ms, uint64_t progress_ms) : plain_ms_(plain_ms), progress_ms_(progress_ms) {}

  // `never`: as long as the question is open.
  uint64_t budget(std::string_view owner, std::string_view client, bool progress) const;
  // A call of that client was given up at that age. Twice at the same age is its clock: the next one ends before it.
  void note_cut(std::string_view owner, std::string_view client, uint64_t age_ms);

  static constexpr size_t most_known = 1000;      // clients of principals; the oldest are forgotten
  static constexpr uint64_t least_age_ms = 2'000; // who leaves sooner tells nothing of a clock
  static constexpr uint64_t about_ms = 2'000;

private:
  struct Known {
    std::string name;
    uint64_t last_cut_ms = 0, learnt_ms = never;
  };
  const uint64_t plain_ms_, progress_ms_;
  mutable std::mutex mutex_;
  std::list<Known> known_; // the one that was cut last stands first
  std::unordered_map<std::string_view, std::list<Known>::iterator> by_name_;
};

} // namespace tenon::engine
