// stored_session.cpp - the row, what is committed with it, and a session as one line of JSON.
#include "feedback/stored_session.hpp"
#include "feedback/members.hpp"

namespace tenon::feedback {
namespace {

void append_asker(std::string &out, const Asker &asker) {
  Members(out)
      .text_if("principal", asker.principal)
      .text_if("thread", asker.thread)
      .text_if("context", asker.context)
      .text_if("client", asker.client)
      .text_if("source", asker.source)
      .text_if("key", asker.key)
      .raw_if("metadata", asker.metadata_json)
      .close();
}

void append_terms(std::string &out, const Terms &terms) {
  Members(out)
      .integer("timeoutMs", terms.timeout_ms)
      .integer("graceMs", terms.grace_ms)
      .integer("holdMs", terms.hold_ms)
      .integer("claimMs", terms.claim_ms)
      .integer("retentionMs", terms.retention_ms)
      .integer("tombstoneMs", terms.tombstone_ms)
      .integer("quorum", terms.quorum)
      .integer("mostLate", terms.most_late)
      .truth("lateNotes", terms.late_notes)
      .close();
}

void append_submission(std::string &out, const Submission &said) {
  Members members(out);
  members.text_if("id", said.id).text("digest", hash_text(said.digest)).text("act", said.act == Act::answer ? "answer" : "decline");
  members.truth_if("late", said.late).truth_if("superseded", said.superseded).text("via", word(said.via));
  members.text_if("by", said.by).text_if("name", said.name).text_if("auth", said.auth).integer("at", said.at);
  if (said.act == Act::answer) append_answer(members.value_of("answer"), said.answer);
  members.text_if("reason", said.reason).raw_if("about", said.about_json).close();
}

} // namespace

std::string body_of(const Session &session) {
  std::string out;
  Members members(out);
  members.integer("v", body_version).text("id", session.id).integer("version", static_cast<int64_t>(session.version));
  members.text("state", word(session.state));
  if (session.state == State::purged) members.text("endedAs", word(session.ended_as));
  append_question(members.value_of("question"), session.asked->question);
  members.text("digest", hash_text(session.asked->digest));
  append_asker(members.value_of("asker"), session.asked->asker);
  append_terms(members.value_of("terms"), session.asked->terms);
  members.integer("createdAt", session.created_at).integer("expiresAt", session.expires_at).integer("hardDeadline", session.hard_deadline);
  members.integer_if("endedAt", session.ended_at).integer_if("purgeAt", session.purge_at).integer_if("viewedAt", session.viewed_at);
  members.integer("seenAt", session.seen_at);
  append_list(members.value_of("submissions"), session.submissions, [&](const Submission &said) { append_submission(out, said); });
  if (session.winner != nobody) members.integer("winner", static_cast<int64_t>(session.winner));
  if (!session.claim.holder.empty()) {
    Members claim(members.value_of("claim"));
    claim.text("holder", session.claim.holder).integer("until", session.claim.until).close();
  }
  Members delivery(members.value_of("delivery"));
  delivery.truth_if("handed", session.delivery.handed).truth_if("acked", session.delivery.acked);
  delivery.integer_if("handedLate", session.delivery.handed_late).integer_if("ackedLate", session.delivery.acked_late).close();
  members.text_if("endedBy", session.ended_by).text_if("endReason", session.end_reason).truth_if("erased", session.erased);
  members.text("auditHead", hash_text(session.audit_head)).raw_members(session.beyond).close();
  return out;
}

Row row_of(const Session &session) {
  const Asker &asker = session.asked->asker;
  Row row;
  row.id = session.id;
  row.version = session.version;
  row.state = session.state;
  row.undelivered = undelivered(session);
  row.created_at = session.created_at;
  row.due_at = due_at(session);
  row.principal = asker.principal;
  row.thread = asker.thread;
  row.key = asker.key;
  row.digest = hash_text(session.asked->digest);
  row.body = body_of(session);
  return row;
}

Commit commit_of(const Step &step, bool tell) {
  const Session &session = *step.next;
  Commit commit{row_of(session), step.audit, {}};
  if (!tell || step.topic == Topic::none) return commit;
  OutboxEntry entry;
  entry.session = session.id;
  entry.version = session.version;
  entry.topic = word(step.topic);
  entry.due_at = session.seen_at;
  Members body(entry.body);
  body.text("id", entry.id()).text("type", entry.topic).text("sessionId", session.id).integer("at", session.seen_at);
  body.text("state", word(session.state)).integer("expiresAt", session.expires_at).close();
  commit.outbox.push_back(std::move(entry));
  return commit;
}

} // namespace tenon::feedback
