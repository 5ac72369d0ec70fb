// pattern_table.cpp - classes of code points, and the automaton over them that is made before any text comes.
#include <algorithm>
#include <map>

#include "schema/pattern_machine.hpp"

namespace tenon::schema {
namespace {

constexpr size_t most_divisions = 4000000; // sets times runs of characters
constexpr uint64_t most_visits = 1000000; // of instructions while making a table
constexpr size_t most_entries = 65536; // what 16 bits can name

// Makes the states one after another, as they are reached.
class TableMaker final {
public:
  TableMaker(Pattern::Machine &machine, size_t max_bytes)
      : machine_(machine), reach_(machine.instructions), stride_(machine.stride),
        most_entries_(std::min(most_entries, max_bytes / sizeof(uint16_t))) {}

  bool make() {
    machine_.table.assign(2 * stride_, dead);
    State first;
    first.cores.push_back(0);
    first.begin = true;
    if (number(std::move(first)) == dead) return false;
    for (size_t i = 0; i < order_.size(); ++i) {
      if (!row(order_[i]->first)) return false;
    }
    return true;
  }

private:
  static constexpr uint16_t dead = 0;
  uint16_t matched_state() const { return static_cast<uint16_t>(stride_); }

  struct State {
    std::vector<uint32_t> cores; // where instructions go on
    bool begin = false;
    bool word_before = false;
    bool operator<(const State &o) const {
      if (begin != o.begin) return begin < o.begin;
      if (word_before != o.word_before) return word_before < o.word_before;
      return cores < o.cores;
    }
  };
  using Numbers = std::map<State, uint16_t>;

  uint16_t number(State state) {
    if (state.cores.empty()) return dead;
    const auto found = numbers_.find(state);
    if (found != numbers_.end()) return found->second;
    const size_t next = (order_.size() + 2) * stride_;
    if (next + stride_ > most_entries_) {
      full_ = true;
      return dead;
    }
    order_.push_back(numbers_.emplace(std::move(state), static_cast<uint16_t>(next)).first);
    return static_cast<uint16_t>(next);
  }

  bool row(const State &state) {
    const uint32_t classes = machine_.alphabet.size();
    std::vector<uint32_t> reading[2]; // before no word character, before one
    bool matched[2] = {false, false};
    for (unsigned after = 0; after < (machine_.asks_words ? 2u : 1u); ++after) {
      matched[after] = reach_.expand(state.cores, {state.begin, false, state.word_before, after == 1}, reading[after]);
    }
    const size_t base = machine_.table.size();
    machine_.table.resize(base + stride_);
    for (uint32_t kind = 0; kind < classes; ++kind) {
      const unsigned after = machine_.is_word(kind) ? 1 : 0;
      machine_.table[base + kind] = matched[after] ? matched_state() : number(step(reading[after], kind));
      if (full_ || reach_.visits() > most_visits || work_ > most_visits) return false;
    }
    std::vector<uint32_t> none;
    const bool at_end = reach_.expand(state.cores, {state.begin, true, state.word_before, false}, none);
    machine_.table[base + classes] = at_end ? matched_state() : dead;
    return true;
  }

  State step(const std::vector<uint32_t> &reading, uint32_t kind) {
    State next;
    next.word_before = machine_.is_word(kind);
    work_ += reading.size();
    for (const uint32_t at : reading) {
      if (machine_.alphabet.has(machine_.instructions[at].x, kind)) next.cores.push_back(at + 1);
    }
    if (!machine_.anchored) next.cores.push_back(0); // a match may also begin here
    std::sort(next.cores.begin(), next.cores.end());
    next.cores.erase(std::unique(next.cores.begin(), next.cores.end()), next.cores.end());
    return next;
  }

  Pattern::Machine &machine_;
  Reach reach_;
  size_t stride_;
  size_t most_entries_;
  uint64_t work_ = 0;
  bool full_ = false;
  Numbers numbers_;
  std::vector<Numbers::const_iterator> order_;
};

} // namespace

void make_table(Pattern::Machine &machine, size_t max_bytes) {
  machine.stride = machine.alphabet.size() + 1;
  if (TableMaker(machine, max_bytes).make()) {
    machine.table.shrink_to_fit();
  } else {
    machine.table = {};
  }
}

// Starts with one class and splits it by each set in turn.
bool Alphabet::divide(const std::vector<CodeSet> &sets) {
  starts_.assign(1, 0);
  for (const CodeSet &set : sets) {
    for (const CodeRange &range : set.ranges()) {
      starts_.push_back(range.low);
      if (range.high < last_code_point) starts_.push_back(range.high + 1);
    }
  }
  std::sort(starts_.begin(), starts_.end());
  starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
  if (sets.size() * starts_.size() > most_divisions) return false;

  std::vector<uint32_t> kinds(starts_.size(), 0);
  uint32_t count = 1;
  for (const CodeSet &set : sets) {
    std::map<uint32_t, uint32_t> moved; // old class -> class of its part in the set
    for (const CodeRange &range : set.ranges()) {
      auto run = static_cast<size_t>(std::lower_bound(starts_.begin(), starts_.end(), range.low) - starts_.begin());
      for (; run < starts_.size() && starts_[run] <= range.high; ++run) {
        const auto added = moved.emplace(kinds[run], count);
        if (added.second) ++count;
        kinds[run] = added.first->second;
      }
    }
  }
  std::map<uint32_t, uint16_t> used; // some classes were emptied on the way
  kinds_.clear();
  for (const uint32_t kind : kinds) kinds_.push_back(used.emplace(kind, static_cast<uint16_t>(used.size())).first->second);
  size_ = static_cast<uint32_t>(used.size());

  members_.assign(sets.size() * size_, false);
  for (size_t s = 0; s < sets.size(); ++s) {
    for (size_t run = 0; run < starts_.size(); ++run) {
      if (sets[s].has(starts_[run])) members_[s * size_ + kinds_[run]] = true;
    }
  }
  for (uint32_t c = 0; c < 128; ++c) ascii_[c] = static_cast<uint16_t>(of(c));
  return true;
}

uint32_t Alphabet::of(uint32_t point) const {
  const auto above = std::upper_bound(starts_.begin(), starts_.end(), point);
  return kinds_[static_cast<size_t>(above - starts_.begin()) - 1];
}

} // namespace tenon::schema
