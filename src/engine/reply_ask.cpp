// reply_ask.cpp - a handler asks: in the result, as requests of ours, or as a task's input; and the run that goes on is prepared.
#include "engine/exchange.hpp"
#include "engine/inquiry.hpp"
#include "engine/reply.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/task.hpp"
#include "ground/words.hpp"
#include "protocol/client_can.hpp"
#include "protocol/request_state.hpp"
#include <new>

namespace tenon::engine {
namespace {

// What a client of 2026-07-28 sent along without a state: does it answer all that is asked?
enum class Supplied : uint8_t { nothing, all, misfit };

Supplied look_at_supplied(Server &server, const std::string &supplied, const std::vector<protocol::Question> &questions, std::string &why) {
  if (supplied.empty() || questions.empty()) return Supplied::nothing;
  const Ref<Bench> bench = server.benches().lend();
  bench->keep(supplied);
  if (bench->parse(static_cast<size_t>(server.limits().max_nesting)) != json::Trouble::none) return Supplied::nothing;
  bool all = true;
  for (const protocol::Question &question : questions) {
    const json::Value result = bench->reader.root().find(question.key);
    if (!result) {
      all = false;
      continue;
    }
    if (const std::string misfit = protocol::check_answer(question, result); !misfit.empty()) {
      why = words("Invalid params: inputResponses: {}: {}", question.key, misfit);
      return Supplied::misfit;
    }
  }
  return all ? Supplied::all : Supplied::nothing;
}

} // namespace

Status Reply::ask(std::vector<protocol::Question> questions, std::string_view state, Instant now, Ref<Inquiry> *made) {
  const Limits &limits = of_.server->limits();
  if (of_.purpose == Purpose::completion || !of_.offered) return Status::invalid;
  if (questions.size() > limits.max_questions || state.size() > limits.max_request_state_bytes) return Status::limit;
  Ref<KeptCall> kept;
  Ref<Task> task;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == ReplyState::settled) return Status::gone;
    kept = kept_;
    if (!kept && running_) kept = KeptCall::of(*running_);
    task = home_.task;
  }
  if (!kept) return Status::not_capable;
  for (const protocol::Question &question : questions)
    if ((protocol::needed(question) & ~of_.client_can) || !protocol::known(question, of_.revision)) return Status::not_capable;
  if (kept->rounds() >= limits.max_rounds) return Status::limit;
  if (task && task->has_asked(questions)) return Status::invalid;

  const bool by_result = protocol::facts(of_.revision).modern && !task;
  if (by_result) {
    std::string why;
    switch (look_at_supplied(*of_.server, kept->supplied(), questions, why)) {
    case Supplied::nothing: return ask_in_result(*kept, questions, state, now);
    case Supplied::misfit: return settle({Words::Kind::fault, why, jsonrpc::invalid_params}, now);
    case Supplied::all: break;
    }
  }
  if (of_.server->ending()) return settle({Words::Kind::fault, "Server is shutting down", jsonrpc::server_error}, now);
  for (protocol::Question &question : questions)
    if (question.kind == protocol::Ask::url && !of_.server->make_id(question.elicitation_id)) return Status::no_entropy;
  return pass_on(std::move(kept), std::move(questions), state, by_result, now, made);
}

// 2026-07-28: the request ends with what is asked, and the client comes back with another.
Status Reply::ask_in_result(const KeptCall &kept, const std::vector<protocol::Question> &questions, std::string_view state, Instant now) {
  Server &server = *of_.server;
  const uint64_t patience = server.limits().request_state_ms;
  const int64_t expires = patience >= static_cast<uint64_t>(INT64_MAX - now.unix_ms) ? INT64_MAX : now.unix_ms + static_cast<int64_t>(patience);
  const protocol::RequestState carried{expires, kept.rounds() + 1, std::string(state), questions, std::vector<std::string>(questions.size())};
  std::string sealed;
  if (!server.seal(protocol::write_state(carried), kept.binding(), sealed)) return Status::no_entropy;
  if (sealed.size() > server.limits().max_request_state_bytes) return Status::limit;
  std::vector<const protocol::Question *> open;
  for (const protocol::Question &question : questions) open.push_back(&question);
  std::string text;
  protocol::append_input_required(text, of_.raw_id, open, sealed, of_.revision, server.server_meta());
  return deliver(ReplyInput::settle, {Words::Kind::whole, text}, now);
}

// The next run's answer takes this one's place on every list, and waits for the answers.
Status Reply::pass_on(Ref<KeptCall> kept, std::vector<protocol::Question> questions, std::string_view state, bool answered, Instant now, Ref<Inquiry> *made) {
  Server &server = *of_.server;
  const auto next = Ref<Reply>::adopt(new Reply(of_));
  const bool state_only = questions.empty();
  const auto inquiry = Ref<Inquiry>::adopt(new Inquiry(of_.server, kept, next, std::move(questions), std::string(state)));
  if (made) *made = inquiry;
  if (answered && !state_only) inquiry->take_supplied(kept->supplied());
  Home home;
  ReplyEffect effect = ReplyEffect::none;
  {
    const std::lock_guard lock(mutex_);
    asked_.store(true, std::memory_order_relaxed);
    const ReplyState before = state_;
    const ReplyStep taken = engine::step(state_, ReplyInput::settle);
    state_.store(taken.next, std::memory_order_release);
    if (before != ReplyState::settled) server.call_settled();
    effect = taken.effect;
    home = std::move(home_);
    next->home_ = home;
    next->batch_ = batch_;
    next->last_progress_ = last_progress_;
    next->inquiry_ = inquiry;
    std::swap(next->hook_, hook_);
  }
  if (effect != ReplyEffect::deliver) { // nobody waits, or it was settled meanwhile: whoever watches has heard of the end
    inquiry->abandon();
    next->forsake();
    return effect == ReplyEffect::gone ? Status::gone : Status::ok;
  }
  try {
    place_next(next, inquiry, home, answered || state_only, now);
  } catch (const std::bad_alloc &) { // this one is settled: what is left of the call is to end it
    if (home.task) home.task->fail_without_words(now);
    next->cancel_with_task(now);
    return Status::broken;
  }
  if (!answered && !state_only) return Status::ok;
  {
    const std::lock_guard lock(mutex_);
    if (running_) { // this run first: it goes on when the handler has returned
      follow_up_ = inquiry;
      return Status::ok;
    }
  }
  inquiry->go_on(now);
  return Status::ok;
}

// On every list that this one stood on; and the questions go out.
void Reply::place_next(const Ref<Reply> &next, const Ref<Inquiry> &inquiry, const Home &home, bool goes_on_at_once, Instant now) {
  uint64_t stream = 0;
  if (home.exchange && !home.exchange->replace(*this, next, stream)) {
    if (!home.session) next->cancel(now);
    else next->leave_exchange(stream);
  }
  if (home.session && !home.session->replace(*this, next)) next->cancel(now);
  if (home.task) home.task->ask(next, inquiry, now);
  else if (!goes_on_at_once) inquiry->send(now);
}

} // namespace tenon::engine
