// session.cpp - what can be said of a session by looking at it.
#include "feedback/session.hpp"
#include "feedback/members.hpp"
#include <algorithm>

namespace tenon::feedback {

std::string_view wrong_term(const Terms &terms) {
  constexpr int64_t second = 1000, day = 86'400 * second;
  struct Range {
    std::string_view name;
    int64_t value, least, most;
  };
  const Range ranges[] = {
      {"timeout", terms.timeout_ms, 1, 7 * day},
      {"grace", terms.grace_ms, 0, 60 * second},
      {"hold", terms.hold_ms, 0, 7 * day},
      {"claim", terms.claim_ms, 0, 7 * day},
      {"retention", terms.retention_ms, 0, 90 * day},
      {"tombstone", terms.tombstone_ms, day, 365 * day}, // a key stays taken for a day at least
      {"quorum", terms.quorum, 1, 100},
      {"most_late", terms.most_late, 0, 100},
  };
  for (const Range &each : ranges)
    if (each.value < each.least || each.value > each.most) return each.name;
  return "";
}

Hash digest_of(const Submission &submission) {
  std::string said;
  Members members(said);
  members.text("act", submission.act == Act::answer ? "answer" : "decline");
  append_list(members.value_of("selectedOptions"), submission.answer.selected,
              [&](const std::string &value) { json::append_text(said, value); });
  members.text("freeText", submission.answer.free_text).raw_if("form", submission.answer.form_json);
  members.text("reason", submission.reason).close();
  return hash_of(said);
}

uint32_t late_notes(const Session &session) {
  return static_cast<uint32_t>(std::count_if(session.submissions.begin(), session.submissions.end(),
                                             [](const Submission &each) { return each.late; }));
}

bool undelivered(const Session &session) {
  if (!over(session.state) || session.state == State::purged) return false;
  const Delivery &delivery = session.delivery;
  if (!delivery.handed && !delivery.acked) return true;
  return late_notes(session) > std::max(delivery.handed_late, delivery.acked_late);
}

int64_t due_at(const Session &session) {
  switch (session.state) {
  case State::open: return after(session.closes_at(), 1);
  case State::purged: return after(session.purge_at, session.terms().tombstone_ms);
  default: return session.purge_at;
  }
}

bool removable(const Session &session, int64_t now) { return session.state == State::purged && now >= due_at(session); }

std::string etag(const Session &session) { return '"' + std::to_string(session.version) + '"'; }

} // namespace tenon::feedback
