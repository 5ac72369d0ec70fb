// pattern_machine.hpp - a pattern as instructions over classes of code points, and as a table when that is small.
#pragma once
#include <cstdint>
#include <vector>

#include "schema/pattern_tree.hpp"

namespace tenon::schema {

struct Instruction {
  enum class Op : uint8_t { set, split, jump, begin, end, word_edge, no_word_edge, match };
  Op op;
  uint32_t x = 0; // split and jump: where to; set: which
  uint32_t y = 0; // split: where else
};

// What is around the place between two code points.
struct Around {
  bool begin, end;          // of the text
  bool word_before, word_after;
};

// Code points that no set of the pattern tells apart are one class.
class Alphabet final {
public:
  bool divide(const std::vector<CodeSet> &sets); // false: too many different characters
  uint32_t size() const { return size_; }
  uint32_t of_ascii(uint8_t byte) const { return ascii_[byte]; }
  uint32_t of(uint32_t point) const;
  bool has(uint32_t set, uint32_t kind) const { return members_[size_t{set} * size_ + kind]; }

private:
  uint32_t size_ = 0;
  uint16_t ascii_[128] = {};
  std::vector<uint32_t> starts_; // of the runs of one class
  std::vector<uint16_t> kinds_;  // of each run
  std::vector<bool> members_;    // set by class
};

struct Pattern::Machine {
  std::vector<Instruction> instructions;
  Alphabet alphabet;
  uint32_t word_set = 0;
  bool asks_words = false; // has \b or \B
  bool anchored = false;   // can only match at the beginning
  // The automaton made ahead: a row for each state, a column for each class, the last one for the text's end. States are
  // written as where their row begins. Rows 0, 1 and 2: no match can come, matched, start. Empty: it would be too large.
  std::vector<uint16_t> table;
  uint32_t stride = 0;

  bool is_word(uint32_t kind) const { return asks_words && alphabet.has(word_set, kind); }
  bool found_by_table(std::string_view text) const;
  bool found_by_walk(std::string_view text, Budget &budget) const;
};

// All the instructions that can be reached without reading.
class Reach final {
public:
  explicit Reach(const std::vector<Instruction> &instructions) : instructions_(instructions), seen_(instructions.size()) {}

  // From each of `cores`: the sets that read next go to `reading`. True when the match is reached.
  bool expand(const std::vector<uint32_t> &cores, Around, std::vector<uint32_t> &reading);
  uint64_t visits() const { return visits_; } // instructions looked at so far

private:
  const std::vector<Instruction> &instructions_;
  std::vector<uint32_t> seen_; // in which round
  std::vector<uint32_t> stack_;
  uint32_t round_ = 0;
  uint64_t visits_ = 0;
};

// False: too long.
bool emit(const PatternTree &, const PatternLimits &, std::vector<Instruction> &);
void make_table(Pattern::Machine &, size_t max_bytes);

} // namespace tenon::schema
