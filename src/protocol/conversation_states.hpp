// conversation_states.hpp - the handshake of the revisions before 2026-07-28 as a table: state x input -> state, effect.
#pragma once
#include <cstdint>

namespace tenon::protocol {

enum class ConversationState : uint8_t {
  fresh,    // nothing was said
  greeting, // initialize is answered, notifications/initialized has not come yet
  open,
  closed, // ended by DELETE, by its stream, by idling or by the server
};
enum class ConversationInput : uint8_t { initialize, initialized, ping, request, notification, close };
enum class ConversationEffect : uint8_t {
  none,
  greet,  // answer initialize (again)
  serve,  // answer the request
  refuse, // a request before initialize
  gone,   // the conversation is over
};

inline constexpr int conversation_states = 4, conversation_inputs = 6;

struct ConversationStep {
  ConversationState next;
  ConversationEffect effect;
};

// Requests are served as soon as initialize is answered: clients exist that do not wait for their own `initialized`.
constexpr ConversationStep step(ConversationState state, ConversationInput input) {
  using S = ConversationState;
  using E = ConversationEffect;
  constexpr ConversationStep table[conversation_states][conversation_inputs] = {
      //            initialize               initialized           ping                     request                   notification           close
      /* fresh */ {{S::greeting, E::greet}, {S::fresh, E::none}, {S::fresh, E::serve}, {S::fresh, E::refuse}, {S::fresh, E::none}, {S::closed, E::none}},
      /* greeting */ {{S::greeting, E::greet}, {S::open, E::none}, {S::greeting, E::serve}, {S::greeting, E::serve}, {S::greeting, E::none}, {S::closed, E::none}},
      /* open */ {{S::greeting, E::greet}, {S::open, E::none}, {S::open, E::serve}, {S::open, E::serve}, {S::open, E::none}, {S::closed, E::none}},
      /* closed */ {{S::closed, E::gone}, {S::closed, E::gone}, {S::closed, E::gone}, {S::closed, E::gone}, {S::closed, E::gone}, {S::closed, E::none}},
  };
  return table[static_cast<int>(state)][static_cast<int>(input)];
}

} // namespace tenon::protocol
