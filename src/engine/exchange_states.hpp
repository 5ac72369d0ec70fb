// exchange_states.hpp - the life of an exchange as a table: state x input -> state, effect.
#pragma once
#include <cstdint>

namespace tenon::engine {

enum class ExchangeState : uint8_t {
  reading,   // its head or body is still coming
  judging,   // all is here; who asks and what is asked is being decided
  waiting,   // a call is owed, nothing was said yet
  streaming, // the answer is a stream of messages and open
  finished,  // all is said; bytes may still wait to be pulled
  aborted,   // the host closed it, or its reader stalled, before all was said
};
enum class ExchangeInput : uint8_t {
  refuse, // an answer is known that needs no handler: a 4xx, a page, a 202
  whole,  // the last byte of the request is here
  accept, // judged; calls are out
  settle, // the one body is complete
  open,   // the answer becomes a stream
  last,   // the stream has nothing more to say
  close,  // the client is gone
};
enum class ExchangeEffect : uint8_t { none, judge, answer, open_stream, end_stream, let_go, impossible };

inline constexpr int exchange_states = 6, exchange_inputs = 7;

struct ExchangeStep {
  ExchangeState next;
  ExchangeEffect effect;
};

// Total: a pair that is not in the table stays where it is with effect `impossible`.
ExchangeStep step(ExchangeState, ExchangeInput);
const char *word(ExchangeState);
const char *word(ExchangeInput);

} // namespace tenon::engine
