// exchange_states.cpp - everything that can change an exchange's state is in this table.
#include "engine/exchange_states.hpp"

namespace tenon::engine {
namespace {

using S = ExchangeState;
using I = ExchangeInput;
using E = ExchangeEffect;

struct Transition {
  S from;
  I input;
  S to;
  E effect;
};

constexpr Transition transitions[] = {
    {S::reading, I::refuse, S::finished, E::answer},     // refused by its head, or over the size while it came
    {S::reading, I::whole, S::judging, E::judge},
    {S::reading, I::open, S::streaming, E::open_stream}, // a GET stream, a message channel
    {S::reading, I::close, S::aborted, E::let_go},
    {S::judging, I::refuse, S::finished, E::answer},
    {S::judging, I::accept, S::waiting, E::none},
    {S::judging, I::close, S::aborted, E::let_go},
    {S::waiting, I::settle, S::finished, E::answer},
    {S::waiting, I::open, S::streaming, E::open_stream}, // the handler spoke first, or needs longer
    {S::waiting, I::close, S::aborted, E::let_go},
    {S::streaming, I::last, S::finished, E::end_stream},
    {S::streaming, I::close, S::aborted, E::let_go},
    {S::finished, I::close, S::finished, E::none},
    {S::aborted, I::close, S::aborted, E::none},
};

struct Table {
  ExchangeStep of[exchange_states][exchange_inputs];
};

constexpr Table table = [] {
  Table made{};
  for (int s = 0; s < exchange_states; ++s)
    for (int i = 0; i < exchange_inputs; ++i) made.of[s][i] = {static_cast<S>(s), E::impossible};
  for (const Transition &t : transitions) made.of[static_cast<int>(t.from)][static_cast<int>(t.input)] = {t.to, t.effect};
  return made;
}();

} // namespace

ExchangeStep step(ExchangeState state, ExchangeInput input) { return table.of[static_cast<int>(state)][static_cast<int>(input)]; }

const char *word(ExchangeState state) {
  constexpr const char *words[] = {"reading", "judging", "waiting", "streaming", "finished", "aborted"};
  return words[static_cast<int>(state)];
}

const char *word(ExchangeInput input) {
  constexpr const char *words[] = {"refuse", "whole", "accept", "settle", "open", "last", "close"};
  return words[static_cast<int>(input)];
}

} // namespace tenon::engine
