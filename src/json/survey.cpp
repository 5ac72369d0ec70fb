// survey.cpp - one walk over a fresh tape: refuses duplicate names and deep nesting, and notes where each container closes.
#include "json/survey.hpp"

namespace tenon::json {

namespace {

char tag_of(uint64_t word) { return static_cast<char>(word >> 56); }
bool empty(uint64_t word) { return ((word >> 32) & 0xFFFFFF) == 0; }
uint64_t closing(uint64_t word, uint32_t token) { return (word & 0xFF00000000000000) | token; }

} // namespace

// `token` is the position in the structural index. A scalar or name takes two: its own and that of the comma, colon or
// closing bracket behind it. A closing bracket was therefore already passed when its word comes.
Trouble Survey::run(uint64_t *tape, const uint8_t *strings, size_t max_nesting) {
  size_t at = 1, depth = 0, held = 0;
  uint32_t token = 0;
  Frame frame{0, false};
  for (;;) {
    const uint64_t word = tape[at];
    switch (tag_of(word)) {
      case '{':
      case '[':
        if (depth == max_nesting) return Trouble::nesting;
        if (empty(word)) {
          tape[at + 1] = closing(tape[at + 1], token + 1);
          at += 2;
          token += 3;
          break;
        }
        if (depth == frames_.size()) more_frames();
        frames_[depth++] = frame;
        frame = {static_cast<uint32_t>(held), tag_of(word) == '{'};
        at += 1;
        token += 1;
        break;
      case '}':
        if (names_.repeat(&held_[frame.names], held - frame.names, strings)) return Trouble::duplicate_name;
        held = frame.names;
        [[fallthrough]];
      case ']':
        tape[at] = closing(word, token - 1);
        at += 1;
        token += 1;
        frame = frames_[--depth];
        break;
      case 'l':
      case 'u':
      case 'd':
        at += 2;
        token += 2;
        break;
      default: at += 1; token += 2;
    }
    if (depth == 0) return Trouble::none;
    while (frame.object && tag_of(tape[at]) == '"') { // a name; and its value too, if that is a text
      if (held == held_.size()) more_names();
      held_[held++] = static_cast<uint32_t>(tape[at]);
      at += 1;
      token += 2;
      if (tag_of(tape[at]) != '"') break;
      at += 1;
      token += 2;
    }
  }
}

} // namespace tenon::json
