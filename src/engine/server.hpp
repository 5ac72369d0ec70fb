// server.hpp - identity, catalog, policy and open work; shared by all threads.
#pragma once
#include "crypto/entropy.hpp"
#include "crypto/seal.hpp"
#include "engine/deadlines.hpp"
#include "engine/exchange.hpp"
#include "engine/feedback_room.hpp"
#include "engine/gate.hpp"
#include "engine/host.hpp"
#include "engine/listeners.hpp"
#include "engine/options.hpp"
#include "engine/questions.hpp"
#include "engine/session_ledger.hpp"
#include "engine/shelf.hpp"
#include "engine/task_ledger.hpp"
#include "engine/workbench.hpp"
#include "ground/outcome.hpp"
#include "protocol/dispatch.hpp"
#include "protocol/identity.hpp"
#include "web/cross_origin.hpp"
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>

namespace tenon::engine {

// What opens an exchange, as the host said it; views into its memory.
struct HeadWords {
  Carrier carrier = Carrier::http;
  std::string_view method, target, peer, subject, scopes;
  bool secure = false;
  std::span<const framing::HeaderLine> headers;
  void *user = nullptr;
  void (*wake)(void *) = nullptr;
  void (*drop)(void *) = nullptr;
};

struct Counts {
  uint64_t exchanges, calls, conversations, tools, requests, resources, templates, prompts, listens, tasks, questions;
};

class Server final : public Counted {
public:
  Server(Options, Host);
  ~Server();

  // --- the host's verbs
  Status open(const HeadWords &, Instant, Exchange *&out); // on failure the head's drop is the caller's to run
  Status add_tool(Ref<Offered>, const catalog::ToolWords &, bool replace, std::string &why);
  Status add_resource(Ref<Offered>, const catalog::ResourceWords &, std::string &why);
  Status add_template(Ref<Offered>, const catalog::TemplateWords &, std::string &why);
  Status add_prompt(Ref<Offered>, const catalog::PromptWords &, std::string &why);
  Status remove(Shelf &, std::string_view name);
  Status add_schema(std::string_view uri, std::string_view text, std::string &why);
  void resource_updated(std::string_view uri, Instant);
  void set_seal_keys(std::shared_ptr<const crypto::SealKeys>);
  std::optional<Refusal> require_token(const GateWords &);
  std::optional<Refusal> set_keys(const std::vector<access::KeySource> &);
  // Questions to people, from now on; once. `store`: where they are kept.
  std::optional<Refusal> offer_feedback(FeedbackSettings, feedback::Store);
  void tick(Instant);
  void drain(Instant);
  void destroy(Instant);
  Counts counts() const;
  Instant at(Instant); // the same moment, with a clock that never goes back
  Instant latest() const { return {latest_ms_.load(std::memory_order_relaxed), latest_unix_ms_.load(std::memory_order_relaxed)}; } // that the host told
  void tell_host();    // callbacks that had to wait until no lock was held

  // --- the house
  const Options &options() const { return options_; }
  const Limits &limits() const { return options_.limits; }
  const Host &host() const { return host_; }
  BenchPool &benches() { return benches_; }
  Deadlines &deadlines() { return deadlines_; }
  void set_deadline(Waiter &, uint64_t when);
  Shelf &tools() { return tools_; }
  Shelf &resources() { return resources_; }
  Shelf &templates() { return templates_; }
  Shelf &prompts() { return prompts_; }
  Listeners &listeners() { return listeners_; }
  Questions &questions() { return questions_; }
  TaskLedger &tasks() { return tasks_; }
  json::Value empty_object() const { return nothing_.root(); } // the arguments of a call that has none
  const web::HostGuard &guard() const { return guard_; }
  Gate &gate() { return gate_; }
  FeedbackRoom *feedback() const { return room_.load(std::memory_order_acquire); } // null: nobody is asked anything
  const access::Principal &nobody() const { return nobody_; } // who asks where nobody is asked who they are
  web::ResourceFacts resource_facts(const GateRules &, const framing::Request &) const;
  void audit(const AuditLine &) const;
  bool ended() const { return ended_.load(); }
  bool ending() const { return ending_.load(std::memory_order_acquire); }
  bool takes_anybody() const { return options_.authless && !gate_.guards(); }
  bool shared_cache() const { return takes_anybody(); } // nobody's answer differs from another's
  bool offers_site(web::Endpoint) const;
  std::string introduction(protocol::Revision) const;
  std::string_view server_meta() const { return server_meta_; }
  uint32_t offers() const { return offers_.load(std::memory_order_acquire); }
  bool offers(uint32_t what) const { return (offers() & what) == what; }

