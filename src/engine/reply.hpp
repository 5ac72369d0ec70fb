// reply.hpp - one answer that the host owes: to whom it goes, and whether it was given.
#pragma once
#include "engine/offered_tool.hpp"
#include "engine/reply_states.hpp"
#include "ground/instant.hpp"
#include "ground/outcome.hpp"
#include "ground/ref.hpp"
#include "protocol/revision.hpp"
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

class Exchange;
class Server;
class Session;

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
  enum class Kind : uint8_t { text, tool_error, result, fault } kind;
  std::string_view text; // the text, the CallToolResult's JSON, or the fault's message
  int32_t code = 0;      // of a fault
};

// Two owners: the host until it releases, and the exchange or session that waits until it is settled or given up.
class Reply final : public Counted {
public:
  Reply(Ref<Server>, Ref<OfferedTool>, protocol::Revision, std::string_view raw_id, std::string_view progress_token);

  ~Reply();

  // Where the answer goes. A modern call has an exchange; an older one has a session too, which inherits the call when the
  // exchange is lost; on the 2024-11-05 transport it has the session alone. Set once, before anyone else sees the reply.
  void goes_to(Ref<Exchange>, Ref<Session>, Ref<Batch>);

  // The host's side, from any thread.
  Status settle(const Words &, Instant);
  Status progress(double done, double total, std::string_view message, Instant);
  bool cancelled() const { return unwanted_.load(std::memory_order_acquire); }
  void release_by_host(Instant);

  // The house's side.
  void forsake(); // never got a place to go to: it was not given to the host
  void cancel(Instant) noexcept; // nobody waits any more
  void leave_exchange(); // the exchange is lost; the session waits
  const std::string &raw_id() const { return raw_id_; }
  const Ref<Batch> &batch() const { return batch_; }
  Ref<Server> server_ref() const;
  Server &server() const { return *server_; }
  OfferedTool &tool() const { return *tool_; }
  void append_answer(std::string &out, const Words &) const;

  void unreferenced() { delete this; }

private:
  Status deliver(ReplyInput, const Words &, Instant);
  Status refuse_size(const Words &, Instant);
  Status say(std::string_view text, Instant);

  Ref<Server> server_;
  Ref<OfferedTool> tool_;
  const std::string raw_id_, progress_token_;
  Ref<Batch> batch_;
  std::mutex mutex_; // guards what follows; never held while another lock is taken
  std::atomic<ReplyState> state_{ReplyState::owed}; // written under the lock; `settled` is final and may be read without
  Ref<Exchange> exchange_;
  Ref<Session> session_;
  double last_progress_;
  std::atomic<bool> unwanted_{false};
  const protocol::Revision revision_;
};

} // namespace tenon::engine
