// live.hpp - an exchange that has become the channel of a question: who it is, what it hears, until one of the two closes it.
#pragma once
#include "engine/deadlines.hpp"
#include "engine/decision.hpp"
#include "engine/exchange.hpp"
#include "feedback/ledger.hpp"
#include "ground/ref.hpp"
#include "web/live_channel.hpp"
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tenon::engine {

struct GateState;
struct LiveHall;

// Held by its exchange until that closes. What happens to the question wakes it on any thread; it looks and speaks at the next
// tick, which knows the time.
class Live final : public Counted {
public:
  struct Words {
    std::string session;
    web::LiveKind kind = web::LiveKind::web;
    feedback::Language language = feedback::Language::en;
  };
  // What a credential has proved.
  struct Pass {
    std::optional<std::string> owner; // of a principal, whose questions these have to be; none: whoever reads the page
    int64_t until = 0;                // Unix milliseconds; 0: for good
  };
  static Pass pass_of(const access::Principal &who) { return {who.owner, who.expires_at * 1000}; }
  Live(Ref<Exchange>, Words, Instant);

  // What came with the head: one of these, or nothing, and the first message has to say it.
  void enter(Pass, Instant);
  void show_ticket(std::string_view sealed, Instant);
  void wait_for_credential(Instant);

  void take(std::string_view text, Instant); // a message of the client's
  void decided(const Decision &, DecisionState, Instant);
  void due(Instant);
  void left(Instant); // the exchange closes, or says no more
  void unreferenced() { delete this; }

private:
  LiveHall &hall();
  bool at_work() const { return static_cast<bool>(exchange_); } // under the lock

  void turn_away(web::LiveInput why, Instant);
  void check_ticket(std::string_view sealed, Instant);
  void look_in(const Pass &, feedback::Result<feedback::Session>, Instant);
  void admit(const Pass &, const feedback::Session &, Instant);
  void look(Instant);
  void hear(std::string_view text, Instant);
  void give_up(Instant) noexcept;
  void looked(const feedback::Result<feedback::Session> &, Instant);
  void wake();
  void keep_device(web::LiveDevice, Instant);
  void settle(Instant); // says what is to be said, and when to come again

  // Tokens; in live_proof.cpp.
  void check_token(bool may_want_key, Instant);
  void ask(Ref<Decision>, access::SharedPrincipal, Instant);
  void judge(DecisionKind, DecisionState, access::SharedPrincipal, Instant);
  void refuse_token(std::string_view reason, Instant);
  void let_in(const access::Principal &, Instant);
  void audit(bool allowed, std::string_view reason, const access::Principal *, Instant) const;
  std::string token() const;

  const Ref<Server> server_;
  const Words words_;
  Waiter waiter_;
  mutable std::mutex mutex_; // guards what follows; before those of the exchange and the deadlines
  Ref<Exchange> exchange_;   // nothing once it has closed
  web::LiveChannel channel_;
  std::vector<std::string> says_; // not said yet
  uint64_t number_ = 0;           // the ledger's
  std::string name_;              // in the room
  std::string token_;             // while it is being judged
  Ref<Decision> decision_;
  access::SharedPrincipal who_;   // whom the token names, if the host lets it pass
  uint64_t look_at_ = never;      // there may be something to see
  bool looking_ = false, speaking_ = false;
};

} // namespace tenon::engine
