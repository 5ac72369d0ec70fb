// reply.hpp - one answer that the host owes: to whom it goes, and whether it was given.
#pragma once
#include "engine/call_note.hpp"
#include "engine/kept_call.hpp"
#include "engine/offered.hpp"
#include "engine/receipt.hpp"
#include "engine/reply_states.hpp"
#include "ground/instant.hpp"
#include "ground/outcome.hpp"
#include "ground/ref.hpp"
#include "protocol/input_required.hpp"
#include "protocol/revision.hpp"
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

class Exchange;
class HeldCall;
class Inquiry;
class Server;
class Session;
class Task;

// Whether a call got a place to be answered from.
enum class Registered : uint8_t {
  yes,
  too_many,
  same_id,
  closed, // nobody waits any more
  ended,  // its session does not exist any more
};

// The requests of one JSON-RPC batch; guarded by the lock of the exchange that brought it.
struct Batch final : Counted {
  std::vector<std::string> parts; // responses so far
  size_t owed = 0;
  void unreferenced() { delete this; }
};

// What settles a reply.
struct Words {
  enum class Kind : uint8_t {
    text, tool_error, result, structured, blob, not_found, fault,
    whole,  // `text` is the response itself, written by the house
  } kind;
  std::string_view text; // the text, the JSON, the base64, or the fault's message
  int32_t code = 0;      // of a fault
  std::string_view data = {};      // of a fault, JSON; of a blob, its media type
  const json::Reader *reader = nullptr; // of a result: where it was parsed
  int http_status = 200;
  bool is_error = false; // of a result
};

// Runs drop exactly once, and cancelled at most once before; not while a lock is held.
struct CancelHook {
  Dropper dropper;
  void (*cancelled)(void *) = nullptr;
};

// Two owners: the host until it releases, and the exchange, session or task that waits until it is settled or given up.
class Reply final : public Counted {
public:
  // Who is called, and what the answer needs to know of the question.
  struct Origin {
    Ref<Server> server;
    Ref<Offered> offered; // nothing for what the house itself owes (tasks/result)
    Purpose purpose = Purpose::tool;
    protocol::Revision revision = protocol::latest;
    std::string raw_id, progress_token;
    int8_t log_level = 127; // the least severity that is wanted, 2026-07-28
    uint32_t client_can = 0;
    bool cacheable = true;  // not an answer to a retry (2026-07-28 server/utilities/caching)
    std::string uri;        // of a resource's reading
    uint64_t span = 0;
    KeptNote note;          // of a call that is recorded
  };
  explicit Reply(Origin);
  ~Reply();

  // Where the answer goes. A modern call has an exchange; an older one has a session too, which inherits the call when the
  // exchange is lost; on the 2024-11-05 transport it has the session alone; a task's call has the task alone. Set once, before anyone
  // else sees the reply.
  void goes_to(Ref<Exchange>, Ref<Session>, Ref<Batch>);
  void goes_to(Ref<Task>);

  // The host's side, from any thread.
  Status settle(const Words &, Instant);
  Status progress(double done, double total, std::string_view message, Instant);
  Status log(int severity, std::string_view logger, std::string_view data_json, Instant);
  // `made`: what waits for the answers, if it is not the client that carries the questions.
  Status ask(std::vector<protocol::Question>, std::string_view state, Instant, Ref<Inquiry> *made = nullptr);
  Status begin_task(uint64_t ttl_ms, uint64_t poll_ms, std::string_view message, Instant);
  Status task_status(std::string_view message, Instant);
  Status close_stream(Instant);
  Status when_cancelled(std::unique_ptr<CancelHook>);
  bool cancelled() const { return unwanted_.load(std::memory_order_acquire); }
  void release_by_host(Instant);

  // The house's side.
  void keep(const Call &); // the handler is the house's own and may ask later, when the call's views are gone
  void go_with(Receipt);   // before it is settled: what becomes of the answer
  Receipt take_receipt();
  void watched_by(Ref<HeldCall>); // it is told when the client's stream is lost, or found again
  bool attended() const; // the client is there, as far as we know
  std::string caller_context() const; // "session:..." or "channel:...": equal for the calls of one caller; "": cannot be told
  struct Called {
    std::string host; // as the client's HTTP calls it; "": it came another way
    bool secure = false;
  };
  Called called_host() const;
  void forsake(); // never got a place to go to: it was not given to the host
  void cancel(Instant) noexcept; // nobody waits any more
  void cancel_with_task(Instant) noexcept; // the same for a task's call
  void leave_exchange(uint64_t stream); // the exchange is lost; the session waits. `stream`: of its events, if the client may come back
  bool waits_on(uint64_t stream) const; // lost with that stream
  bool waits_no_more(); // its answers are there: from here on it is a run's; false: it was given up
  bool join(Ref<Exchange>, uint64_t stream); // the client came back for that stream; false: the call does not wait on it
  Ref<Exchange> exchange() const;
  Ref<Task> task() const;
  // Runs the handler. The call's views are valid while it runs.
  static void run(Ref<Reply>, const Call &);
  // A message of ours that belongs to this call: a request, or one that may give way.
  Status say(std::string_view text, bool droppable, Instant);

  const std::string &raw_id() const { return of_.raw_id; }
  const Ref<Batch> &batch() const { return batch_; }
  Ref<Server> server_ref() const { return of_.server; }
  Server &server() const { return *of_.server; }
  const Origin &origin() const { return of_; }
  Offered *offered() const { return of_.offered.get(); }
  const void *asked() const; // whom questions of this call go to: the session or the channel
  void append_answer(std::string &out, const Words &) const;
  void end_span(std::string_view error, int32_t code, Instant) noexcept;

  void unreferenced() { delete this; }

private:
  struct Home { // where the answer goes
    Ref<Exchange> exchange;
    Ref<Session> session;
    Ref<Task> task;
    uint64_t stream = 0; // of events, when the exchange was lost with one
  };
  Status deliver(ReplyInput, const Words &, Instant);
  Status refuse_size(Instant);
  ReplyEffect leave(ReplyInput, Home &home);
  Status ask_in_result(const KeptCall &, const std::vector<protocol::Question> &, std::string_view state, Instant);
  Status pass_on(Ref<KeptCall>, std::vector<protocol::Question>, std::string_view state, bool answered, Instant, Ref<Inquiry> *made);
  void place_next(const Ref<Reply> &next, const Ref<Inquiry> &, const Home &, bool goes_on_at_once, Instant);
  void let_hook_go() noexcept;
  void let_watcher_go() noexcept;
  bool lost_with(uint64_t stream) const; // under the lock

  friend class Inquiry;
  const Origin of_;
  Ref<Batch> batch_;
  mutable std::mutex mutex_; // guards what follows; never held while another lock is taken
  std::atomic<ReplyState> state_{ReplyState::owed}; // written under the lock; `settled` is final and may be read without
  Home home_;
  double last_progress_;
  const Call *running_ = nullptr; // while the handler is on a stack
  Ref<KeptCall> kept_;
  Ref<Inquiry> follow_up_; // goes on when the handler has returned
  Ref<Inquiry> inquiry_;   // what the run that will owe this waits for
  std::unique_ptr<CancelHook> hook_;
  Receipt receipt_;
  Ref<HeldCall> watcher_;
  std::atomic<bool> unwanted_{false}, asked_{false};
};

} // namespace tenon::engine
