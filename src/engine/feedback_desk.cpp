// feedback_desk.cpp - the tools as the catalog shows them, and the places for calls that are held.
#include "engine/feedback_desk.hpp"
#include "engine/feedback_listing.hpp"
#include "engine/feedback_room.hpp"
#include "engine/held_call.hpp"
#include "engine/server.hpp"
#include "feedback/request.hpp"
#include "ground/words.hpp"
#include <iterator>

namespace tenon::engine {
namespace {

using Desk = std::shared_ptr<FeedbackDesk>;

struct Row {
  uint32_t tool;
  std::string_view name, title, description, annotations;
  std::string (*input)(const feedback::Limits &);
  std::string_view (*output)();
  void (*run)(const Desk &, const Call &, Reply *);
  catalog::TaskSupport tasks;
};

constexpr std::string_view id_property =
    R"("sessionId":{"type":"string","minLength":36,"maxLength":36,"description":"The id of the question, as interactive_feedback gave it."})";

std::string ask_input(const feedback::Limits &limits) {
  std::string out;
  append_request_schema(out, feedback::Door::tool, limits);
  return out;
}

std::string id_input(std::string_view more) {
  return std::string(R"({"type":"object","properties":{)").append(id_property).append(more).append(R"(},"required":["sessionId"],"additionalProperties":false})");
}
std::string result_input(const feedback::Limits &) {
  return id_input(words(R"(,"waitSeconds":{{"type":"integer","minimum":0,"maximum":{},"description":"How long to wait for an answer, if there is none yet."}})",
                        most_wait_seconds));
}
std::string status_input(const feedback::Limits &) { return id_input(""); }
std::string cancel_input(const feedback::Limits &limits) {
  return id_input(words(R"(,"reason":{{"type":"string","maxLength":{},"description":"Why it is withdrawn; the person may see it."}})", limits.reason));
}

constexpr std::string_view reads = R"({"readOnlyHint":true,"openWorldHint":true})";

const Row rows[] = {
    {ask_tool, "interactive_feedback", "Ask a person",
     "Ask the person a question and wait for the answer. Use when a decision is theirs. If the result is `pending`, continue with other work and call "
     "get_feedback_result later.",
     R"({"readOnlyHint":false,"destructiveHint":false,"idempotentHint":false,"openWorldHint":true})", ask_input, outcome_schema, HeldCall::ask, catalog::TaskSupport::by_handler},
    {result_tool, "get_feedback_result", "Get a person's answer",
     "Get the answer to a question that interactive_feedback left pending, waiting up to waitSeconds for it.", reads, result_input, outcome_schema, HeldCall::get,
     catalog::TaskSupport::never},
    {status_tool, "check_feedback_status", "Look at a question", "See whether a question has been answered, without taking the answer.", reads,
     status_input, outcome_schema, HeldCall::check, catalog::TaskSupport::never},
    {cancel_tool, "cancel_feedback", "Withdraw a question",
     "Withdraw a question that nobody needs to answer any more. An answer that was given already stays.",
     R"({"readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,"openWorldHint":true})", cancel_input, outcome_schema, HeldCall::withdraw,
     catalog::TaskSupport::never},
    {list_tool, "list_feedback", "List your questions", "See which questions you have asked, newest first, and how each of them stands.", reads, listing_input, listing_output,
     list_questions, catalog::TaskSupport::never},
};

// What stands behind one tool; its dropper's user.
struct Counter {
  Desk desk;
  const Row *row;
};

void run(void (*)(), void *user, const Call &call, Reply *reply) {
  const Counter &counter = *static_cast<Counter *>(user);
  counter.row->run(counter.desk, call, reply);
}

Status offer_tool(Server &server, const Desk &desk, const Row &row, const Offered *&ours, std::string &why) {
  auto offered = Ref<Offered>::adopt(new Offered);
  ours = offered.get();
  offered->handler.dropper = Dropper(new Counter{desk, &row}, [](void *counter) { delete static_cast<Counter *>(counter); });
  offered->handler.invoke = run;
  const std::string input = row.input(desk->rules.limits);
  return server.add_tool(std::move(offered), {row.name, row.title, row.description, input, row.annotations, row.output(), "", "", "", static_cast<uint64_t>(row.tasks)},
                         false, why);
}

} // namespace

