// session_states.cpp - everything that can change a session is in this table.
#include "feedback/session_states.hpp"
#include "feedback/invariants.hpp"
#include "feedback/members.hpp"
#include <algorithm>

#ifndef NDEBUG
#include <stdexcept>
#endif

namespace tenon::feedback {
namespace {

using Rule = Step (*)(const Session &, const Event &, int64_t now);

Step say(Verdict verdict, size_t submission = nobody) {
  Step step;
  step.verdict = verdict;
  step.submission = submission;
  return step;
}

Step change(const Session &session, Topic topic = Topic::none) {
  Step step;
  step.verdict = Verdict::done;
  step.next = session;
  step.topic = topic;
  return step;
}

Step end(const Session &session, State state, int64_t now, Topic topic) {
  Step step = change(session, topic);
  step.settles = true;
  step.next->state = state;
  step.next->ended_at = now;
  step.next->purge_at = after(now, session.terms().retention_ms);
  step.next->claim = {};
  return step;
}

bool out_of_time(const Session &session, int64_t now) { return now > session.closes_at(); }

// The time has run out and nobody has said so yet.
Step expire(const Session &session, int64_t now, Verdict verdict) {
  Step step = end(session, State::expired, now, Topic::expired);
  step.verdict = verdict;
  return step;
}

// --- whatever the state

Step gone(const Session &, const Event &, int64_t) { return say(Verdict::gone); }
Step nothing(const Session &, const Event &, int64_t) { return say(Verdict::unchanged); }
Step not_over(const Session &, const Event &, int64_t) { return say(Verdict::not_over); }
Step closed(const Session &, const Event &, int64_t) { return say(Verdict::closed); }
Step already(const Session &session, const Event &, int64_t) { return say(Verdict::already, session.winner); }

Step repeat(const Session &session, const Event &event, int64_t) {
  return say(event.digest == session.asked->digest ? Verdict::repeated : Verdict::idempotency_conflict);
}

// --- while it is open

Step view(const Session &session, const Event &, int64_t now) {
  if (session.viewed_at != 0) return say(Verdict::unchanged);
  Step step = change(session, Topic::viewed);
  step.next->viewed_at = now;
  return step;
}

bool claimed_by_another(const Session &session, const Event &event, int64_t now) {
  return session.claim.live(now) && session.claim.holder != event.by;
}

// Each change is an entry of the audit; what people may do again and again comes to an end.
bool weary(const Session &session) { return session.version >= most_changes; }

Step claim(const Session &session, const Event &event, int64_t now) {
  if (out_of_time(session, now)) return expire(session, now, Verdict::closed);
  if (claimed_by_another(session, event, now)) return say(Verdict::claimed);
  const bool fresh = session.claim.live(now) && session.claim.until - now > session.terms().claim_ms / 2;
  if (event.by.empty() || fresh || weary(session)) return say(Verdict::unchanged); // nobody in particular cannot hold it
  Step step = change(session, Topic::claimed);
  step.next->claim = {event.by, after(now, session.terms().claim_ms)};
  return step;
}

Step release(const Session &session, const Event &event, int64_t now) {
  if (!session.claim.live(now)) return say(Verdict::unchanged);
  if (session.claim.holder != event.by && event.role == Role::responder) return say(Verdict::claimed);
  if (weary(session)) return say(Verdict::unchanged);
  Step step = change(session);
  step.next->claim = {};
  return step;
}

// Later, never earlier, never past the hard deadline.
Step prolong(const Session &session, int64_t until) {
  const int64_t expires_at = std::min(session.hard_deadline, until);
  if (expires_at <= session.expires_at || weary(session)) return say(Verdict::unchanged);
  Step step = change(session);
  step.next->expires_at = expires_at;
  return step;
}

// A keystroke that would gain next to nothing changes nothing.
Step touch(const Session &session, const Event &, int64_t now) {
  if (out_of_time(session, now)) return expire(session, now, Verdict::closed);
  const int64_t until = after(now, session.terms().hold_ms), gain = until - session.expires_at;
  const bool worth = gain >= std::min<int64_t>(5000, session.terms().hold_ms / 4) || until >= session.hard_deadline;
  return worth ? prolong(session, until) : say(Verdict::unchanged);
}

Step extend(const Session &session, const Event &event, int64_t now) {
  return out_of_time(session, now) ? expire(session, now, Verdict::closed) : prolong(session, event.until);
}

Step cancel(const Session &session, const Event &event, int64_t now) {
  Step step = end(session, State::cancelled, now, Topic::cancelled);
  step.next->ended_by = event.by;
  step.next->end_reason = event.reason;
  step.next->delivery.acked = event.role == Role::asker; // who withdrew it need not be told
  return step;
}

Step expire_in_time(const Session &session, const Event &, int64_t now) {
  return out_of_time(session, now) ? expire(session, now, Verdict::done) : say(Verdict::unchanged);
}

// --- words of people

void add(Step &step, const Event &event, int64_t now) {
  Submission said = *event.submission;
  said.at = now;
  said.act = event.kind == EventKind::decline ? Act::decline : Act::answer;
  said.by = event.by;
  said.via = event.via;
  said.digest = digest_of(said);
  step.submission = step.next->submissions.size();
  step.next->submissions.push_back(std::move(said));
}

// The same submission id once more: the first outcome again, or a refusal if it stands for other words.
std::optional<Step> seen_before(const Session &session, const Event &event) {
  const auto &all = session.submissions;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Submission &each) {
    return !each.id.empty() && each.id == event.submission->id;
  });
  if (found == all.end()) return std::nullopt;
  Submission now = *event.submission;
  now.act = event.kind == EventKind::decline ? Act::decline : Act::answer;
  const Verdict verdict = digest_of(now) == found->digest ? Verdict::replayed : Verdict::submission_conflict;
  return say(verdict, static_cast<size_t>(found - all.begin()));
}

