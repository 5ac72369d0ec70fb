// stored_session.hpp - a session as stores keep it: a row of what is looked up, and the rest as one text of JSON.
#pragma once
#include "feedback/session_states.hpp"
#include "ground/outcome.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace tenon::feedback {

// The columns repeat what the body says, for indexes; the body is what counts.
struct Row {
  std::string id;
  uint64_t version = 0;
  State state = State::open;
  bool undelivered = false; // the agent has not got all of it yet
  int64_t created_at = 0;
  int64_t due_at = 0;       // the sweeper has to look at it then
  std::string principal, thread, key; // key "": none
  std::string digest;       // of the question, 43 letters
  std::string body;
};

// Something that the world is to be told, at least once, in the order of the versions.
struct OutboxEntry {
  std::string session;
  uint64_t version = 0;
  uint32_t number = 0; // among those of this version
  std::string topic;
  int64_t due_at = 0;
  std::string body;    // JSON: ids and times, no words

  std::string id() const { return session + ':' + std::to_string(version) + ':' + std::to_string(number); }
};

// What is written as one: all of it or nothing.
struct Commit {
  Row row;
  AuditEntry audit;
  std::vector<OutboxEntry> outbox;
};

inline constexpr int64_t body_version = 1;

Row row_of(const Session &);
// The body as JSON, and back. A body of a newer library is read as far as it is known, and what is not known is kept, unless it
// says that it must not be.
std::string body_of(const Session &);
// Status::broken and the reason when the row cannot have been written by us.
Outcome<Session> read_row(const Row &);

// What `step` wants written. `tell`: somebody takes entries from the outbox.
Commit commit_of(const Step &, bool tell);

} // namespace tenon::feedback
