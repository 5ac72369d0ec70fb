// state.hpp - the six states of a session, and the words that agents, people and older clients have for them.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace tenon::feedback {

enum class State : uint8_t {
  open,      // a person may answer
  answered,  // a person did
  declined,  // a person would not
  cancelled, // withdrawn by who asked, or by an administrator
  expired,   // the time ran out
  purged,    // a tombstone: what was said is gone
};
inline constexpr int states = 6;

constexpr bool over(State state) { return state != State::open; }

constexpr std::string_view word(State state) {
  constexpr std::string_view words[states] = {"open", "answered", "declined", "cancelled", "expired", "purged"};
  return words[static_cast<int>(state)];
}

constexpr std::optional<State> state_of(std::string_view name) {
  for (int i = 0; i < states; ++i)
    if (word(static_cast<State>(i)) == name) return static_cast<State>(i);
  return std::nullopt;
}

// The three words of the REST interface that clients already know.
constexpr std::string_view status_word(State state) {
  constexpr std::string_view words[states] = {"pending", "completed", "completed", "expired", "expired", "expired"};
  return words[static_cast<int>(state)];
}

} // namespace tenon::feedback
