// live_states.cpp - everything that can change a client's state is in this table.
#include "web/live_states.hpp"

namespace tenon::web {
namespace {

using S = LiveState;
using I = LiveInput;
using E = LiveEffect;

// RFC 6455 section 7.4.1, and 4000 to 4999, which are ours: named after what HTTP says for the same.
constexpr int message_too_big = 1009, failed = 1011;
constexpr int not_allowed = 4401, not_found = 4404, timed_out = 4408, too_many = 4429;

struct Transition {
  S from;
  I input;
  S to;
  E effect;
  int code = 0;
};

constexpr Transition transitions[] = {
    {S::opening, I::credential, S::proving, E::judge},
    {S::opening, I::ping, S::opening, E::pong},
    {S::opening, I::device, S::opening, E::say_unauthorized},
    {S::opening, I::misfit, S::opening, E::say_misfit},
    {S::opening, I::unknown, S::opening, E::say_unknown},
    {S::opening, I::unreadable, S::opening, E::say_unreadable},
    {S::opening, I::silent, S::closed, E::say_unauthorized, not_allowed},
    {S::opening, I::too_fast, S::closed, E::say_too_fast, too_many},
    {S::opening, I::too_large, S::closed, E::none, message_too_big},

    {S::proving, I::credential, S::proving, E::say_repeated},
    {S::proving, I::ping, S::proving, E::pong},
    {S::proving, I::device, S::proving, E::say_unauthorized},
    {S::proving, I::misfit, S::proving, E::say_misfit},
    {S::proving, I::unknown, S::proving, E::say_unknown},
    {S::proving, I::unreadable, S::proving, E::say_unreadable},
    {S::proving, I::admitted, S::open, E::welcome},
    {S::proving, I::unauthorized, S::closed, E::say_unauthorized, not_allowed},
    {S::proving, I::missing, S::closed, E::say_missing, not_found},
    {S::proving, I::crowded, S::closed, E::say_crowded, too_many},
    {S::proving, I::broken, S::closed, E::say_broken, failed},
    {S::proving, I::silent, S::closed, E::say_unauthorized, not_allowed}, // whoever was to decide did not
    {S::proving, I::too_fast, S::closed, E::say_too_fast, too_many},
    {S::proving, I::too_large, S::closed, E::none, message_too_big},

    {S::open, I::credential, S::open, E::say_repeated},
    {S::open, I::ping, S::open, E::pong},
    {S::open, I::device, S::open, E::keep_device},
    {S::open, I::misfit, S::open, E::say_misfit},
    {S::open, I::unknown, S::open, E::say_unknown},
    {S::open, I::unreadable, S::open, E::say_unreadable},
    {S::open, I::missing, S::closed, E::say_missing, not_found},
    {S::open, I::unauthorized, S::closed, E::say_unauthorized, not_allowed}, // its token has ended
    {S::open, I::silent, S::closed, E::none, timed_out},
    {S::open, I::too_fast, S::closed, E::say_too_fast, too_many},
    {S::open, I::too_large, S::closed, E::none, message_too_big},
    {S::open, I::ended, S::closed, E::none, not_found},
};

struct Table {
  LiveStep of[live_states][live_inputs];
};

constexpr Table table = [] {
  Table made{};
  for (int s = 0; s < live_states; ++s)
    for (int i = 0; i < live_inputs; ++i) made.of[s][i] = {static_cast<S>(s), E::none, 0};
  for (const Transition &t : transitions) made.of[static_cast<int>(t.from)][static_cast<int>(t.input)] = {t.to, t.effect, t.code};
  return made;
}();

} // namespace

LiveStep step(LiveState state, LiveInput input) { return table.of[static_cast<int>(state)][static_cast<int>(input)]; }

std::string_view word(LiveState state) {
  constexpr std::string_view words[live_states] = {"opening", "proving", "open", "closed"};
  return words[static_cast<int>(state)];
}

std::string_view word(LiveInput input) {
  constexpr std::string_view words[live_inputs] = {"credential", "ping",    "device", "misfit", "unknown",  "unreadable", "admitted", "unauthorized",
                                                   "missing",    "crowded", "broken", "silent", "too_fast", "too_large",  "ended"};
  return words[static_cast<int>(input)];
}

} // namespace tenon::web
