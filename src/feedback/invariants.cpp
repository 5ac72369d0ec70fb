// invariants.cpp - the promises, one by one.
#include "feedback/invariants.hpp"
#include <algorithm>

namespace tenon::feedback {
namespace {

bool has_winner(const Session &session) { return session.winner < session.submissions.size(); }

bool same(const Submission &a, const Submission &b) {
  return a.id == b.id && a.digest == b.digest && a.act == b.act && a.late == b.late && a.by == b.by && a.at == b.at && a.via == b.via;
}

// I3: whoever was told that their words are taken finds them.
bool keeps_all(const Session &before, const Session &after) {
  return before.submissions.size() <= after.submissions.size() &&
         std::equal(before.submissions.begin(), before.submissions.end(), after.submissions.begin(), same);
}

std::string_view broken_change(const Session &before, const Session &after, int64_t now) {
  const bool purging = after.state == State::purged;
  if (after.id != before.id || after.created_at != before.created_at) return "a session stays itself";
  if (after.version != before.version + 1) return "I7: the version rises by one";
  if (before.state == State::purged) return "I1: a tombstone does not change";
  if (over(before.state) && after.state != before.state && !purging) return "I1: what is over stays as it is";
  if (!over(before.state) && purging) return "I6: only what is over is purged";
  if (!purging && before.winner != nobody && after.winner != before.winner) return "I2: the winner is written once";
  if (!purging && !keeps_all(before, after)) return "I3: words that were taken stay";
  if (after.state == State::answered && before.state == State::open && now > before.closes_at()) return "I4: an answer counts in time only";
  if (after.state == State::expired && before.state == State::open && now <= before.closes_at()) return "I5: nothing expires early";
  if (purging && !after.erased && now < before.purge_at) return "I6: nothing is purged early";
  if (after.expires_at < before.expires_at) return "I10: the deadline never moves back";
  if (after.hard_deadline != before.hard_deadline) return "I10: the hard deadline does not move";
  if (!purging && after.asked != before.asked) return "I12: what was asked stays as it was asked";
  if (after.seen_at < before.seen_at) return "I13: a record's time does not go back";
  if (after.audit_head == before.audit_head) return "I7: each change is in the audit";
  return "";
}

} // namespace

std::string_view broken_record(const Session &session) {
  const bool decided = session.state == State::answered || session.state == State::declined;
  if (!session.asked) return "somebody asked";
  if (session.id.empty() || session.version == 0) return "a record has an id and a version";
  if (decided != (session.winner != nobody)) return "I2: answered and declined have a winner, and nothing else has";
  if (decided && !has_winner(session)) return "I2: the winner is one of the submissions";
  if (decided) {
    const Submission &winner = session.submissions[session.winner];
    if (winner.late) return "I2: late words do not win";
    if ((winner.act == Act::answer) != (session.state == State::answered)) return "I4: an answer makes it answered, a decline declined";
  }
  if (session.expires_at > session.hard_deadline) return "I10: the hard deadline is not passed";
  if (over(session.state) != (session.ended_at != 0)) return "what is over has ended at a time";
  if (over(session.state) && session.purge_at == 0) return "what is over is purged one day";
  if ((session.state == State::purged) != over(session.ended_as)) return "a tombstone says what it was";
  if (session.state == State::purged && (!session.submissions.empty() || !session.asked->question.message.empty()))
    return "I6: a tombstone keeps no words";
  return "";
}

std::string_view broken_invariant(const Session *before, const Session &after, int64_t now) {
  if (const std::string_view broken = broken_record(after); !broken.empty()) return broken;
  if (!before) return after.version == 1 && after.state == State::open ? std::string_view() : "a session begins open, as version 1";
  return broken_change(*before, after, now);
}

} // namespace tenon::feedback
