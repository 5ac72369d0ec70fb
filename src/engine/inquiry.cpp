// inquiry.cpp - sending questions, taking answers, and going on.
#include "engine/inquiry.hpp"
#include "engine/exchange.hpp"
#include "engine/reply.hpp"
#include "engine/server.hpp"
#include "engine/task.hpp"
#include "engine/work.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include <new>

namespace tenon::engine {

Inquiry::Inquiry(Ref<Server> server, Ref<KeptCall> call, Ref<Reply> next, std::vector<protocol::Question> questions, std::string state)
    : server_(std::move(server)), call_(std::move(call)), questions_(std::move(questions)), state_(std::move(state)), next_(std::move(next)),
      answers_(questions_.size()), requests_(questions_.size(), 0) {
  waiter_.inquiry = this;
}

Inquiry::~Inquiry() = default;

std::vector<const protocol::Question *> Inquiry::open_questions() const {
  const std::lock_guard lock(mutex_);
  std::vector<const protocol::Question *> open;
  for (size_t i = 0; i < questions_.size(); ++i)
    if (answers_[i].empty()) open.push_back(&questions_[i]);
  return open;
}

void Inquiry::send(Instant now) {
  Ref<Reply> next;
  {
    const std::lock_guard lock(mutex_);
    next = next_;
  }
  if (!next) return;
  const void *const asked = next->asked();
  if (!asked) return; // given up meanwhile
  {
    const std::lock_guard lock(mutex_);
    if (!next_) return; // so that nobody waits for the end of what is over: see take_next
    const bool patient = !questions_.empty() && questions_.front().checked_later; // whoever asks knows when it is over
    if (!patient) server_->set_deadline(waiter_, deadline(now, server_->limits().answer_wait_ms));
  }
  for (size_t i = 0; i < questions_.size(); ++i) {
    const uint64_t id = server_->questions().add(Ref<Inquiry>::share(this), i, asked);
    bool over = false;
    {
      const std::lock_guard lock(mutex_);
      over = !next_;
      if (!over) requests_[i] = id;
    }
    if (over) return server_->questions().withdraw(id);
    std::string text;
    protocol::append_request_message(text, std::to_string(id), questions_[i], next->origin().revision, call_->again(now).task_id);
    next->say(text, false, now);
  }
}

void Inquiry::take_response(size_t index, const json::Reader &reader, const jsonrpc::Message &message, Instant now) {
  const protocol::Question &question = questions_[index];
  constexpr std::string_view dismissed = R"({"action":"cancel"})";
  json::Reader other;
  const bool dismissal = message.error.value && question.checked_later && other.parse_copy(dismissed, 2) == json::Trouble::none;
  if (message.error.value && !dismissal) {
    const json::Value said = message.error.value.find("message");
    return end_with_refusal(words("The client answered \"{}\" with an error: {}", question.key, said.is_text() ? said.text() : "no words"), now);
  }
  (void)reader;
  const std::string why = dismissal ? take_result(question.key, other.root(), dismissed, now) : take_result(question.key, message.result.value, message.result.raw, now);
  if (!why.empty()) return end_with_fault(words("The client's answer to \"{}\" does not fit: {}", question.key, why), jsonrpc::invalid_params, now);
  Ref<Reply> next;
  {
    const std::lock_guard lock(mutex_);
    next = next_;
  }
  if (const Ref<Task> task = next ? next->task() : Ref<Task>(); task) task->answered(Ref<Inquiry>::share(this), now);
  else if (complete()) go_on(now);
}

std::string Inquiry::take_result(std::string_view key, json::Value result, std::string_view raw, Instant) {
  for (size_t i = 0; i < questions_.size(); ++i) {
    if (questions_[i].key != key) continue;
    if (std::string why = protocol::check_answer(questions_[i], result); !why.empty()) return why;
    const std::lock_guard lock(mutex_);
    if (answers_[i].empty()) answers_[i] = raw;
    return "";
  }
  return "";
}

std::string Inquiry::misfit(std::string_view key, json::Value result) const {
  for (const protocol::Question *question : open_questions())
    if (question->key == key) return protocol::check_answer(*question, result);
  return "";
}

void Inquiry::take_supplied(const std::string &supplied) {
  const Ref<Bench> bench = server_->benches().lend();
  bench->keep(supplied);
  const json::Trouble trouble = bench->parse(static_cast<size_t>(server_->limits().max_nesting));
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  if (trouble != json::Trouble::none) return;
  const json::Span whole = bench->reader.whole();
  for (json::Span it = bench->reader.first_of(whole); it.value; it = bench->reader.next_of(it)) take_result(it.name.text(), it.value, it.raw, {});
}

bool Inquiry::complete() const {
  const std::lock_guard lock(mutex_);
  for (const std::string &answer : answers_)
    if (answer.empty()) return false;
  return true;
}

void Inquiry::go_on(Instant now) {
  const Ref<Inquiry> alive = Ref<Inquiry>::share(this);
  const Ref<Reply> next = take_next();
  if (!next || !next->waits_no_more()) return;
  const Ref<Bench> bench = server_->benches().lend();
  bench->keep(call_->arguments_json());
  bench->parse(static_cast<size_t>(server_->limits().max_nesting));
  append_answers(answers_json_);
  Call call = call_->again(now);
  call.arguments = bench->reader.root();
  call.reader = &bench->reader;
  call.arguments_span = bench->reader.whole();
  call.answers_json = answers_json_;
  call.state = state_;
  call.rounds = call_->rounds() + 1;
  if (!server_->host().dispatch) return Reply::run(next, call);
  auto *const work = new Work({}, bench, next, call);
  work->keep(alive);
  server_->host().dispatch(server_->host().dropper.user(), work);
}

// {"key":answer,...}
void Inquiry::append_answers(std::string &out) const {
  const std::lock_guard lock(mutex_);
  out = "{";
  for (size_t i = 0; i < questions_.size(); ++i) {
    if (i) out += ',';
    json::append_text(out, questions_[i].key);
    out += ':';
    out += answers_[i];
  }
  out += '}';
}

void Inquiry::abandon() noexcept {
  const Ref<Inquiry> alive = Ref<Inquiry>::share(this);
  take_next();
}

void Inquiry::due(Instant now) {
  Ref<Reply> next;
  std::vector<uint64_t> requests;
  {
    const std::lock_guard lock(mutex_);
    next = next_;
    requests = requests_;
  }
  if (!next) return;
  take_back(*next, requests, "timeout", now);
  server_->log({LogLevel::info, "question_unanswered", "timeout", "", call_->again(now).subject, ""});
  end_with_fault("The client did not answer in time", jsonrpc::internal_error, now);
}

void Inquiry::end_with_fault(std::string why, int32_t code, Instant now) {
  const Ref<Inquiry> alive = Ref<Inquiry>::share(this);
  if (const Ref<Reply> next = take_next(); next && next->waits_no_more()) next->settle({Words::Kind::fault, why, code}, now);
}

// The person need not answer any more.
void Inquiry::take_back(Reply &next, const std::vector<uint64_t> &requests, std::string_view reason, Instant now) const {
  for (const uint64_t id : requests) {
    if (id == 0) continue;
    next.say(words("{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{{\"requestId\":{},\"reason\":\"{}\"}}}}", id, reason), false, now);
  }
}

Ref<Reply> Inquiry::overtake(Instant now) noexcept {
  const Ref<Inquiry> alive = Ref<Inquiry>::share(this);
  std::vector<uint64_t> requests;
  try {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < requests_.size(); ++i)
      if (answers_[i].empty()) requests.push_back(requests_[i]);
  } catch (const std::bad_alloc &) { // then the person is not told, and what he says comes too late
  }
  Ref<Reply> next = take_next();
  if (!next || !next->waits_no_more()) return {};
  try {
    take_back(*next, requests, "answered elsewhere", now);
  } catch (const std::bad_alloc &) {
  }
  return next;
}

// Not the client's mistake, but not an answer: the model is told, where there is one.
void Inquiry::end_with_refusal(std::string why, Instant now) {
  const Ref<Inquiry> alive = Ref<Inquiry>::share(this);
  if (const Ref<Reply> next = take_next(); next && next->waits_no_more()) next->settle({Words::Kind::tool_error, why}, now);
}

// From here on the run is the caller's alone; nothing if somebody else was first.
Ref<Reply> Inquiry::take_next() {
  Ref<Reply> next;
  std::vector<uint64_t> requests;
  {
    const std::lock_guard lock(mutex_);
    next = std::move(next_);
    requests.swap(requests_);
  }
  server_->deadlines().cancel(waiter_); // set under the lock, and only while there is a next run
  for (const uint64_t id : requests)
    if (id) server_->questions().withdraw(id);
  return next;
}

} // namespace tenon::engine
