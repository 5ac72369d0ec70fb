// held_call.hpp - one call of a tool of feedback, from its arguments to its answer, and all the waiting between.
#pragma once
#include "engine/deadlines.hpp"
#include "engine/feedback_desk.hpp"
#include "engine/reply.hpp"
#include "feedback/request.hpp"
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tenon::engine {

// The question lives in the ledger; this is somebody who waits for it, and may go at any time without changing it. It waits on two
// things: the ledger, which says that the session has changed, and its own deadline, for reports and for the end of its patience.
class HeldCall final : public Counted {
public:
  using Desk = std::shared_ptr<FeedbackDesk>;
  // The tools. Each takes the reply over.
  static void ask(const Desk &, const Call &, Reply *);
  static void get(const Desk &, const Call &, Reply *);
  static void check(const Desk &, const Call &, Reply *);
  static void withdraw(const Desk &, const Call &, Reply *);

  void look_again(); // its stream may be lost; any thread, under the exchange's lock
  void due(Instant);
  ~HeldCall();
  void unreferenced() { delete this; }

private:
  enum class Way : uint8_t { ask, get };
  HeldCall(const Desk &, const Call &, Reply *);
  static Ref<HeldCall> begin(const Desk &, const Call &, Reply *);

  // --- from the arguments to a session; in held_call.cpp
  void put_question(const Call &);
  void begun(feedback::Result<feedback::Begun>);
  void with_own(std::string id, std::function<void(feedback::Session)> use);
  void take(const feedback::Session &);

  // --- waiting; in held_call_wait.cpp
  void hold(uint64_t budget_ms, Instant);
  void woken();
  void read();
  void seen(feedback::Result<feedback::Session>);
  void plan(Instant);
  void report(Instant);
  void cut() noexcept;
  bool leave();        // it waits no more; false: somebody else has ended it
  void detach(Instant);
  bool attach();

  // --- the answer; in held_call_answer.cpp
  void finish(feedback::Session);
  void hand_over(feedback::Session, bool mark);
  void bring_earlier(std::function<void(std::vector<feedback::Session>)> use);
  void pending();
  void refuse(std::string_view why);
  void refuse(feedback::Fault);
  void settle(std::string_view result, std::vector<std::string> handed);
  Telling telling(Instant) const;
  Instant moment() const;
  Instant moment(Instant said) const { return said.monotonic_ms ? said : moment(); }

  const Ref<Server> server_;
  const Desk desk_;
  Ref<Reply> reply_; // the host's handle, which is ours
  const Instant began_;
  const std::string owner_, subject_, client_;
  const protocol::Revision revision_;
  const uint32_t client_can_;
  const bool reports_; // the client wants progress
  Way way_ = Way::ask;
  feedback::Mode mode_ = feedback::Mode::automatic;
  feedback::Caller caller_;
  std::string base_, link_; // link_: of the question, once it is there
  OpenQuestion open_; // changed while it waits, under the lock

  mutable std::mutex mutex_; // guards what follows; under it only the deadlines' lock is taken
  Waiter waiter_;
  uint64_t waiter_number_ = 0; // at the ledger; 0: not attached
  bool placed_ = false, over_ = false, reading_ = false, again_ = false;
  int64_t closes_at_ = 0;
  uint64_t budget_end_ = never, report_at_ = never, lost_at_ = never, check_at_ = never;
  int64_t waited_before_ms_ = 0; // of the session, when this call came
};

} // namespace tenon::engine
