// leaving.cpp - lines that are closed, readers that were cut off, sessions that end, and what is lost with them.
#include "simulator/client.hpp"
#include "simulator/world.hpp"
#include <algorithm>

namespace simulator {

void Client::leave() {
  while (!lines_.empty() && world_.well()) close_line(*lines_.back());
  stage_ = Stage::over;
  clear_away();
}

// A session that was left goes on without us until it idles; what a handler has begun there may be forgotten.
void Client::forget_what_ran() {
  for (const uint32_t slot : std::vector<uint32_t>(waiting_)) {
    Question &q = world_.ledger.at(slot);
    if (!q.ran && !q.unwanted && q.taken) continue;
    strike(waiting_, q);
    world_.ledger.close(q, q.unwanted ? Fate::cancelled : Fate::left_unread);
  }
}

void Client::close_line(Line &line) {
  const bool own = stream_ == &line || line.was_own, whole = line.finished() && !line.stalled; // nothing was left in it
  const bool refused = line.has_head() && line.status != 200;
  if (line.use != Use::channel && line.use != Use::stream) lose_questions(line);
  line.close();
  if (stream_ == &line) stream_ = nullptr;
  const bool ends_all = line.use == Use::channel || (line.use == Use::stream && kind_.era == Era::events);
  if (ends_all && !refused) {
    if (line.use == Use::stream) world_.conversations.erase(name);
    lose_all(line.stalled ? Fate::stalled : Fate::left_unread);
    stage_ = Stage::over;
  } else if ((line.use == Use::stream || line.use == Use::resume) && !refused)
    lose_stream(line, own, line.stalled ? Fate::stalled : whole ? Fate::session_over : Fate::left_unread);
  const auto at = std::find_if(lines_.begin(), lines_.end(), [&](const auto &l) { return l.get() == &line; });
  std::swap(*at, lines_.back());
  lines_.pop_back();
}

// A request is given up. On 2026-07-28 its call ends with it. In a session it goes on: its answer comes to whoever comes back
// for its stream, or, if nothing of that was taken, on the stream of the session.
void Client::lose_questions(Line &line) {
  if (line.use == Use::greet && kind_.era == Era::session && !line.questions.empty()) stage_ = Stage::over; // its session has no owner
  const bool streams = kind_.era == Era::session && line.is_stream() && has_session();
  Broken broken{line.last_event_id, {}, false};
  for (const uint32_t slot : line.questions) {
    Question &q = world_.ledger.at(slot);
    if (!q.sent) world_.ledger.close(q, line.hurried() ? Fate::refused : Fate::not_sent);
    else if (q.unwanted) world_.ledger.close(q, Fate::cancelled);
    else if (streams && (line.took_something() || line.use == Use::resume)) {
      q.paused = false;
      if (!line.last_event_id.empty()) broken.questions.push_back(slot);
      else if (q.is_said()) world_.ledger.close(q, Fate::nameless);
      else {
        q.nameless = true;
        waiting_.push_back(slot);
      }
    } else if (q.is_said()) world_.ledger.close(q, world_.ended ? Fate::server_gone : line.stalled ? Fate::stalled : Fate::left_unread);
    else if (kind_.era == Era::modern) {
      want_no_more(q);
      world_.ledger.close(q, Fate::cancelled);
    } else if (line.use == Use::resume) broken.questions.push_back(slot);
    else waiting_.push_back(slot);
  }
  line.questions.clear();
  if (!broken.questions.empty()) broken_.push_back(std::move(broken));
}

// What was said on that stream and not heard can be fetched by whoever knows an id of it; some do not come back.
void Client::lose_stream(const Line &line, bool own, Fate fate) {
  Broken broken{line.last_event_id, {}, own};
  for (const uint32_t slot : std::vector<uint32_t>(waiting_)) {
    Question &q = world_.ledger.at(slot);
    if (q.via != &line) continue;
    if (fate == Fate::session_over && q.may_be_lost) {
      strike(waiting_, q);
      world_.ledger.close(q, Fate::forgotten);
      continue;
    }
    if (fate == Fate::session_over && has_session() && !world_.ended) world_.complain(name + " read its stream to the end, and an answer was not there");
    strike(waiting_, q);
    if (fate == Fate::session_over || line.last_event_id.empty() || !has_session()) world_.ledger.close(q, fate);
    else broken.questions.push_back(slot);
  }
  if (!broken.questions.empty() || (own && !line.last_event_id.empty() && has_session() && world_.dice.one_in(2))) broken_.push_back(std::move(broken));
}

// The channel, or the stream that is all there is.
void Client::lose_all(Fate ready) {
  for (const uint32_t slot : std::vector<uint32_t>(waiting_)) {
    Question &q = world_.ledger.at(slot);
    Fate fate = ready;
    if (!q.sent) fate = Fate::not_sent;
    else if (q.settled == Settled::no && is_work(q.plan)) {
      fate = Fate::cancelled;
      if (!q.unwanted) want_no_more(q);
    }
    world_.ledger.close(q, world_.ended ? Fate::server_gone : fate);
  }
  waiting_.clear();
}

void Client::want_no_more(Question &q) { q.unwanted = true; }

void Client::close_cancelled(Question &q, std::vector<uint32_t> &from) {
  if (cancelled_.size() >= 8) cancelled_.erase(cancelled_.begin());
  cancelled_.emplace_back(q.slot, q.generation);
  strike(from, q);
  world_.ledger.close(q, Fate::cancelled);
}

void Client::cut_off(Line &line) {
  if (world_.clock.ms() - line.last_taken() < world_.bounds.stalled_ms * (world_.plant == Plant::early_cut ? 2 : 1))
    world_.complain(name + " was cut off although it read in time");
  line.stalled = true;
  if (&line == stream_ && kind_.era == Era::session && line.use != Use::channel) { // nothing is said there any more
    stream_ = nullptr;
    line.was_own = true;
  }
  if (line.use == Use::channel)
    for (const uint32_t slot : waiting_)
      if (Question &q = world_.ledger.at(slot); q.settled == Settled::no && is_work(q.plan)) want_no_more(q);
  if (line.use == Use::call && kind_.era == Era::modern)
    for (const uint32_t slot : line.questions)
      if (Question &q = world_.ledger.at(slot); q.settled == Settled::no && q.taken) want_no_more(q);
  if (line.use == Use::call || line.use == Use::resume) lose_questions(line);
}

void Client::idled_away() {
  world_.conversations.erase(name);
  session_ends();
}

// Calls of a session end with it. What was said on its stream can still be read there.
void Client::session_ends() {
  for (const auto &line : lines_)
    for (const uint32_t slot : line->questions)
      if (Question &q = world_.ledger.at(slot); q.taken && q.settled == Settled::no) want_no_more(q);
  for (const uint32_t slot : std::vector<uint32_t>(waiting_)) {
    Question &q = world_.ledger.at(slot);
    if (q.via) continue;
    if (q.settled == Settled::no) want_no_more(q);
    strike(waiting_, q);
    world_.ledger.close(q, q.settled == Settled::no ? Fate::cancelled : Fate::session_over);
  }
  for (const Broken &broken : broken_)
    for (const uint32_t slot : broken.questions) {
      Question &q = world_.ledger.at(slot);
      if (q.settled == Settled::no) want_no_more(q);
      world_.ledger.close(q, q.settled == Settled::no ? Fate::cancelled : Fate::session_over);
    }
  broken_.clear();
}

void Client::was_settled(Question &q) {
  if (std::find(waiting_.begin(), waiting_.end(), q.slot) == waiting_.end()) return;
  q.via = stream_;
  if (!q.nameless) return;
  strike(waiting_, q);
  world_.ledger.close(q, q.unwanted ? Fate::cancelled : Fate::nameless);
}

void Client::dropped(Question &q, Fate why) {
  if (std::find(waiting_.begin(), waiting_.end(), q.slot) == waiting_.end()) return world_.complain(name + " loses an answer that was not late");
  if (why == Fate::id_reused && in_flight(q.id) == 0) return world_.complain(name + " loses an answer to another of its id, and there is none");
  if (why == Fate::over_bound && undelivered_bytes() <= world_.bounds.undelivered_bytes) return world_.complain(name + " loses an answer to a bound that is not reached");
  strike(waiting_, q);
  world_.ledger.close(q, why);
}

void Client::account_for_the_rest() {
  if (!broken_.empty()) return world_.complain(name + " does not get back to a stream");
  for (const uint32_t slot : std::vector<uint32_t>(waiting_)) {
    if (Question &q = world_.ledger.at(slot); q.may_be_lost) {
      strike(waiting_, q);
      world_.ledger.close(q, Fate::forgotten);
      continue;
    }
    std::string nonce;
    Ledger::append_nonce(nonce, world_.ledger.at(slot));
    if (!world_.ledger.at(slot).unwanted) return world_.complain(name + " never heard of " + nonce + ", and nothing says why");
  }
}

} // namespace simulator
