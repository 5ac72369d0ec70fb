// session.cpp - what can be said of a session by looking at it.
#include "feedback/session.hpp"
#include "feedback/members.hpp"
#include <algorithm>

namespace tenon::feedback {

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
