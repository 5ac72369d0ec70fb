// ledger.hpp - all questions under way, and how many met which fate.
#pragma once
#include "simulator/question.hpp"
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

class Ledger {
public:
  Question &ask(Client &client, Plan plan);
  Question &at(uint32_t slot) { return slots_[slot]; }
  // By what the wire says; nothing if it is none, or over.
  Question *find(std::string_view nonce);
  static void append_nonce(std::string &out, const Question &);

  void hold(Question &, tenon_reply *); // the handler has it
  void let_go(Question &);              // ... and has released it
  void close(Question &, Fate);         // for the client it is over

  std::deque<Question> &all() { return slots_; }
  uint64_t asked() const { return asked_; }
  uint64_t open() const { return open_; }
  uint64_t fate(Fate fate) const { return fates_[static_cast<size_t>(fate)]; }

private:
  void free_if_over(Question &);

  std::deque<Question> slots_; // a question stays where it is
  std::vector<uint32_t> free_;
  uint64_t asked_ = 0, open_ = 0;
  std::array<uint64_t, fate_names.size()> fates_{};
};

} // namespace simulator
