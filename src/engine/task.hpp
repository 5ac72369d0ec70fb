// task.hpp - a tool's call that outlives its request: its state, what it asks, and its result until it is forgotten.
#pragma once
#include "engine/deadlines.hpp"
#include "engine/inquiry.hpp"
#include "engine/reply.hpp"
#include "protocol/task_states.hpp"
#include "protocol/tasks.hpp"
#include <mutex>
#include <string>
#include <vector>

namespace tenon::engine {

class Task final : public Counted {
public:
  struct Terms {
    std::string id, owner, status_message;
    protocol::Revision revision;
    uint64_t ttl_ms, poll_ms; // ttl_ms off: kept until the server ends
    std::string progress_token;
  };
  // 2025-11-25: the session on whose stream we may speak, or the channel.
  Task(Ref<Server>, Terms, Ref<Session>, Ref<Exchange> channel, Instant);
  ~Task();

  const std::string &id() const { return terms_.id; }
  const std::string &owner() const { return terms_.owner; }
  protocol::Revision revision() const { return terms_.revision; }
  std::string caller_context() const;
  const void *asked() const; // who answers requests of ours; nobody on 2026-07-28
  bool belongs_to(std::string_view owner) const { return owner == terms_.owner; }

  // --- the call's side
  void runs(Ref<Reply>, Instant);                       // the reply that is owed now; nobody waits for it if the task is over
  void deliver(Reply &, const Words &, Instant);        // its answer
  void fail_without_words(Instant) noexcept;            // there is no memory for it
  // A key names one question in a task's whole life (tasks extension, Task Update Requests).
  bool has_asked(const std::vector<protocol::Question> &) const;
  void ask(Ref<Reply> next, Ref<Inquiry>, Instant);
  void answered(const Ref<Inquiry> &, Instant); // one of its questions, or all
  void note_status(std::string_view message, Instant);
  void say(std::string_view text, bool droppable, Instant); // progress; on 2025-11-25 only

  // --- the client's side
  // Calls `use` with the task as it is now, under the lock: it may only write text.
  template <class Use> void look(Use use) const {
    const std::lock_guard lock(mutex_);
    use(view());
  }
  bool over() const;
  // tasks/update: why an answer does not fit, or "".
  std::string take_answers(const json::Reader &, const json::Span &responses, Instant);
  bool cancel(Instant); // false: it is over
  // tasks/result of 2025-11-25: answered when the task is over.
  void await(Ref<Reply>, Instant);

  void keep_until(Instant); // arms the deadline
  void due(Instant);        // its time is over
  void end(Instant) noexcept; // forgotten: whoever waits is told
  void unreferenced() { delete this; }

private:
  void keep_answer(Reply &, const Words &, Instant);
  protocol::TaskView view() const; // under the lock
  bool step(protocol::TaskInput, Instant);
  void tell(Instant); // status notifications
  void answer_waiters(Instant);
  void ask_client(Instant);

  Ref<Server> server_;
  const Terms terms_;
  const Ref<Session> session_;
  const Ref<Exchange> channel_;
  const int64_t created_unix_ms_;
  const uint64_t created_ms_;
  Waiter waiter_;

  mutable std::mutex mutex_; // guards what follows; under it an inquiry may be looked at, and nothing else is locked
  protocol::TaskState state_ = protocol::TaskState::working;
  int64_t updated_unix_ms_;
  std::string status_message_, result_json_, error_json_;
  Ref<Reply> call_;
  Ref<Inquiry> inquiry_;
  bool is_error_ = false;
  bool asked_ = false; // the inquiry's requests are sent (2025-11-25)
  std::vector<const protocol::Question *> open_; // of inquiry_, for view()
  std::vector<std::string> keys_;                // that were asked, at most max_rounds times max_questions
  std::vector<Ref<Reply>> waiters_;
};

} // namespace tenon::engine
