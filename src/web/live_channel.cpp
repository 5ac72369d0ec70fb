// live_channel.cpp - every message goes through the table of states; what is new is what differs from the last look.
#include "web/live_channel.hpp"
#include "web/feedback_views.hpp"
#include <algorithm>

namespace tenon::web {

using feedback::Refused;
using feedback::Session;
using feedback::State;

LiveChannel::LiveChannel(const LiveRules &rules, feedback::Language language, std::string session, Instant now)
    : rules_(&rules), language_(language), session_(std::move(session)), opened_at_(now.monotonic_ms), heard_at_(now.monotonic_ms),
      minute_at_(now.monotonic_ms) {}

LiveEffect LiveChannel::take(json::Reader &reader, std::string_view text, Instant now) {
  if (closed()) return LiveEffect::none;
  if (text.size() > rules_->message_bytes) return move(LiveInput::too_large, now);
  if (over_rate(now)) return move(LiveInput::too_fast, now);
  const LiveInput input = input_of(text, reader);
  if (input != LiveInput::unreadable) heard_at_ = std::max(heard_at_, now.monotonic_ms);
  return move(input, now);
}

void LiveChannel::credential_came() { state_ = step(state_, LiveInput::credential).next; }

void LiveChannel::admit(LiveSeat seat, const LiveLook &look, Instant now) {
  if (step(state_, LiveInput::admitted).effect != LiveEffect::welcome) return;
  state_ = LiveState::open;
  seat_ = std::move(seat);
  heard_at_ = std::max(heard_at_, now.monotonic_ms);
  if (seat_.until != 0) ends_at_ = seat_.until <= now.unix_ms ? now.monotonic_ms : deadline(now, static_cast<uint64_t>(seat_.until - now.unix_ms));
  const Session &session = look.session;
  say(say_established(session, {seat_.client_id, seat_.name, seat_.owner, look.agent_waits}, now.unix_ms));
  shown_ = {session.version, 0, session.state, session.expires_at, session.submissions.size(), look.agent_waits};
  show(look, now);
}

void LiveChannel::turn_away(LiveInput why, Instant now) { move(why, now); }

void LiveChannel::show(const LiveLook &look, Instant now) {
  if (state_ != LiveState::open) return;
  if (look.session.version > shown_.version) tell_changes(look.session, now.unix_ms);
  if (look.session.state == State::purged) return void(move(LiveInput::ended, now));
  if (std::exchange(shown_.agent_waits, look.agent_waits) != look.agent_waits) say(say_presence(look.session, look.agent_waits, now.unix_ms));
  if (look.crowd.version > shown_.crowd) { // an older one is a look that was overtaken
    shown_.crowd = look.crowd.version;
    say(say_crowd(session_, look.crowd));
  }
}

void LiveChannel::kept(bool well, Instant now) {
  if (state_ != LiveState::open) return;
  if (well) say(say_registered(session_, seat_.client_id, now.unix_ms));
  else error(live_trouble(Refused::store_failed), now);
}

void LiveChannel::due(Instant now) {
  if (closed() || now.monotonic_ms < next_due()) return;
  move(now.monotonic_ms >= ends_at_ ? LiveInput::unauthorized : LiveInput::silent, now);
}

uint64_t LiveChannel::next_due() const {
  switch (state_) {
  case LiveState::opening:
  case LiveState::proving: return deadline({opened_at_, 0}, rules_->proof_ms);
  case LiveState::open: return std::min(ends_at_, deadline({heard_at_, 0}, rules_->idle_ms));
  case LiveState::closed: break;
  }
  return never;
}

LiveEffect LiveChannel::move(LiveInput input, Instant now) {
  const LiveStep taken = step(state_, input);
  state_ = taken.next;
  if (closed() && close_code_ == 0) close_code_ = taken.code;
  switch (taken.effect) {
  case LiveEffect::pong: say(say_pong(now.unix_ms)); break;
  case LiveEffect::say_misfit: error(live_trouble(Refused::invalid), now, details_of(heard_.problems, language_)); break;
  case LiveEffect::say_unknown: error(live_trouble(Refused::unknown_message), now); break;
  case LiveEffect::say_unreadable: error(unreadable_message, now); break;
  case LiveEffect::say_unauthorized: error(live_trouble(Refused::unauthorized), now); break;
  case LiveEffect::say_repeated: error(known_already, now); break;
  case LiveEffect::say_missing: error(live_trouble(Refused::no_session), now); break;
  case LiveEffect::say_broken: error(live_trouble(Refused::store_failed), now); break;
  case LiveEffect::say_crowded:
    say(say_connection_error(live_trouble(Refused::too_many_connections), language_, rules_->retry_seconds, now.unix_ms));
    break;
  case LiveEffect::say_too_fast:
    say(say_connection_error(live_trouble(Refused::rate_limited), language_, rules_->retry_seconds, now.unix_ms));
    break;
  case LiveEffect::none:
  case LiveEffect::judge:
  case LiveEffect::welcome:
  case LiveEffect::keep_device: break;
  }
  return taken.effect;
}

LiveInput LiveChannel::input_of(std::string_view text, json::Reader &reader) {
  heard_ = hear_live(reader, text);
  if (!heard_.problems.none()) return LiveInput::misfit;
  switch (heard_.type) {
  case LiveType::ping: return LiveInput::ping;
  case LiveType::app_register: return LiveInput::device;
  case LiveType::authenticate: return LiveInput::credential;
  case LiveType::unknown: return LiveInput::unknown;
  case LiveType::unreadable: break;
  }
  return LiveInput::unreadable;
}

bool LiveChannel::over_rate(Instant now) {
  constexpr uint64_t minute = 60'000;
  if (elapsed(now, minute_at_) >= minute) {
    minute_at_ = now.monotonic_ms;
    in_minute_ = 0;
  }
  return ++in_minute_ > rules_->messages_a_minute;
}

void LiveChannel::error(const LiveTrouble &trouble, Instant now, std::string_view details) {
  say(say_error(trouble, language_, details, now.unix_ms));
}

void LiveChannel::tell_changes(const Session &session, int64_t now) {
  const size_t before = says_.size();
  if (session.expires_at != shown_.expires_at && session.state == State::open) say(say_deadline_changed(session, now));
  if (session.state != shown_.state) say(say_status_changed(session, shown_.state, now));
  for (size_t i = shown_.submissions; i < session.submissions.size(); ++i) say(say_submitted(session, session.submissions[i], seat_.owner));
  if (session.state != shown_.state) tell_ending(session);
  if (says_.size() == before) say(say_updated(session, now));
  shown_.version = session.version;
  shown_.state = session.state;
  shown_.expires_at = session.expires_at;
  shown_.submissions = std::max(shown_.submissions, session.submissions.size());
}

void LiveChannel::tell_ending(const Session &session) {
  if (session.state == State::expired) say(say_expired(session));
  if (session.state == State::cancelled) say(say_cancelled(session));
}

} // namespace tenon::web