  // What a client carries for us. False: no randomness.
  bool seal(std::string_view plain, std::string_view bound_to, std::string &out);
  std::optional<std::string> unseal(std::string_view sealed, std::string_view bound_to);
  bool make_id(std::string &out); // an opaque id; false: no randomness
  bool random(void *out, size_t len); // false: no randomness

  // Tracing. 0: nobody traces.
  uint64_t begin_span(SpanLine);
  void end_span(uint64_t id, std::string_view error, int32_t code, Instant) const noexcept;
  bool traces() const { return host_.span != nullptr; }

  void tell_task(const Task &, Instant); // to those who listen for it

  Ref<Session> begin_session(const access::Principal &, bool lives_by_stream, Instant); // nothing: too many, or no randomness
  Ref<Session> find_session(std::string_view id, std::string_view owner);              // nothing: unknown, or another's
  void end_session(Session &, Instant);

  void log(const LogLine &) const;
  void request_taken() { requests_.fetch_add(1, std::memory_order_relaxed); }
  void call_opened() { calls_.fetch_add(1, std::memory_order_relaxed); }
  void call_settled() { calls_.fetch_sub(1, std::memory_order_relaxed); }
  void forget(Exchange &);
  void recycle(Exchange *) noexcept;
  void unreferenced() { delete this; }

private:
  struct Told { // somebody who hears of a change, kept alive until told
    Ref<Exchange> exchange;
    Ref<Session> session;
    std::string raw_id;
  };
  static void note_listener(std::vector<Told> &, Listener &);
  Status put(Shelf &, Ref<Offered>, uint64_t most, bool replace, const char *kind, std::string &why);
  Status read_tool(Offered &, const catalog::ToolWords &, std::string &why);
  std::vector<std::pair<std::string, std::string>> schemas(std::vector<json::Reader> &, std::vector<schema::Registered> &);
  std::shared_ptr<const crypto::SealKeys> seal_keys();
  void note_keys(const std::vector<std::string> &notes) const;
  void offer(uint32_t what);
  void list_changed(Change);
  Ref<Exchange> enroll_exchange(bool &room);
  std::vector<Ref<Exchange>> all_exchanges();
  Ref<Exchange> chain_exchanges();
  void abandon(Exchange &, Instant);

  Host host_; // first in, last out: its drop runs when all else is gone
  const Options options_;
  const web::HostGuard guard_;
  crypto::Entropy entropy_;
  std::string server_meta_;
  json::Reader nothing_;
  BenchPool benches_;
  Deadlines deadlines_;
  Shelf tools_{"tools", 't'}, resources_{"resources", 'r'}, templates_{"resourceTemplates", 'm'}, prompts_{"prompts", 'p'};
  Listeners listeners_;
  Questions questions_;
  TaskLedger tasks_;
  SessionLedger sessions_;
  std::atomic<uint32_t> offers_{0};
  std::atomic<uint64_t> spans_{0};
  std::mutex keys_mutex_;
  std::shared_ptr<const crypto::SealKeys> keys_; // made when first needed, unless the host gives some
  std::mutex schemas_mutex_;
  std::map<std::string, std::string, std::less<>> schemas_; // registered by URI
  Gate gate_;
  access::Principal nobody_;
  std::mutex room_mutex_;
  std::unique_ptr<FeedbackRoom> room_kept_;
  std::atomic<FeedbackRoom *> room_{nullptr};

  mutable std::mutex exchanges_mutex_;
  Exchange *newest_ = nullptr;
  uint64_t exchange_count_ = 0;
  std::vector<Exchange *> spare_;

  std::atomic<uint64_t> calls_{0}, requests_{0}, latest_ms_{0};
  std::atomic<int64_t> latest_unix_ms_{0};
  std::atomic<bool> ending_{false}, ended_{false}, deadline_moved_{false};
};

// {"jsonrpc":"2.0","id":null,"error":...}
std::string error_body(const jsonrpc::Fault &);

} // namespace tenon::engine
