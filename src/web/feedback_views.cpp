// feedback_views.cpp - member by member; what is not there yet is left out.
#include "web/feedback_views.hpp"
#include "feedback/members.hpp"
#include "web/timestamp.hpp"

namespace tenon::web {
namespace {

using feedback::Members;
using feedback::Session;
using feedback::State;
using feedback::Submission;

// null while it is open: clients see the exact word as soon as there is one.
void add_outcome(Members &members, const Session &session) {
  if (session.state == State::open) members.raw("outcome", "null");
  else members.text("outcome", word(session.state));
}

const Submission *winner(const Session &session) {
  return session.winner == feedback::nobody ? nullptr : &session.submissions[session.winner];
}

void add_times(Members &members, const Session &session) {
  members.text("createdAt", timestamp(session.created_at)).text("expiresAt", timestamp(session.expires_at));
  if (const Submission *const said = winner(session)) members.text("submittedAt", timestamp(said->at));
}

// What was said: an answer, or the reason of a decline.
void add_words(Members &members, const Submission &said) {
  if (said.act == feedback::Act::answer) append_answer(members.value_of("feedback"), said.answer);
  else members.text_if("reason", said.reason);
}

void add_who(Members &members, const Submission &said) {
  if (said.by.empty() && said.name.empty()) return;
  std::string who;
  Members(who).text_if("id", said.by).text_if("name", said.name).close();
  members.raw("answeredBy", who);
}

void add_late(Members &members, const Session &session) {
  std::string late;
  for (const Submission &each : session.submissions) {
    if (!each.late) continue;
    late += late.empty() ? "[" : ",";
    std::string note;
    Members words(note);
    words.text("submittedAt", timestamp(each.at));
    add_words(words, each);
    words.close();
    late += note;
  }
  if (!late.empty()) members.raw("late", late + "]");
}

std::string enveloped(std::string_view success, std::string_view data, std::string_view error, int64_t now) {
  std::string out;
  Members members(out);
  members.raw("success", success).raw("data", data).raw("error", error).text("timestamp", timestamp(now)).close();
  return out;
}

void append_member(std::string &out, std::string_view name, std::string_view json) {
  json::append_text(out += ',', name);
  out.append(1, ':').append(json);
}

} // namespace

std::string success(std::string_view data, int64_t now) { return enveloped("true", data, "null", now); }

std::string failure(feedback::Refused what, feedback::Language language, std::string_view details, int64_t now) {
  std::string error;
  Members members(error);
  members.text("code", refusing(what).code).text("message", say(what, language)).raw_if("details", details).close();
  return enveloped("false", "null", error, now);
}

std::string details_of(const feedback::Problems &problems, feedback::Language language) {
  std::string out;
  if (problems.none()) return out;
  const feedback::Problem &first = problems.all().front();
  Members members(out);
  members.text("field", first.field).text("reason", say(first, language));
  feedback::append_list(members.value_of("errors"), problems.all(), [&](const feedback::Problem &each) {
    Members one(out);
    one.text("field", each.field).text("reason", say(each, language));
    if (each.limit >= 0) one.integer("limit", each.limit);
    one.close();
  });
  members.close();
  return out;
}

std::string created_view(const Session &session, const Links &links) {
  std::string out;
  Members members(out);
  members.text("sessionId", session.id).text("feedbackUrl", links.page).text("statusUrl", links.status(session.id));
  members.text("expiresAt", timestamp(session.expires_at)).close();
  return out;
}

std::string status_view(const Session &session) {
  std::string out;
  Members members(out);
  members.text("sessionId", session.id).text("status", status_word(session.state));
  add_outcome(members, session);
  add_times(members, session);
  members.close();
  return out;
}

std::string result_view(const Session &session) {
  std::string out;
  Members members(out);
  members.text("sessionId", session.id).text("status", status_word(session.state));
  add_outcome(members, session);
  if (const Submission *const said = winner(session)) {
    add_words(members, *said);
    members.text("submittedAt", timestamp(said->at)).text("via", word(said->via)).text_if("authLevel", said->auth);
    add_who(members, *said);
  } else {
    members.text_if("reason", session.end_reason);
    const auto &fallback = session.asked->question.fallback;
    if (session.state == State::expired && fallback) append_answer(members.value_of("defaultApplied"), *fallback);
  }
  add_late(members, session);
  members.raw("metadata", session.asked->asker.metadata_json.empty() ? "{}" : session.asked->asker.metadata_json).close();
  return out;
}

std::string list_item(const Session &session) {
  const feedback::Asked &asked = *session.asked;
  std::string out;
  Members members(out);
  members.text("sessionId", session.id).text_if("title", asked.question.title).text("message", asked.question.message);
  members.text("status", status_word(session.state));
  add_outcome(members, session);
  add_times(members, session);
  members.truth("hasAiContent", !asked.question.ai_content.empty());
  if (asked.question.priority != feedback::Priority::normal)
    members.text("priority", asked.question.priority == feedback::Priority::high ? "high" : "low");
  members.text_if("thread", asked.asker.thread).text_if("client", asked.asker.client).close();
  return out;
}

std::string submitted_view(const Session &session, size_t submission, bool replayed) {
  const Submission &said = session.submissions[submission];
  std::string out;
  Members members(out);
  members.text("sessionId", session.id).text("status", status_word(session.state));
  add_outcome(members, session);
  members.text("submittedAt", timestamp(said.at)).text_if("submissionId", said.id);
  members.truth_if("late", said.late).truth_if("replayed", replayed).close();
  return out;
}

std::string moved_view(const Session &session, int64_t now) {
  std::string out;
  Members members(out);
  members.text("sessionId", session.id).integer("version", static_cast<int64_t>(session.version));
  members.text("expiresAt", timestamp(session.expires_at)).text("serverNow", timestamp(now)).close();
  return out;
}

std::string audit_view(const Session &session, const std::vector<feedback::AuditEntry> &entries) {
  std::string out;
  Members members(out);
  members.text("sessionId", session.id).integer("version", static_cast<int64_t>(session.version));
  feedback::append_list(members.value_of("entries"), entries, [&](const feedback::AuditEntry &entry) { out += entry.body; });
  members.close();
  return out;
}

std::string host_view(const Session &session, const Reader &reader, int64_t now) {
  const feedback::Asker &asker = session.asked->asker;
  std::string out = form_view(session, reader, now), who;
  Members(who).text("principal", asker.principal).text_if("thread", asker.thread).text_if("client", asker.client).text("source", asker.source).close();
  out.pop_back();
  append_member(out, "asker", who);
  if (feedback::over(session.state) && session.state != State::purged) append_member(out, "result", result_view(session));
  return out += '}';
}

std::string form_view(const Session &session, const Reader &reader, int64_t now) {
  const feedback::Asked &asked = *session.asked;
  std::string out;
  Members members(out);
  members.text("sessionId", session.id).integer("version", static_cast<int64_t>(session.version));
  members.text("state", word(session.state)).text("status", status_word(session.state));
  add_outcome(members, session);
  members.text("createdAt", timestamp(session.created_at)).text("expiresAt", timestamp(session.expires_at));
  members.text("hardDeadline", timestamp(session.hard_deadline)).text("serverNow", timestamp(now));
  append_question(members.value_of("question"), asked.question);
  members.text("agent", reader.agent_waits ? "waiting" : "away").truth("delivered", feedback::over(session.state) && !undelivered(session));
  members.truth("lateNotes", asked.terms.late_notes && late_notes(session) < asked.terms.most_late);
  if (session.claim.live(now) && session.claim.holder != reader.by) {
    std::string claim;
    Members(claim).text("by", session.claim.holder).text("until", timestamp(session.claim.until)).close();
    members.raw("claim", claim);
  }
  members.text_if("reason", session.end_reason);
  if (session.state == State::expired && asked.question.fallback) append_answer(members.value_of("defaultApplied"), *asked.question.fallback);
  if (const Submission *const said = winner(session)) {
    std::string answer;
    Members words(answer);
    words.text("act", said->act == feedback::Act::answer ? "answer" : "decline").text_if("submissionId", said->id);
    words.text("submittedAt", timestamp(said->at)).text("via", word(said->via)).text_if("by", said->name.empty() ? said->by : said->name);
    if (reader.may_read) add_words(words, *said);
    words.close();
    members.raw("answer", answer);
  }
  members.close();
  return out;
}

} // namespace tenon::web
