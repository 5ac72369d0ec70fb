// decision.hpp - something that the host is asked about a caller, and the exchanges that wait for its word.
#pragma once
#include "access/principal.hpp"
#include "engine/deadlines.hpp"
#include "ground/instant.hpp"
#include "ground/outcome.hpp"
#include "ground/ref.hpp"
#include "web/responder.hpp"
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace tenon::engine {

class Exchange;
class Server;

enum class DecisionKind : uint8_t { key_wanted, token_used, api_key, visited };
enum class DecisionState : uint8_t { open, allowed, denied };

// Settled once, by whoever comes first; from any thread. Its lock is a leaf.
class Decision final : public Counted {
public:
  explicit Decision(DecisionKind);
  // Of a visitor at a question's door; `heard` is called once, when it is settled, with no lock held.
  explicit Decision(std::function<void(web::HostWord, Instant)> heard);
  ~Decision();

  // --- the host's side
  Status allow(access::SharedPrincipal who, Instant); // invalid: an API key without a principal
  Status admit(web::HostWord, Instant); // invalid: nobody stands at a door
  Status deny(Instant);
  void let_go(Instant); // what is not settled is denied

  // --- the house's side
  void expires(Ref<Server>, uint64_t when); // of a visitor's, before the host is asked: then he is to come again
  void due(Instant);
  // Whether it is settled; if not, the exchange hears of it later, by Exchange::decided.
  DecisionState wait(Ref<Exchange>);
  void forget(const Exchange &) noexcept; // it does not wait any more
  DecisionState state() const;
  bool open() const { return state() == DecisionState::open; }
  DecisionKind kind() const { return kind_; }
  const access::SharedPrincipal &who() const { return who_; } // of an API key, once allowed
  void unreferenced() { delete this; }

private:
  Status settle(DecisionState, access::SharedPrincipal, Instant, web::HostWord word = {});

  const DecisionKind kind_;
  Ref<Server> server_; // of one that expires
  Waiter waiter_;
  mutable std::mutex mutex_;
  DecisionState state_ = DecisionState::open;
  access::SharedPrincipal who_; // written before state_ leaves open, never after
  std::vector<Ref<Exchange>> waiting_;
  std::function<void(web::HostWord, Instant)> heard_; // of a visitor's
};

} // namespace tenon::engine
