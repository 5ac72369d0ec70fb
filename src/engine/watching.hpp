// watching.hpp - an exchange that waits for what becomes of a question: a stream of events, or one answer when it is over.
#pragma once
#include "engine/deadlines.hpp"
#include "engine/exchange.hpp"
#include "feedback/mailbox.hpp"
#include "ground/ref.hpp"
#include <mutex>
#include <string>

namespace tenon::engine {

// Held by its exchange until that closes. The ledger wakes it on any thread; it looks and speaks at the next tick, which knows the time.
class Watching final : public Counted {
public:
  struct Wish {
    feedback::Waits kind = feedback::Waits::page; // page: events; agent: one answer
    uint64_t seen = 0;       // events: the version that is known already
    uint64_t until = never;  // agent: then the answer says that it is still open
  };
  Watching(Ref<Exchange>, std::string session, Wish);

  // False: too many watch this session already.
  bool begin(Instant);
  void due(Instant);
  void left(Instant); // the exchange closes
  void unreferenced() { delete this; }

private:
  void wake();
  void look(Instant);
  void tell(const feedback::Session &, Exchange &, Instant);
  void tell_trouble(feedback::Fault, Exchange &, Instant);
  void tell_events(const feedback::Session &, Exchange &, Instant);
  void looked(Instant);
  void look_later(Instant);
  void end_waiting(Instant);

  const Ref<Server> server_;
  const std::string session_;
  const Wish wish_;
  Waiter waiter_;
  std::mutex mutex_; // guards what follows; before that of the deadlines
  Ref<Exchange> exchange_; // nothing once it has closed, or been answered
  uint64_t number_ = 0;    // the ledger's
  bool ready_ = false, looking_ = false, again_ = false;
  // Of whoever looks, one at a time.
  bool told_agent_ = false, agent_waits_ = false;
  uint64_t told_version_ = 0;
  int64_t told_expires_at_ = 0;
};

} // namespace tenon::engine
