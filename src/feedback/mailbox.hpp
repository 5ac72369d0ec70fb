// mailbox.hpp - how an answer finds who asked: who waits on which session, and what an agent that comes back may pick up.
//
// An answer is picked up in one of five ways, and none of them loses it: the call that waits gets it; the same question asked
// again joins its session; the same idempotency key is the same session; get_feedback_result has it until it is purged; and the
// next question of the same thread brings along what has not been delivered yet.
#pragma once
#include "feedback/session.hpp"
#include "feedback/store.hpp"
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace tenon::feedback {

// Who waits: a call of the agent, or a person's page that shows what happens.
enum class Waits : uint8_t { agent, page };

// All that wait, by session. Waiters are numbers of the caller's. Its lock is a leaf.
class Mailbox final {
public:
  struct Bounds {
    uint64_t waiters = 20'000;
    uint32_t agents_of_session = 16, pages_of_session = 5;
  };
  explicit Mailbox(Bounds bounds) : bounds_(bounds) {}
  Mailbox() : Mailbox(Bounds{}) {}

  // First attach, then read the session: whoever reads first may sleep for ever. False: a bound is reached.
  bool attach(const std::string &session, uint64_t waiter, Waits);
  // `now`: when the agent was last here; forgotten when there is no memory for it. False: it did not wait.
  bool detach(const std::string &session, uint64_t waiter, int64_t now) noexcept;

  // Who is to be woken when the session has changed, or somebody came or went: the first behind that number; 0: nobody. Needs no memory.
  uint64_t next_waiting(const std::string &session, uint64_t behind) const;
  // Whether the agent is there at this moment: what the page tells the person.
  bool agent_waits(const std::string &session) const;
  size_t pages(const std::string &session) const;
  // When the last of the agent's calls left; 0: none was here, or that is forgotten.
  int64_t agent_left_at(const std::string &session) const;
  void forget(const std::string &session); // it is purged
  size_t size() const;

private:
  struct Box {
    std::vector<std::pair<uint64_t, Waits>> waiters;
    int64_t agent_left_at = 0;
  };
  static constexpr size_t most_quiet = 10'000; // boxes without waiters that are remembered
  void note_quiet(const std::string &session, Box &, int64_t now) noexcept;
  static size_t count(const Box &, Waits);

  const Bounds bounds_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Box> boxes_;
  std::map<int64_t, std::vector<std::string>> quiet_; // by agent_left_at
  size_t size_ = 0, quiet_count_ = 0;
};

// Who asks now. Content alone never joins: two agents of one user that both ask "Continue?" mean two questions.
struct Caller {
  std::string principal, thread, context;
};
bool same_caller(const Asker &, const Caller &);

struct Rejoin {
  bool on = true;
  int64_t window_ms = 900'000; // since the agent was last there, or the end
};

// Whether this question joins that session instead of being asked again: open with nobody waiting, or over and not delivered.
bool may_join(const Session &, const Caller &, const Hash &digest, bool agent_waits, int64_t agent_left_at, const Rejoin &, int64_t now);

// What to ask the store for: sessions with that question, and outcomes that wait for this caller.
Query joinable_query(const Caller &, const Hash &digest);
Query earlier_query(const Caller &);
inline constexpr size_t most_earlier = 5;
// Whether this outcome goes along with the next answer of this caller.
bool comes_along(const Session &, const Caller &);

} // namespace tenon::feedback
