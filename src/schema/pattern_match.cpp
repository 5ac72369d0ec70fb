// pattern_match.cpp - looks for a pattern in a text: one table look-up per character, or one step of all threads at once.
#include <algorithm>

#include "schema/pattern_machine.hpp"

namespace tenon::schema {
namespace {

constexpr uint64_t bytes_per_step = 16;
constexpr uint64_t visits_per_step = 8;

bool starts_only_at_begin(const Pattern::Machine &machine) {
  Reach reach(machine.instructions);
  const std::vector<uint32_t> first{0};
  std::vector<uint32_t> reading;
  for (unsigned bits = 0; bits < 8; ++bits) {
    if (reach.expand(first, {false, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0}, reading)) return false;
    if (!reading.empty()) return false;
  }
  return true;
}

} // namespace

Outcome<Pattern> Pattern::compile(std::string_view source, const PatternLimits &limits) {
  auto tree = parse_pattern(source, limits);
  if (!tree) return tree.refusal();
  auto machine = std::make_shared<Machine>();
  if (!emit(*tree, limits, machine->instructions)) {
    return Refusal{Status::limit, "it is longer than " + std::to_string(limits.max_instructions) + " instructions when counted out"};
  }
  for (const Piece &piece : tree->pieces) {
    const bool word = piece.assertion == Assertion::word_edge || piece.assertion == Assertion::no_word_edge;
    machine->asks_words = machine->asks_words || (piece.kind == Piece::Kind::assertion && word);
  }
  machine->word_set = static_cast<uint32_t>(tree->sets.size());
  if (machine->asks_words) tree->sets.push_back(word_characters());
  if (!machine->alphabet.divide(tree->sets)) return Refusal{Status::limit, "it tells too many characters apart"};
  machine->anchored = starts_only_at_begin(*machine);
  make_table(*machine, limits.max_table_bytes);
  return Pattern(std::move(machine));
}

bool Pattern::is_table() const { return !machine_->table.empty(); }
size_t Pattern::table_bytes() const { return machine_->table.size() * sizeof(uint16_t); }
size_t Pattern::instructions() const { return machine_->instructions.size(); }

bool Pattern::found_in(std::string_view text, Budget &budget) const {
  if (!budget.take(1 + text.size() / bytes_per_step)) return false;
  return is_table() ? machine_->found_by_table(text) : machine_->found_by_walk(text, budget);
}

bool Pattern::Machine::found_by_table(std::string_view text) const {
  const char *at = text.data();
  const char *const end = at + text.size();
  const uint16_t *const rows = table.data();
  const uint32_t matched = stride;
  uint32_t state = 2 * stride;
  while (at != end) {
    const auto byte = static_cast<uint8_t>(*at);
    uint32_t kind;
    if (byte < 0x80) {
      kind = alphabet.of_ascii(byte);
      ++at;
    } else {
      kind = alphabet.of(take_code_point(at, end));
    }
    state = rows[state + kind];
    if (state <= matched) return state == matched;
  }
  return rows[state + stride - 1] == matched;
}

bool Pattern::Machine::found_by_walk(std::string_view text, Budget &budget) const {
  Reach reach(instructions);
  std::vector<uint32_t> cores{0}, reading;
  const char *at = text.data();
  const char *const end = at + text.size();
  bool begin = true, word_before = false;
  uint64_t charged = 0;
  for (;;) {
    const bool over = at == end;
    const uint32_t kind = over ? 0 : alphabet.of(take_code_point(at, end));
    const bool word_after = !over && is_word(kind);
    if (reach.expand(cores, {begin, over, word_before, word_after}, reading)) return true;
    if (over || (reading.empty() && anchored)) return false;
    if (!budget.take((reach.visits() - charged) / visits_per_step)) return false;
    charged = reach.visits() - reach.visits() % visits_per_step;
    cores.clear();
    for (const uint32_t instruction : reading) {
      if (alphabet.has(instructions[instruction].x, kind)) cores.push_back(instruction + 1);
    }
    if (!anchored) cores.push_back(0);
    begin = false;
    word_before = word_after;
  }
}

bool Reach::expand(const std::vector<uint32_t> &cores, Around around, std::vector<uint32_t> &reading) {
  reading.clear();
  if (++round_ == 0) { // after 2^32 rounds the numbers of old ones come again
    std::fill(seen_.begin(), seen_.end(), 0);
    round_ = 1;
  }
  stack_.assign(cores.rbegin(), cores.rend());
  const bool edge = around.word_before != around.word_after;
  while (!stack_.empty()) {
    const uint32_t at = stack_.back();
    stack_.pop_back();
    if (seen_[at] == round_) continue;
    seen_[at] = round_;
    ++visits_;
    const Instruction &instruction = instructions_[at];
    bool passes = false;
    switch (instruction.op) {
    case Instruction::Op::match: return true;
    case Instruction::Op::set: reading.push_back(at); break;
    case Instruction::Op::jump: stack_.push_back(instruction.x); break;
    case Instruction::Op::split:
      stack_.push_back(instruction.y);
      stack_.push_back(instruction.x);
      break;
    case Instruction::Op::begin: passes = around.begin; break;
    case Instruction::Op::end: passes = around.end; break;
    case Instruction::Op::word_edge: passes = edge; break;
    case Instruction::Op::no_word_edge: passes = !edge; break;
    }
    if (passes) stack_.push_back(at + 1);
  }
  return false;
}

} // namespace tenon::schema
