// people.hpp - a session and who acts on it, so that tests read as what they do: ann answers, the clock ticks, the agent extends.
#pragma once
#include "feedback/invariants.hpp"
#include "feedback/session_states.hpp"
#include "feedback/stored_session.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace people {

using namespace tenon::feedback;

inline constexpr int64_t start = 1'000'000;

inline Asked asked(std::string message = "May I go on?") {
  Asked asked;
  asked.question.message = std::move(message);
  asked.question.options = {{"yes", "", "", false}, {"no", "", "", false}};
  asked.question.free_text.most = 100;
  asked.digest = digest_of(asked.question);
  asked.asker.principal = "agent-1";
  asked.asker.thread = "thread-1";
  return asked;
}

inline Session opened(Asked asked = people::asked(), std::string id = "s-1", int64_t hard_after = 3'600'000) {
  return *begin(std::move(id), std::make_shared<Asked>(std::move(asked)), start + hard_after, start).next;
}

inline Event event(EventKind kind, std::string by = "", Channel via = Channel::page) {
  Event event;
  event.kind = kind;
  event.by = std::move(by);
  event.via = via;
  event.role = kind == EventKind::extend || kind == EventKind::cancel ? Role::asker : Role::responder;
  return event;
}

inline Event says(std::string by, std::string submission, std::string text = "yes, do", Channel via = Channel::page) {
  Event said = event(EventKind::answer, std::move(by), via);
  said.submission.emplace();
  said.submission->id = std::move(submission);
  said.submission->answer.free_text = std::move(text);
  return said;
}

inline Event declines(std::string by, std::string submission, std::string reason = "not mine to say", Channel via = Channel::page) {
  Event said = event(EventKind::decline, std::move(by), via);
  said.submission.emplace();
  said.submission->id = std::move(submission);
  said.submission->reason = std::move(reason);
  return said;
}

// Steps, looks at the promises, and takes the next record for its own.
inline Step play(Session &session, const Event &event, int64_t now) {
  Step taken = step(session, event, now);
  if (!taken.next) return taken;
  CHECK(broken_invariant(&session, *taken.next, std::max(now, session.seen_at)) == "");
  session = *taken.next;
  return taken;
}

inline Verdict verdict(Session &session, const Event &event, int64_t now) { return play(session, event, now).verdict; }

inline Session in_state(State state) {
  Session session = opened();
  const int64_t late = session.closes_at() + 1;
  switch (state) {
  case State::open: break;
  case State::answered: play(session, says("ann", "a-1"), start); break;
  case State::declined: play(session, declines("ann", "a-1"), start); break;
  case State::cancelled: play(session, event(EventKind::cancel, "agent-1"), start); break;
  case State::expired: play(session, event(EventKind::tick), late); break;
  case State::purged:
    play(session, event(EventKind::tick), late);
    play(session, event(EventKind::tick), session.purge_at);
    break;
  }
  REQUIRE(session.state == state);
  return session;
}

} // namespace people

namespace tenon::feedback { // for doctest
inline doctest::String toString(Verdict verdict) { return std::string(word(verdict)).c_str(); }
inline doctest::String toString(State state) { return std::string(word(state)).c_str(); }
} // namespace tenon::feedback