Step keep_late(const Session &session, const Event &event, int64_t now) {
  if (late_notes(session) >= session.terms().most_late) return say(Verdict::late_full);
  Step step = change(session, Topic::late);
  step.verdict = Verdict::late;
  add(step, event, now);
  Submission &said = step.next->submissions.back();
  said.late = true;
  said.superseded = session.winner != nobody;
  return step;
}

// Votes are few: as many as the quorum.
Step submit(const Session &session, const Event &event, int64_t now) {
  if (auto before = seen_before(session, event)) return *std::move(before);
  if (out_of_time(session, now)) return expire(session, now, Verdict::again);
  const auto &votes = session.submissions;
  if (std::any_of(votes.begin(), votes.end(), [&](const Submission &each) { return each.by == event.by; })) return say(Verdict::voted);
  if (claimed_by_another(session, event, now) && shows_refusal(event.via)) return say(Verdict::claimed);

  const bool declined = event.kind == EventKind::decline;
  const bool decides = declined || votes.size() + 1 >= session.terms().quorum;
  Step step = !decides   ? change(session)
              : declined ? end(session, State::declined, now, Topic::declined)
                         : end(session, State::answered, now, Topic::answered);
  add(step, event, now);
  if (decides) step.next->winner = step.submission;
  return step;
}

Step submit_second(const Session &session, const Event &event, int64_t now) {
  if (auto before = seen_before(session, event)) return *std::move(before);
  return shows_refusal(event.via) ? say(Verdict::already, session.winner) : keep_late(session, event, now);
}

Step submit_late(const Session &session, const Event &event, int64_t now) {
  if (auto before = seen_before(session, event)) return *std::move(before);
  const bool wanted = session.terms().late_notes || !shows_refusal(event.via);
  return wanted ? keep_late(session, event, now) : say(Verdict::closed);
}

// --- after the end

Step deliver(const Session &session, const Event &, int64_t) {
  if (!undelivered(session)) return say(Verdict::unchanged);
  Step step = change(session);
  step.next->delivery.handed = true;
  step.next->delivery.handed_late = late_notes(session);
  return step;
}

Step take_back(const Session &session, const Event &, int64_t) {
  if (!session.delivery.handed) return say(Verdict::unchanged);
  Step step = change(session);
  step.next->delivery.handed = false;
  step.next->delivery.handed_late = session.delivery.acked_late;
  return step;
}

Step ack(const Session &session, const Event &, int64_t) {
  if (!session.delivery.handed) return say(Verdict::unchanged);
  Step step = change(session);
  step.next->delivery = {.handed = false, .acked = true, .handed_late = 0, .acked_late = session.delivery.handed_late};
  return step;
}

Step purge(const Session &session, bool erased, int64_t now) {
  Step step = change(session);
  step.drop_blobs = true;
  Session &next = *step.next;
  auto left = std::make_shared<Asked>();
  left->digest = session.asked->digest;
  left->terms = session.asked->terms;
  const Asker &asker = session.asked->asker;
  left->asker = {asker.principal, asker.thread, asker.context, "", asker.source, asker.key, ""};
  next.asked = std::move(left);
  next.ended_as = session.state;
  next.state = State::purged;
  next.purge_at = now;
  next.submissions.clear();
  next.winner = nobody;
  next.end_reason.clear();
  next.beyond.clear();
  next.erased = erased;
  return step;
}

Step purge_in_time(const Session &session, const Event &, int64_t now) {
  return now >= session.purge_at ? purge(session, false, now) : say(Verdict::unchanged);
}

