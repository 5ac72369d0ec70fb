// survey.cpp - one walk over a fresh tape: refuses duplicate names and deep nesting, and notes where each container closes.
#include "json/survey.hpp"
#include <algorithm>

namespace tenon::json {

namespace {

constexpr size_t few = 16; // up to so many names are compared pairwise; more are sorted

char tag_of(uint64_t word) { return static_cast<char>(word >> 56); }
bool opens(char tag) { return tag == '{' || tag == '['; }
bool closes(char tag) { return tag == '}' || tag == ']'; }
bool empty(uint64_t word) { return ((word >> 32) & 0xFFFFFF) == 0; }
size_t width(char tag) { return tag == 'l' || tag == 'u' || tag == 'd' ? 2 : 1; }
uint64_t closing(uint64_t word, uint32_t token) { return (word & 0xFF00000000000000) | token; }

uint32_t length_of(const uint8_t *name) {
  uint32_t length;
  std::memcpy(&length, name, sizeof length);
  return length;
}

bool same(const uint8_t *a, const uint8_t *b) {
  const uint32_t length = length_of(a);
  return length == length_of(b) && std::memcmp(a + 4, b + 4, length) == 0;
}

// The length and the first four bytes in one load: in most objects that tells all names apart.
uint64_t glance(const uint8_t *name) {
  uint64_t print;
  std::memcpy(&print, name, sizeof print); // the parser ends each name with a NUL and keeps padding behind the last
  const uint32_t length = length_of(name);
  return length >= 4 ? print : print & ((uint64_t{1} << (32 + 8 * length)) - 1);
}

// All bytes of a name. No seed: names that collide on purpose only cost the sort some comparisons of bytes.
uint64_t blend(const uint8_t *name) {
  const uint32_t length = length_of(name);
  uint64_t print = length;
  for (uint32_t i = 0; i < length; i += 8) {
    uint64_t piece = 0;
    std::memcpy(&piece, name + 4 + i, std::min<uint32_t>(8, length - i));
    print = (print ^ piece) * 0x9E3779B97F4A7C15;
    print ^= print >> 29;
  }
  return print;
}

} // namespace

// `token` is the position in the structural index. A scalar or name takes two: its own and that of the comma, colon or closing
// bracket behind it. A closing bracket was therefore already passed when its word comes.
Trouble Survey::run(uint64_t *tape, const uint8_t *strings, size_t max_nesting) {
  frames_.clear();
  names_.clear();
  bool in_object = false;
  uint32_t token = 0;
  for (size_t at = 1;;) {
    const char tag = tag_of(tape[at]);
    if (!opens(tag)) {
      at += width(tag);
      token += 2;
    } else if (frames_.size() == max_nesting) {
      return Trouble::nesting;
    } else if (empty(tape[at])) {
      tape[at + 1] = closing(tape[at + 1], token + 1);
      at += 2;
      token += 3;
    } else {
      in_object = tag == '{';
      frames_.push_back({static_cast<uint32_t>(names_.size()), in_object});
      at += 1;
      token += 1;
    }

    while (!frames_.empty() && closes(tag_of(tape[at]))) {
      tape[at] = closing(tape[at], token - 1);
      at += 1;
      token += 1;
      if (in_object) {
        if (repeats(frames_.back().names, strings)) return Trouble::duplicate_name;
        names_.resize(frames_.back().names);
      }
      frames_.pop_back();
      in_object = !frames_.empty() && frames_.back().object;
    }
    if (frames_.empty()) return Trouble::none;

    if (in_object) {
      names_.push_back(static_cast<uint32_t>(tape[at]));
      at += 1;
      token += 2;
    }
  }
}

bool Survey::repeats(size_t from, const uint8_t *strings) {
  const size_t count = names_.size() - from;
  if (count > few) return repeats_among_many(from, strings);
  uint64_t prints[few];
  for (size_t i = 0; i < count; ++i) {
    prints[i] = glance(strings + names_[from + i]);
    for (size_t j = 0; j < i; ++j)
      if (prints[i] == prints[j] && same(strings + names_[from + i], strings + names_[from + j])) return true;
  }
  return false;
}

bool Survey::repeats_among_many(size_t from, const uint8_t *strings) {
  sorted_.clear();
  for (size_t i = from; i < names_.size(); ++i) {
    const uint8_t *name = strings + names_[i];
    sorted_.push_back({blend(name), name});
  }
  std::sort(sorted_.begin(), sorted_.end(), [](const Name &a, const Name &b) {
    if (a.print != b.print) return a.print < b.print;
    const uint32_t a_length = length_of(a.at), b_length = length_of(b.at);
    if (a_length != b_length) return a_length < b_length;
    return std::memcmp(a.at + 4, b.at + 4, a_length) < 0;
  });
  const auto equal = [](const Name &a, const Name &b) { return a.print == b.print && same(a.at, b.at); };
  return std::adjacent_find(sorted_.begin(), sorted_.end(), equal) != sorted_.end();
}

void Survey::release() { *this = Survey(); }

} // namespace tenon::json
