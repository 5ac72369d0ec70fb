// ledger.hpp - all questions, wherever they are kept: a change is read, stepped and written until it stands, and whoever waits hears.
#pragma once
#include "feedback/mailbox.hpp"
#include "feedback/session_states.hpp"
#include "feedback/store.hpp"
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tenon::feedback {

// What became of an event.
struct Changed {
  Verdict verdict = Verdict::unchanged;
  Session session;             // as it is now
  size_t submission = nobody;  // of session.submissions: the one that this was about
};

// What became of a question.
struct Begun {
  enum class How : uint8_t {
    asked,    // it is a new session
    repeated, // its idempotency key stands for this one
    joined,   // the same caller asked the same a moment ago, and nobody waits for that
    conflict, // its idempotency key stands for another question
    too_many, // this principal has as many open questions as it may
  } how = How::asked;
  Session session;
};

struct LedgerOptions {
  Rejoin rejoin;
  Mailbox::Bounds waiters;
  uint64_t open_of_principal = 100; // questions at a time; 0: any number
  bool tell = false;                // somebody takes entries from the outbox
  // Hears of each step that this ledger has written, with the record that it made; with no lock held. Null: nobody.
  std::function<void(const Step &, int64_t now)> written;
};

// A handle: copies share what is behind. For any number of threads. Answers come as the store's do: now or later, on any thread,
// with no lock held; they may call the ledger again. All times are Unix milliseconds.
class Ledger final {
public:
  using NewId = std::function<bool(std::string &)>; // false: no randomness
  using Wake = std::function<void()>; // what it throws is lost: others are to be woken, too

  Ledger(Store store, LedgerOptions options, NewId new_id);

  // A new session for that question, or the one that it is: by its key, or because the same caller asks the same again.
  void begin(std::shared_ptr<const Asked> asked, Caller caller, int64_t now, Done<Begun> done) const;
  void read(std::string id, Done<Session> done) const;
  // Steps until the store has taken it. not_found: there is no such session; busy: others were faster all the time.
  void change(std::string id, Event event, int64_t now, Done<Changed> done) const;
  // Outcomes of that caller's that nobody has got yet, the oldest first, at most most_earlier; not `but`.
  void earlier(Caller caller, std::string but, Done<std::vector<Session>> done) const;
  // What is due by now expires, is purged or goes. The value: when to come again; INT64_MAX: nothing waits.
  void sweep(int64_t now, Done<int64_t> done) const;

  // From now on `wake` is called when the session has changed, or somebody came or went: then read. Attach first, read then, or a
  // change between the two is never heard of. 0: a bound is reached. Wakes come with no lock held, and one may still come after detach.
  uint64_t attach(const std::string &id, Waits kind, Wake wake) const;
  void detach(const std::string &id, uint64_t waiter, int64_t now) const;
  bool agent_waits(const std::string &id) const;
  size_t pages(const std::string &id) const;
  size_t waiters() const;

  const Store &store() const;

  struct Core;

private:
  std::shared_ptr<Core> core_;
};

} // namespace tenon::feedback