Step erase(const Session &session, const Event &, int64_t now) { return purge(session, true, now); }

// clang-format off
constexpr Rule table[states][event_kinds] = {
  //             create  view     claim    release  touch    extend   answer         decline        cancel   tick            deliver   deliver_failed ack       erase
  /* open */      {repeat, view,    claim,   release, touch,   extend,  submit,        submit,        cancel,  expire_in_time, not_over, not_over,      not_over, not_over},
  /* answered */  {repeat, nothing, already, nothing, already, already, submit_second, submit_second, nothing, purge_in_time,  deliver,  take_back,     ack,      erase},
  /* declined */  {repeat, nothing, already, nothing, already, already, submit_second, submit_second, nothing, purge_in_time,  deliver,  take_back,     ack,      erase},
  /* cancelled */ {repeat, nothing, closed,  nothing, closed,  closed,  submit_late,   submit_late,   nothing, purge_in_time,  deliver,  take_back,     ack,      erase},
  /* expired */   {repeat, nothing, closed,  nothing, closed,  closed,  submit_late,   submit_late,   nothing, purge_in_time,  deliver,  take_back,     ack,      erase},
  /* purged */    {repeat, gone,    gone,    gone,    gone,    gone,    gone,          gone,          gone,    gone,           gone,     gone,          gone,     gone},
};
// clang-format on

// The entry names what was done and to what it led; of what was said it holds the digest alone.
void write_audit(Step &step, const Event *event, std::string_view kind, const Hash &previous, int64_t now) {
  Session &next = *step.next;
  next.seen_at = now;
  ++next.version;
  std::string &body = step.audit.body;
  Members members(body);
  members.integer("version", static_cast<int64_t>(next.version)).integer("at", now).text("event", kind);
  if (event) members.text_if("by", event->by);
  if (event && event->submission) members.text("via", word(event->via)).text_if("submission", event->submission->id);
  if (step.submission != nobody) members.text("digest", hash_text(next.submissions[step.submission].digest));
  else if (!event) members.text("digest", hash_text(next.asked->digest));
  members.text("state", word(next.state)).integer("expiresAt", next.expires_at);
  members.text("previous", hash_text(previous)).close();
  step.audit.version = next.version;
  step.audit.at = now;
  next.audit_head = hash_of(step.audit);
}

void must_hold([[maybe_unused]] const Session *before, [[maybe_unused]] const Step &step, [[maybe_unused]] int64_t now) {
#ifndef NDEBUG
  if (!step.next) return;
  if (const std::string_view broken = broken_invariant(before, *step.next, now); !broken.empty()) throw std::logic_error(std::string(broken));
#endif
}

} // namespace

Step step(const Session &session, const Event &event, int64_t now) {
  now = std::max(now, session.seen_at);
  Step taken = table[static_cast<int>(session.state)][static_cast<int>(event.kind)](session, event, now);
  if (taken.next) write_audit(taken, &event, word(event.kind), session.audit_head, now);
  must_hold(&session, taken, now);
  return taken;
}

Step begin(std::string id, std::shared_ptr<const Asked> asked, int64_t hard_deadline, int64_t now) {
  now = std::max<int64_t>(now, 1); // 0 means: not yet
  Step step;
  step.verdict = Verdict::done;
  step.topic = Topic::asked;
  Session &session = step.next.emplace();
  session.id = std::move(id);
  session.asked = std::move(asked);
  session.created_at = now;
  session.hard_deadline = std::max(hard_deadline, now);
  session.expires_at = std::min(after(now, session.terms().timeout_ms), session.hard_deadline);
  write_audit(step, nullptr, word(EventKind::create), Hash{}, now);
  must_hold(nullptr, step, now);
  return step;
}

std::string_view word(EventKind kind) {
  constexpr std::string_view words[event_kinds] = {"create", "view",   "claim", "release", "touch",          "extend", "answer",
                                                   "decline", "cancel", "tick",  "deliver", "deliver_failed", "ack",    "erase"};
  return words[static_cast<int>(kind)];
}

std::string_view word(Verdict verdict) {
  constexpr std::string_view words[verdicts] = {
      "done",  "unchanged", "repeated", "replayed", "late",      "again",    "already", "voted", "submission_conflict", "idempotency_conflict",
      "claimed", "closed", "late_full", "not_over", "gone"};
  return words[static_cast<int>(verdict)];
}

std::string_view word(Topic topic) {
  constexpr std::string_view words[] = {"", "asked", "viewed", "claimed", "answered", "declined", "cancelled", "expired", "late"};
  return words[static_cast<int>(topic)];
}

} // namespace tenon::feedback
