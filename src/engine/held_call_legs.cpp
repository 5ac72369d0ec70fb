// held_call_legs.cpp - 2026-07-28: the client carries what is asked, and comes back with another call; so does a task's next run.
#include "engine/exchange.hpp"
#include "engine/held_call.hpp"
#include "engine/inquiry.hpp"
#include "engine/server.hpp"
#include "ground/words.hpp"
#include <charconv>
#include <new>

namespace tenon::engine {
namespace {

constexpr uint32_t most_legs = 8; // times that a client of 2026-07-28 is asked to come again, before it is told pending

bool read_number(std::string_view &text, uint64_t &out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (!text.empty()) text.remove_prefix(1);
  return true;
}

} // namespace

// "<session> <leg> <legs> <tries> <token>": what comes back with the next leg.
std::string HeldCall::write_leg(Leg leg, uint32_t tries) const {
  return words("{} {} {} {} {}", open_.id, static_cast<char>(leg), legs_, tries, token_);
}

std::optional<HeldCall::Back> HeldCall::read_leg(std::string_view state) {
  Back back;
  uint64_t legs = 0, tries = 0;
  const size_t space = state.find(' ');
  if (space == state.npos || state.size() < space + 4) return std::nullopt;
  back.id = state.substr(0, space);
  back.leg = static_cast<Leg>(state[space + 1]);
  state.remove_prefix(space + 3);
  if (!read_number(state, legs) || !read_number(state, tries)) return std::nullopt;
  back.token = state;
  back.legs = static_cast<uint32_t>(legs);
  back.tries = static_cast<uint32_t>(tries);
  return back;
}

void HeldCall::ask_in_result(protocol::Question asked, Instant now) {
  if (!leave()) return;
  if (!make_token()) return tell_pending();
  const std::string state = write_leg(asked.kind == protocol::Ask::url ? Leg::link : Leg::form, tries_);
  if (reply_->ask({std::move(asked)}, state, now) == Status::ok) return let_reply_go();
  tell_pending();
}

// The budget is spent: once more, without a question. False: it has come again often enough.
bool HeldCall::go_another_leg(Instant now) {
  const bool may = way_ == Way::ask && protocol::facts(revision_).modern && !is_task_ && legs_ < most_legs;
  if (!may || !leave()) return false;
  detach(now);
  ++legs_;
  if (reply_->ask({}, write_leg(Leg::again, tries_), now) == Status::ok) let_reply_go();
  else tell_pending();
  return true;
}

// A later run of the same call.
void HeldCall::come_back(const Call &call) {
  const std::optional<Back> back = read_leg(call.state);
  if (!back) return refuse("There is no question with this sessionId.");
  legs_ = back->legs;
  tries_ = back->tries;
  is_task_ = back->leg == Leg::task || back->leg == Leg::task_link;
  token_ = back->token;
  if (const Ref<HeldCall> before = desk_->take_asking(token_, nullptr)) before->retire();
  if (protocol::facts(revision_).modern || is_task_) reply_->keep(call);
  const json::Value mode = call.arguments.find("mode");
  if (mode.is_text() && mode.text() == "wait") mode_ = feedback::Mode::wait;
  std::string answer;
  if (back->leg != Leg::again) {
    json::Reader reader;
    const json::Trouble trouble = reader.parse_copy(call.answers_json, json::Reader::deepest);
    if (trouble == json::Trouble::memory) throw std::bad_alloc();
    if (trouble == json::Trouble::none) {
      const json::Span whole = reader.whole();
      for (json::Span it = reader.first_of(whole); it.value; it = reader.next_of(it))
        if (it.name.text() == key_of(tries_)) answer = it.raw;
    }
  }
  caller_ = {owner_, "", reply_->caller_context()};
  with_own(back->id, [held = Ref<HeldCall>::share(this), leg = back->leg, answer = std::move(answer)](feedback::Session session) {
    if (leg != Leg::again) return held->take_form(std::move(session), answer, leg == Leg::link || leg == Leg::task_link);
    if (over(session.state)) return held->finish(std::move(session));
    held->dismissed_ = true; // what could be asked here was asked before
    held->wait_for(session, held->moment());
  });
}

// The next run has taken over.
void HeldCall::retire() {
  if (!leave()) return;
  detach(moment());
  const std::lock_guard lock(mutex_);
  inquiry_.reset();
}

} // namespace tenon::engine
