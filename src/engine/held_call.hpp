// held_call.hpp - one call of a tool of feedback, from its arguments to its answer, and all the waiting between.
#pragma once
#include "engine/deadlines.hpp"
#include "engine/feedback_desk.hpp"
#include "engine/owed.hpp"
#include "engine/reply.hpp"
#include "feedback/request.hpp"
#include <memory>
#include <mutex>
#include <optional>
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

  // What a client said to a form or a link of ours, as a response; an error is no answer.
  static void take_response(const Desk &, std::string_view id, std::string_view context, std::string_view result_json, Instant);

  void look_again(); // its stream may be lost; any thread, under the exchange's lock
  void due(Instant);
  ~HeldCall();
  void unreferenced() { delete this; }

private:
  enum class Way : uint8_t { ask, get };
  HeldCall(const Desk &, const Call &, Ref<Reply>);
  static Ref<HeldCall> begin(const Desk &, const Call &, Reply *);

  // How a call of 2026-07-28, or a task's, is run again: with a form or the word that a link was opened, or for nothing but more time.
  enum class Leg : char { form = 'f', link = 'l', task = 't', task_link = 'u', again = 's' };
  struct Back {
    std::string id, token;
    Leg leg{};
    uint32_t legs = 0, tries = 0;
  };

  // What follows when the ledger has answered. Where memory is missing on the way, the call ends with an error.
  template <class T, class Use> feedback::Done<T> then(Use);

  // --- from the arguments to a session; in held_call.cpp
  void put_question(const Call &);
  void begun(feedback::Result<feedback::Begun>);
  void with_own(std::string id, std::function<void(feedback::Session)> use);
  void take(const feedback::Session &);

  // --- asking in the client; in held_call_form.cpp
  void wait_for(const feedback::Session &, Instant);
  std::optional<protocol::Question> question_in_client(const feedback::Session &) const;
  static std::string key_of(uint32_t tries);
  void take_form(feedback::Session, const std::string &answer, bool link);
  bool make_token();
  void let_reply_go() noexcept;

  // --- in the result, and coming back; in held_call_legs.cpp
  void ask_in_result(protocol::Question, Instant);
  bool go_another_leg(Instant);
  std::string write_leg(Leg, uint32_t tries) const;
  static std::optional<Back> read_leg(std::string_view state);
  void come_back(const Call &);
  void retire();

  // --- as a task; in held_call_task.cpp
  bool become_task(const feedback::Session &, Instant);
  void ask_in_task(protocol::Question, Instant);
  bool regain(Instant);

  // --- beside the page; in held_call_beside.cpp
  void ask_beside(protocol::Question, Instant);
  void wait_on(Instant) noexcept;
  void ask_once_more(const feedback::Session &, std::string problem, uint32_t tries, Instant);
  void withdraw_request(Instant);
  void request_is_back() noexcept;
  void tell_completed(Instant);

  // --- waiting; in held_call_wait.cpp
  void hold(uint64_t budget_ms, Instant);
  void woken();
  void read() noexcept;
  void read_later() noexcept;
  void seen(feedback::Result<feedback::Session>);
  void look_around(Instant);
  void plan(Instant);
  void report(Instant);
  void cut() noexcept;
  void give_up() noexcept;
  void keep_waiter();
  void arm(const Ref<Reply> &);
  bool leave() noexcept; // it waits no more; false: somebody else has ended it
  void detach(Instant) noexcept;
  bool attach();

  // --- the answer; in held_call_answer.cpp
  void finish(feedback::Session);
  void hand_over(feedback::Session, bool mark);
  void bring_earlier(std::function<void(std::vector<feedback::Session>)> use);
  void pending();
  void tell_pending();
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
  uint32_t legs_ = 0, tries_ = 1;
  bool is_task_ = false, dismissed_ = false; // dismissed_: the person at the client was asked, and left it open
  std::string problem_, token_;              // what was wrong with the last form; by which its legs are known
  OpenQuestion open_; // changed while it waits, under the lock

  mutable std::mutex mutex_; // guards what follows; under it only the deadlines' lock is taken
  Waiter waiter_;
  uint64_t waiter_number_ = 0; // at the ledger; 0: not attached
  Ref<Inquiry> inquiry_;       // a task's form; its answer is the next run's
  std::string shown_;          // the request of ours that is out
  bool asking_ = false, look_ = false; // look_: at whether the client is still there
  bool placed_ = false, over_ = false, reading_ = false, again_ = false;
  int64_t closes_at_ = 0;
  uint64_t budget_end_ = never, report_at_ = never, lost_at_ = never, check_at_ = never, read_at_ = never;
  int64_t waited_before_ms_ = 0; // of the session, when this call came
};

template <class T, class Use> feedback::Done<T> HeldCall::then(Use use) {
  const auto owed = owe([held = Ref<HeldCall>::share(this)] { held->give_up(); });
  return [owed, use = std::move(use)](feedback::Result<T> got) mutable {
    use(std::move(got));
    owed->pay();
  };
}

} // namespace tenon::engine
