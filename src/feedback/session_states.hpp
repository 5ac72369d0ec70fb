// session_states.hpp - the life of a session: record x event x time -> the next record, what follows from it, and what to say.
//
// `step` is the one place where a session changes. It is total and pure. The caller writes the next record to the store if its
// version is still the one that was stepped, and otherwise reads again and steps again: the store decides who was first.
#pragma once
#include "feedback/audit.hpp"
#include "feedback/session.hpp"
#include <optional>

namespace tenon::feedback {

enum class EventKind : uint8_t {
  create,         // the same idempotency key again
  view,           // somebody looks at the form
  claim, release, // somebody takes the question, or gives it back
  touch,          // somebody types
  extend,
  answer, decline,
  cancel,
  tick,           // the sweeper looks
  deliver, deliver_failed, ack, // the outcome is handed to the agent; it did not arrive; it did
  erase,          // an administrator wants it gone
};
inline constexpr int event_kinds = 14;
std::string_view word(EventKind);

enum class Role : uint8_t { engine, asker, responder, admin };

struct Event {
  EventKind kind = EventKind::tick;
  Role role = Role::engine;
  std::string by;      // who does it
  Channel via = Channel::page;
  int64_t until = 0;   // extend: the new expires_at
  Hash digest{};       // create: of the question
  std::string reason;  // cancel
  std::optional<Submission> submission; // answer, decline: `at`, `act`, `by`, `via` and `digest` are filled in here
};

enum class Verdict : uint8_t {
  done,       // changed, or counted
  unchanged,  // nothing to do, and nothing wrong
  repeated,   // create: this is the session that the key stands for
  replayed,   // this submission was taken before; Step.submission is it
  late,       // kept beside the outcome
  again,      // the time had run out: commit this, read, and step once more
  already,    // somebody was first
  voted,      // this person has answered
  submission_conflict,  // the submission id stands for other words
  idempotency_conflict, // the key stands for another question
  claimed,    // somebody else works on it
  closed,     // the time has run out, or it was withdrawn
  late_full,  // no more late notes
  not_over,   // for sessions that have ended
  gone,       // purged
};
inline constexpr int verdicts = 15;
std::string_view word(Verdict);

// What the world is told, by the outbox, in the same commit.
enum class Topic : uint8_t { none, asked, viewed, claimed, answered, declined, cancelled, expired, late };
std::string_view word(Topic);

// Claims, heartbeats and extensions change a record no more once it is of this version; answers always do.
inline constexpr uint64_t most_changes = 1000;

struct Step {
  Verdict verdict = Verdict::unchanged;
  std::optional<Session> next; // if the record changes
  AuditEntry audit;            // of that change
  Topic topic = Topic::none;
  bool settles = false;        // it is over from now on: whoever waits gets the outcome
  bool drop_blobs = false;
  size_t submission = nobody;  // of next, or of the record that was stepped: the one this is about
};

// `now` in Unix milliseconds; a moment before the record's own time is taken as that.
Step step(const Session &, const Event &, int64_t now);

// A new session. `id` must be new and unguessable; hard_deadline is when time can be extended no more.
Step begin(std::string id, std::shared_ptr<const Asked>, int64_t hard_deadline, int64_t now);

} // namespace tenon::feedback
