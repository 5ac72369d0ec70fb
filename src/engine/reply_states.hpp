// reply_states.hpp - the life of an answer that the host owes: state x input -> state, effect.
#pragma once
#include <cstdint>

namespace tenon::engine {

enum class ReplyState : uint8_t {
  owed,     // the handler runs, somebody waits
  unwanted, // the handler runs, nobody waits any more
  settled,  // the handler has answered
};
enum class ReplyInput : uint8_t { settle, cancel, release };
enum class ReplyEffect : uint8_t {
  none,
  deliver,       // the answer goes to whoever waits
  deliver_error, // released without an answer: whoever waits gets an error
  swallow,       // taken, but nobody is there
  gone,          // settled before: tell the host
};

inline constexpr int reply_states = 3, reply_inputs = 3;

struct ReplyStep {
  ReplyState next;
  ReplyEffect effect;
};

constexpr ReplyStep step(ReplyState state, ReplyInput input) {
  constexpr ReplyStep table[reply_states][reply_inputs] = {
      //            settle                                          cancel                                       release
      /* owed */ {{ReplyState::settled, ReplyEffect::deliver}, {ReplyState::unwanted, ReplyEffect::none}, {ReplyState::settled, ReplyEffect::deliver_error}},
      /* unwanted */ {{ReplyState::settled, ReplyEffect::swallow}, {ReplyState::unwanted, ReplyEffect::none}, {ReplyState::settled, ReplyEffect::none}},
      /* settled */ {{ReplyState::settled, ReplyEffect::gone}, {ReplyState::settled, ReplyEffect::none}, {ReplyState::settled, ReplyEffect::none}},
  };
  return table[static_cast<int>(state)][static_cast<int>(input)];
}

} // namespace tenon::engine
