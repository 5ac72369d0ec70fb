// channelling.cpp - lines and messages: one exchange for everything, and ids that must not meet.
#include "simulator/client.hpp"
#include "simulator/world.hpp"

namespace simulator {

void Client::act_on_channel() {
  if (stage_ == Stage::fresh) return open_channel();
  if (!stream_ || calm_) return;
  if (stage_ != Stage::open || stream_->said_all() || stream_->written() - stream_->fed() > 3000) return;
  if (world_.dice.one_in(24)) return write_cancel();
  write_call();
}

void Client::open_channel() {
  tenon_head head{};
  head.carrier = kind_.carrier;
  head.subject = str(name);
  stream_ = lines_.emplace_back(std::make_unique<Line>(world_, *this, Use::channel, ++world_.exchanges_opened)).get();
  stream_->open(head);
  stage_ = Stage::open;
  if (kind_.era == Era::modern) return;
  stage_ = Stage::greeting;
  Question &q = ask(Plan::greet);
  std::string text;
  append_request(text, q);
  stream_->write(text);
  marks_.push_back({stream_->written(), q.slot, 0});
  waiting_.push_back(q.slot);
}

void Client::write_call() {
  Question &q = ask(choose_plan());
  q.id = choose_id();
  for (const uint32_t slot : waiting_) q.same_id = q.same_id || world_.ledger.at(slot).id == q.id;
  q.crowded = waiting_.size() >= world_.bounds.calls;
  std::string text;
  append_request(text, q);
  stream_->write(text);
  marks_.push_back({stream_->written(), q.slot, 0});
  waiting_.push_back(q.slot);
}

void Client::write_cancel() {
  std::string text;
  append_cancel(text, 1);
  stream_->write(text);
  marks_.push_back({stream_->written(), 0, 1});
}

// What the core has read by now. Handlers that answer at once have done so; a call that is cancelled had not.
void Client::after_feeding(Line &line) {
  while (!marks_.empty() && marks_.front().at <= line.fed()) {
    const Mark mark = marks_.front();
    marks_.erase(marks_.begin());
    if (mark.cancels == 0) {
      if (Question &q = world_.ledger.at(mark.slot); q.client == this) q.sent = true;
      continue;
    }
    for (const uint32_t slot : std::vector<uint32_t>(waiting_)) {
      Question &q = world_.ledger.at(slot);
      const bool listed = is_work(q.plan) && q.sent && q.settled == Settled::no && !q.unwanted && (q.ran || world_.bounds.dispatch);
      if (!listed || q.id != mark.cancels) continue;
      want_no_more(q);
      if (!q.ran) break; // a refusal of it may be on its way
      close_cancelled(q, waiting_);
      break;
    }
  }
}

} // namespace simulator
