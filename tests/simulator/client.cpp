// client.cpp - temperament, and the next small act.
#include "simulator/client.hpp"
#include "simulator/world.hpp"
#include <algorithm>

namespace simulator {

Client::Client(World &world, const Kind &kind, uint64_t serial)
    : name("c" + std::to_string(serial)), revision(kind.revision), world_(world), kind_(kind) {
  Dice &dice = world.dice;
  patient_ = dice.one_in(2);
  slow_ = dice.one_in(6);
  restless_ = dice.one_in(4);
  patience_ = dice.between(5, 120);
  if (kind.carrier == TENON_HTTP) token_ = world.sign_token(name);
}

void Client::step() {
  if (!lines_.empty() && !(lines_.size() < 4 && world_.dice.one_in(3))) advance(*lines_[world_.dice.below(lines_.size())]);
  else act();
}

void Client::act() {
  if (stage_ == Stage::over) return clear_away();
  if (world_.ended) return lines_.empty() ? retire() : void();
  if (calm_ && stage_ == Stage::fresh) return retire();
  if (patience_ == 0 && !calm_) return go_home();
  if (kind_.carrier == TENON_HTTP) act_on_http();
  else act_on_channel();
}

// Some leave in the middle of everything, some wait for what they asked.
void Client::go_home() {
  if (restless_) return leave();
  if (kind_.carrier != TENON_HTTP && stream_) return stream_->fed() == stream_->written() || world_.dice.one_in(20) ? stream_->end() : void();
  const bool has_time = world_.dice.one_in(2);
  if (kind_.era == Era::session && has_session() && !has_time) return say_goodbye();
  if (at_rest() || world_.dice.one_in(200)) leave();
}

// Feeds or listens; a line that is over is closed.
void Client::advance(Line &line) {
  Dice &dice = world_.dice;
  if (restless_ && !calm_ && dice.one_in(line.use == Use::stream || line.use == Use::resume || line.use == Use::channel ? 400 : 60)) return close_line(line);
  const bool feeds = !line.said_all() && (line.use != Use::channel || line.fed() < line.written());
  if (feeds && (line.use != Use::channel || dice.one_in(2))) {
    const bool whole = line.feed();
    if (line.use == Use::channel) return after_feeding(line);
    if (!whole || (dice.one_in(8) && !calm_)) return;
    all_said(line);
    return;
  }
  if (slow_ && !calm_ && !dice.one_in(20)) return;
  line.listen(slow_ && !calm_ ? dice.between(1, 600) : SIZE_MAX, patient_ && !calm_);
  hear_all(line);
  if (line.finished() && world_.well()) finish(line);
}

void Client::finish(Line &line) {
  if (line.use == Use::channel) {
    if (line.stalled || line.no_room || line.said_all() || world_.ended) return close_line(line);
    return world_.complain(name + ": the channel ended by itself");
  }
  finish_http(line);
}

void Client::retire() { stage_ = Stage::over; }

// Nothing is asked any more; a stream that nobody ends is closed at last.
void Client::clear_away() {
  if (lines_.empty()) {
    for (const Broken &broken : broken_) waiting_.insert(waiting_.end(), broken.questions.begin(), broken.questions.end());
    broken_.clear();
    return forget_what_ran();
  }
  if (stream_ && lines_.size() == 1 && world_.dice.one_in(20)) close_line(*stream_);
}

void Client::calm_down() { calm_ = true; }

bool Client::at_rest() const {
  if (stage_ == Stage::over) return over();
  return waiting_.empty() && broken_.empty() && (lines_.empty() || (lines_.size() == 1 && stream_ && stream_->fed() == stream_->written()));
}

uint64_t Client::in_flight(uint64_t id) const {
  uint64_t found = 0;
  const auto count = [&](const std::vector<uint32_t> &questions) {
    for (const uint32_t slot : questions) {
      const Question &q = world_.ledger.at(slot);
      found += q.taken && q.settled == Settled::no && !q.unwanted && (id == any || q.id == id);
    }
  };
  count(waiting_);
  for (const Broken &broken : broken_) count(broken.questions);
  if (kind_.era != Era::events) // there the questions of a request wait for the stream
    for (const auto &line : lines_) count(line->questions);
  return found;
}

uint64_t Client::undelivered_bytes() const {
  uint64_t bytes = 0;
  for (const uint32_t slot : waiting_) {
    const Question &q = world_.ledger.at(slot);
    if (q.settled != Settled::no || &q == world_.settling) bytes += 300 + 6u * q.filler;
  }
  return bytes;
}

} // namespace simulator
