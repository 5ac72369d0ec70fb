// session.hpp - one question to people and all that became of it, as a value: what the reducer steps and the store keeps.
#pragma once
#include "feedback/hash.hpp"
#include "feedback/question.hpp"
#include "feedback/state.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tenon::feedback {

// All times are Unix milliseconds; 0: not yet.

// A moment later; a host's clock may say anything, so it stops at the end of time.
constexpr int64_t after(int64_t moment, int64_t ms) { return moment > INT64_MAX - ms ? INT64_MAX : moment + ms; }

// By which way words came.
enum class Channel : uint8_t { page, app, elicitation, task, mcp_app, webhook, host };
inline constexpr int channels = 7;
constexpr std::string_view word(Channel channel) {
  constexpr std::string_view words[channels] = {"page", "app", "elicitation", "task", "mcp-app", "webhook", "host"};
  return words[static_cast<int>(channel)];
}
// Whoever speaks through these cannot be told no: what comes too late is kept beside the outcome.
constexpr bool shows_refusal(Channel channel) { return channel != Channel::elicitation && channel != Channel::task; }

// Who asked. Nothing that a responder sends ever comes in here.
struct Asker {
  std::string principal; // "" without authentication
  std::string thread;    // the conversation it belongs to, in the agent's words
  std::string context;   // "session:..." or "channel:...": by which caller it came
  std::string client, source; // the client's name; "mcp-tool", "api", "host"
  std::string key;       // idempotency key, or ""
  std::string metadata_json; // an object, or ""
};

// What is promised about time and number; fixed when the session begins.
struct Terms {
  int64_t timeout_ms = 300'000;
  int64_t grace_ms = 10'000;          // an answer still counts so long after expires_at
  int64_t hold_ms = 60'000;           // each sign of typing keeps the form open so long
  int64_t claim_ms = 300'000;         // who takes a question has it so long
  int64_t retention_ms = 86'400'000;  // from the end until it is purged
  int64_t tombstone_ms = 2'592'000'000; // from then until the row may go
  uint32_t quorum = 1;                // people whose answers make it answered
  uint32_t most_late = 20;
  bool late_notes = true;             // words after the end are kept
};

// What a host may set: "" or the name of the member that is out of its range.
std::string_view wrong_term(const Terms &);

// How long time can be extended: ten times over, an hour at least, a week at most.
constexpr int64_t longest_life_ms(int64_t timeout_ms) {
  constexpr int64_t hour = 3'600'000, week = 7 * 24 * hour;
  const int64_t wanted = timeout_ms > week / 10 ? week : timeout_ms * 10;
  return wanted < hour ? hour : wanted;
}

// Written once, shared by all versions of a session.
struct Asked {
  Question question;
  Hash digest{}; // of the question; stays when the question goes
  Asker asker;
  Terms terms;
};

enum class Act : uint8_t { answer, decline };

struct Submission {
  std::string id;  // chosen by the sender: the same id again is the same submission
  Hash digest{};   // of its content, see digest_of
  Act act = Act::answer;
  bool late = false; // does not count: kept beside the outcome
  bool superseded = false; // late, because somebody else's words came first
  Channel via = Channel::page;
  std::string by, name, auth; // who, as far as known; "id", "capability", "link", "host", "local"
  int64_t at = 0;
  Answer answer;         // of an answer
  std::string reason;    // of a decline
  std::string about_json; // what the sender's side says of itself (user agent, time zone): for the analytics, never for the model
};

// Of what was said, not of who or when.
Hash digest_of(const Submission &);

// Who works on it; others may not answer meanwhile.
struct Claim {
  std::string holder;
  int64_t until = 0;
  bool live(int64_t now) const { return !holder.empty() && now < until; }
};

// What of the outcome has reached the agent.
struct Delivery {
  bool handed = false, acked = false;
  uint32_t handed_late = 0, acked_late = 0; // how many late notes went with it
};

inline constexpr size_t nobody = SIZE_MAX;

struct Session {
  std::string id;
  uint64_t version = 0; // of the record: one more with each change
  State state = State::open;
  State ended_as = State::open; // what it was before it was purged
  std::shared_ptr<const Asked> asked; // never null
  int64_t created_at = 0, expires_at = 0, hard_deadline = 0;
  int64_t ended_at = 0, purge_at = 0, viewed_at = 0;
  int64_t seen_at = 0; // the latest moment that this record knows of: its time never goes back
  std::vector<Submission> submissions; // votes and late notes, in the order in which they were taken
  size_t winner = nobody; // of submissions: the one that decided
  Claim claim;
  Delivery delivery;
  std::string ended_by, end_reason; // cancelled: by whom, and why
  bool erased = false;    // purged early, by an administrator
  Hash audit_head{};      // of the latest entry
  std::string beyond;     // members that a newer library wrote, as they were

  const Terms &terms() const { return asked->terms; }
  // One boundary for everybody: until then, this moment included, an answer counts; after it the session may expire.
  int64_t closes_at() const { return after(expires_at, terms().grace_ms); }
};

// The agent has not got all of the outcome yet.
bool undelivered(const Session &);
uint32_t late_notes(const Session &);

// When the sweeper has to look at it: it expires, it is purged, its tombstone may go.
int64_t due_at(const Session &);
// A tombstone whose time is over: the row may be removed.
bool removable(const Session &, int64_t now);

std::string etag(const Session &); // "\"7\""

} // namespace tenon::feedback
