// server.hpp - identity, catalog, policy and open work; shared by all threads.
#pragma once
#include "access/token_policy.hpp"
#include "crypto/entropy.hpp"
#include "engine/deadlines.hpp"
#include "engine/exchange.hpp"
#include "engine/host.hpp"
#include "engine/options.hpp"
#include "engine/session_ledger.hpp"
#include "engine/tool_catalog.hpp"
#include "engine/workbench.hpp"
#include "ground/outcome.hpp"
#include "protocol/identity.hpp"
#include "web/cross_origin.hpp"
#include <array>
#include <atomic>
#include <memory>
#include <mutex>

namespace tenon::engine {

// What opens an exchange, as the host said it; views into its memory.
struct HeadWords {
  Carrier carrier = Carrier::http;
  std::string_view method, target, peer, subject;
  std::span<const framing::HeaderLine> headers;
  void *user = nullptr;
  void (*wake)(void *) = nullptr;
  void (*drop)(void *) = nullptr;
};

struct Counts {
  uint64_t exchanges, calls, conversations, tools, requests;
};

class Server final : public Counted {
public:
  Server(Options, Host);
  ~Server();

  // --- the host's verbs
  Status open(const HeadWords &, Instant, Exchange *&out); // on failure the head's drop is the caller's to run
  Status add_tool(Ref<OfferedTool>, const catalog::ToolWords &, std::string &why);
  Status remove_tool(std::string_view name);
  void require_token(std::shared_ptr<const access::TokenPolicy>);
  void tick(Instant);
  void drain(Instant);
  void destroy(Instant);
  Counts counts() const;
  Instant at(Instant); // the same moment, with a clock that never goes back
  void tell_host();    // callbacks that had to wait until no lock was held

  // --- the house
  const Options &options() const { return options_; }
  const Limits &limits() const { return options_.limits; }
  const Host &host() const { return host_; }
  BenchPool &benches() { return benches_; }
  Deadlines &deadlines() { return deadlines_; }
  void set_deadline(Waiter &, uint64_t when);
  ToolCatalog &tools() { return tools_; }
  json::Value empty_object() const { return nothing_.root(); } // the arguments of a call that has none
  const web::HostGuard &guard() const { return guard_; }
  bool asks_for_token() const { return asks_for_token_.load(std::memory_order_acquire); }
  std::shared_ptr<const access::TokenPolicy> policy() const;
  bool ended() const { return ended_.load(); }
  bool ending() const { return ending_.load(std::memory_order_acquire); }
  bool shared_cache() const { return options_.authless; } // nobody's answer differs from another's
  std::string_view introduction(protocol::Revision r) const { return introductions_[static_cast<size_t>(r)]; }

  Ref<Session> begin_session(std::string_view subject, bool lives_by_stream, Instant); // nothing: too many, or no randomness
  Ref<Session> find_session(std::string_view id, std::string_view subject);            // nothing: unknown, or another's
  void end_session(Session &, Instant);

  void log(const LogLine &) const;
  void request_taken() { requests_.fetch_add(1, std::memory_order_relaxed); }
  void call_opened() { calls_.fetch_add(1, std::memory_order_relaxed); }
  void call_settled() { calls_.fetch_sub(1, std::memory_order_relaxed); }
  void forget(Exchange &);
  void recycle(Exchange *) noexcept;
  void unreferenced() { delete this; }

private:
  Ref<Exchange> enroll_exchange(bool &room);
  std::vector<Ref<Exchange>> all_exchanges();
  Ref<Exchange> chain_exchanges();
  void abandon(Exchange &, Instant);

  Host host_; // first in, last out: its drop runs when all else is gone
  const Options options_;
  const web::HostGuard guard_;
  crypto::Entropy entropy_;
  std::array<std::string, protocol::revisions.size()> introductions_;
  json::Reader nothing_;
  BenchPool benches_;
  Deadlines deadlines_;
  ToolCatalog tools_;
  SessionLedger sessions_;
  mutable std::mutex policy_mutex_;
  std::shared_ptr<const access::TokenPolicy> policy_;

  mutable std::mutex exchanges_mutex_;
  Exchange *newest_ = nullptr;
  uint64_t exchange_count_ = 0;
  std::vector<Exchange *> spare_;

  std::atomic<uint64_t> calls_{0}, requests_{0}, latest_ms_{0};
  std::atomic<bool> ending_{false}, ended_{false}, deadline_moved_{false}, asks_for_token_{false};
};

// {"jsonrpc":"2.0","id":null,"error":...}
std::string error_body(const jsonrpc::Fault &);

} // namespace tenon::engine
