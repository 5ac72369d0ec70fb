// pattern_emit.cpp - writes the pieces of a pattern as instructions, repetitions counted out.
#include "schema/pattern_machine.hpp"

namespace tenon::schema {
namespace {

using Op = Instruction::Op;

class Emitter final {
public:
  Emitter(const PatternTree &tree, size_t most, std::vector<Instruction> &out)
      : tree_(tree), most_(most), work_left_(16 * most), out_(out) {}

  bool emit(uint32_t index) {
    const Piece &piece = tree_.pieces[index];
    if (work_left_ == 0) return false; // groups that match nothing cost no instructions, but time
    --work_left_;
    switch (piece.kind) {
    case Piece::Kind::set: return add({Op::set, piece.set});
    case Piece::Kind::assertion: return assertion(piece.assertion);
    case Piece::Kind::sequence: return sequence(piece);
    case Piece::Kind::choice: return choice(piece);
    case Piece::Kind::repeat: return repeat(piece);
    }
    return false;
  }

private:
  bool add(Instruction instruction) {
    if (out_.size() + 1 >= most_) return false; // one is kept for the match
    out_.push_back(instruction);
    return true;
  }
  uint32_t here() const { return static_cast<uint32_t>(out_.size()); }

  bool assertion(Assertion assertion) {
    switch (assertion) {
    case Assertion::begin: return add({Op::begin});
    case Assertion::end: return add({Op::end});
    case Assertion::word_edge: return add({Op::word_edge});
    case Assertion::no_word_edge: return add({Op::no_word_edge});
    }
    return false;
  }

  bool sequence(const Piece &piece) {
    for (const uint32_t child : piece.children) {
      if (!emit(child)) return false;
    }
    return true;
  }

  bool choice(const Piece &piece) {
    std::vector<uint32_t> jumps;
    for (size_t i = 0; i + 1 < piece.children.size(); ++i) {
      const uint32_t split = here();
      if (!add({Op::split, split + 1}) || !emit(piece.children[i])) return false;
      jumps.push_back(here());
      if (!add({Op::jump})) return false;
      out_[split].y = here();
    }
    if (!emit(piece.children.back())) return false;
    for (const uint32_t jump : jumps) out_[jump].x = here();
    return true;
  }

  bool repeat(const Piece &piece) {
    const uint32_t child = piece.children[0];
    for (uint32_t i = 0; i < piece.least; ++i) {
      const uint32_t before = here();
      if (!emit(child)) return false;
      const bool last = i + 1 == piece.least;
      if (last && piece.most == unlimited) return add({Op::split, before, here() + 1});
    }
    return piece.most == unlimited ? star(child) : options(child, piece.most - piece.least);
  }

  bool star(uint32_t child) {
    const uint32_t split = here();
    if (!add({Op::split, split + 1}) || !emit(child) || !add({Op::jump, split})) return false;
    out_[split].y = here();
    return true;
  }

  bool options(uint32_t child, uint32_t count) {
    std::vector<uint32_t> splits;
    for (uint32_t i = 0; i < count; ++i) {
      splits.push_back(here());
      if (!add({Op::split, here() + 1}) || !emit(child)) return false;
    }
    for (const uint32_t split : splits) out_[split].y = here();
    return true;
  }

  const PatternTree &tree_;
  size_t most_;
  size_t work_left_;
  std::vector<Instruction> &out_;
};

} // namespace

bool emit(const PatternTree &tree, const PatternLimits &limits, std::vector<Instruction> &out) {
  if (!Emitter(tree, limits.max_instructions, out).emit(tree.root)) return false;
  out.push_back({Op::match});
  return true;
}

} // namespace tenon::schema
