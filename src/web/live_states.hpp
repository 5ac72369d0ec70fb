// live_states.hpp - the life of one client on a question's channel as a table: state x input -> state, effect, close code.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenon::web {

enum class LiveState : uint8_t {
  opening, // it has not said who it is
  proving, // what it said is being looked at
  open,    // it hears what happens
  closed,
};
enum class LiveInput : uint8_t {
  credential, ping, device, misfit, unknown, unreadable, // its messages; misfit: fields that do not fit
  admitted, unauthorized, missing, crowded, broken,      // what became of its credential
  silent, too_fast, too_large,                           // its manners
  ended,                                                 // nothing is left of the question
};
enum class LiveEffect : uint8_t {
  none,
  judge,       // its credential
  welcome,
  pong,
  keep_device,
  say_misfit, say_unknown, say_unreadable, say_unauthorized, say_repeated, say_missing, say_broken, // an error
  say_crowded, say_too_fast,                                                                        // a connection error
};
inline constexpr int live_states = 4, live_inputs = 15;

struct LiveStep {
  LiveState next;
  LiveEffect effect;
  int code = 0; // of the close, where `next` is closed
};

// Total: a pair that is not in the table stays where it is and has no effect.
LiveStep step(LiveState, LiveInput);
std::string_view word(LiveState);
std::string_view word(LiveInput);

} // namespace tenon::web