FeedbackDesk::FeedbackDesk(feedback::Ledger its_ledger, DeskRules its_rules, Base its_base, Link its_link, Invite its_invite)
    : ledger(std::move(its_ledger)), rules(its_rules), base(std::move(its_base)), link(std::move(its_link)), invite(std::move(its_invite)),
      patience(rules.hold_ms, rules.hold_with_progress_ms) {}

bool FeedbackDesk::take_place(const std::string &owner) {
  const std::lock_guard lock(mutex_);
  if (held_ >= rules.max_held) return false;
  uint64_t &of_owner = held_of_[owner];
  if (of_owner >= rules.max_subject_held) return false;
  ++of_owner;
  ++held_;
  return true;
}

void FeedbackDesk::leave_place(const std::string &owner) {
  const std::lock_guard lock(mutex_);
  const auto found = held_of_.find(owner);
  if (found == held_of_.end()) return;
  --held_;
  if (--found->second == 0) held_of_.erase(found);
}

uint64_t FeedbackDesk::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

void FeedbackDesk::note_asking(const std::string &token, Ref<HeldCall> call) {
  const std::lock_guard lock(mutex_);
  std::swap(asking_[token], call); // an older one goes without the lock
}

Ref<HeldCall> FeedbackDesk::take_asking(const std::string &token, const HeldCall *only) {
  const std::lock_guard lock(mutex_);
  const auto found = asking_.find(token);
  if (found == asking_.end() || (only && found->second.get() != only)) return {};
  Ref<HeldCall> taken = std::move(found->second);
  asking_.erase(found);
  return taken;
}

Status offer_feedback_tools(Server &server, const Desk &desk, uint32_t which, std::string &why) {
  const Offered *ours[std::size(rows)] = {};
  const auto take_back = [&] { // needs no memory
    for (size_t i = 0; i < std::size(rows); ++i)
      if (ours[i] && server.tools().find(rows[i].name).get() == ours[i]) server.tools().remove(rows[i].name);
  };
  try {
    for (size_t i = 0; i < std::size(rows); ++i) {
      if ((which & rows[i].tool) == 0) continue;
      const Status status = offer_tool(server, desk, rows[i], ours[i], why);
      if (status != Status::ok) return take_back(), status;
    }
    return Status::ok;
  } catch (...) { // out of memory
    take_back();
    throw;
  }
}

Status offer_feedback_tools(Server &server, FeedbackRoom &room, std::string &why) {
  const FeedbackSettings &settings = room.settings();
  DeskRules rules;
  rules.limits = room.rules().limits;
  rules.terms = room.rules().terms;
  rules.forms = room.rules().forms;
  rules.style = settings.seed_texts ? TextStyle::seed : TextStyle::plain;
  rules.ask_in_client = settings.ask_in_client;
  rules.hold_ms = settings.limits.hold_ms;
  rules.hold_with_progress_ms = settings.limits.hold_with_progress_ms;
  rules.max_held = settings.limits.max_held;
  rules.max_subject_held = settings.limits.max_subject_held;
  const bool public_url = web::HostGuard::usable_url(server.options().public_url);
  FeedbackDesk::Base base = [&room, public_url](std::string_view host, bool secure) {
    return (room.settings().sites & site_pages) != 0 && (public_url || !host.empty()) ? room.base(host, secure) : std::string();
  };
  FeedbackDesk::Link link = [&room](const feedback::Session &session, std::string_view below) { return room.link(session, below); };
  FeedbackDesk::Invite invite = [&room](const feedback::Session &session, std::string_view below) { return room.invite(session, below); };
  const auto desk = std::make_shared<FeedbackDesk>(room.ledger(), rules, std::move(base), std::move(link), std::move(invite));
  room.seat(desk);
  return offer_feedback_tools(server, desk, settings.tools, why);
}

} // namespace tenon::engine
