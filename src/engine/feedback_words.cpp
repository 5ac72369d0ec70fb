// feedback_words.cpp - a fixed sentence for each outcome, the person's words fenced off, and the same facts as members.
#include "engine/feedback_words.hpp"
#include "engine/feedback_words_seed.hpp"
#include "feedback/members.hpp"
#include "feedback/wording.hpp"
#include "ground/words.hpp"
#include "web/timestamp.hpp"
#include <algorithm>

namespace tenon::engine {
namespace {

using feedback::Members;
using feedback::Session;
using feedback::State;
using feedback::Submission;
using web::timestamp;

const Submission *winner(const Session &session) { return session.winner == feedback::nobody ? nullptr : &session.submissions[session.winner]; }

const feedback::Answer *fallback_of(const Session &session) {
  const auto &fallback = session.asked->question.fallback;
  return session.state == State::expired && fallback ? &*fallback : nullptr;
}

std::string_view sentence(const Session &session) {
  switch (session.state) {
  case State::open: return "The person has not answered yet.";
  case State::answered: return "The person answered.";
  case State::declined: return "The person declined to answer.";
  case State::cancelled: return "The question was withdrawn.";
  case State::expired: return fallback_of(session) ? "Nobody answered in time. What follows is your own default, not an answer." : "Nobody answered in time.";
  case State::purged: break;
  }
  return "The question is gone.";
}

// Between fences that nothing in it can close.
void append_fenced(std::string &out, std::string_view said) {
  size_t longest = 2, run = 0;
  for (const char c : said) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  out.append(fence).append(1, '\n').append(said);
  if (said.empty() || said.back() != '\n') out += '\n';
  out.append(fence).append(1, '\n');
}

void append_said(std::string &out, const Submission &said) {
  if (said.act == feedback::Act::answer) append_fenced(out, combined(said.answer));
  else if (!said.reason.empty()) append_fenced(out, said.reason);
}

template <class Use> void each_late(const Session &session, Use use) {
  for (const Submission &said : session.submissions)
    if (said.late) use(said);
}

std::string plain_text(const Session &session, const Telling &telling) {
  std::string out(sentence(session));
  out += '\n';
  if (telling.words) {
    if (const Submission *const said = winner(session)) append_said(out, *said);
    else if (const feedback::Answer *const fallback = fallback_of(session)) append_fenced(out, combined(*fallback));
    else if (!session.end_reason.empty()) append_fenced(out, session.end_reason);
    each_late(session, [&](const Submission &said) {
      out += said.act == feedback::Act::answer ? "Added after the end:\n" : "Declined after the end:\n";
      append_said(out, said);
    });
  }
  out.append("sessionId: ").append(session.id).append(1, '\n');
  return out;
}

void append_earlier(std::string &out, const Telling &telling) {
  for (const Session &session : telling.earlier) {
    out += "\nAn earlier question has its outcome now: \"";
    out.append(shown_title(session.asked->question)).append("\"\n").append(plain_text(session, telling));
  }
}

std::string pending_text(const OpenQuestion &open, const Telling &telling) {
  std::string out = "The person has not answered yet.\n";
  if (!telling.link.empty()) out.append("The person can answer at ").append(telling.link).append(1, '\n');
  out += words("Go on with other work, and call get_feedback_result with this sessionId later; the question stays open until {}.\n", timestamp(open.expires_at));
  out.append("sessionId: ").append(open.id).append(1, '\n');
  return out;
}

// --- the same as JSON

void add_said(Members &members, const Submission &said) {
  if (said.act == feedback::Act::answer) append_answer(members.value_of("feedback"), said.answer);
  members.text_if("reason", said.reason);
}

void add_winner(Members &members, const Submission &said) {
  add_said(members, said);
  members.text("submittedAt", timestamp(said.at));
  if (!said.by.empty() || !said.name.empty()) {
    std::string who;
    Members(who).text_if("id", said.by).text_if("name", said.name).close();
    members.raw("answeredBy", who);
  }
  members.text("via", word(said.via)).text_if("authLevel", said.auth);
}

void add_outcome(Members &members, const Session &session) {
  if (const Submission *const said = winner(session)) add_winner(members, *said);
  else {
    members.text_if("reason", session.end_reason);
    if (const feedback::Answer *const fallback = fallback_of(session)) append_answer(members.value_of("defaultApplied"), *fallback);
  }
  if (late_notes(session) == 0) return;
  std::string &out = members.value_of("late");
  out += '[';
  each_late(session, [&](const Submission &said) {
    if (out.back() != '[') out += ',';
    Members late(out);
    add_said(late, said);
    late.text("submittedAt", timestamp(said.at)).truth("late", true).truth_if("superseded", said.superseded).close();
  });
  out += ']';
}

void add_earlier(Members &members, const Telling &telling) {
  if (telling.earlier.empty()) return;
  std::string &out = members.value_of("earlier");
  feedback::append_list(out, telling.earlier, [&](const Session &session) {
    Members one(out);
    one.text("sessionId", session.id).text("status", outcome_word(session.state));
    add_outcome(one, session);
    one.close();
  });
}

std::string outcome_members(const Session &session, const Telling &telling) {
  std::string out;
  Members members(out);
  members.text("status", outcome_word(session.state)).text("sessionId", session.id);
  if (session.state == State::open) members.text_if("feedbackUrl", telling.link);
  members.text("createdAt", timestamp(session.created_at)).text("expiresAt", timestamp(session.expires_at));
  members.integer("waitedMs", telling.waited_ms);
  if (telling.words) add_outcome(members, session);
  else if (const Submission *const said = winner(session)) members.text("submittedAt", timestamp(said->at));
  if (telling.retry_after_ms > 0) members.integer("retryAfterMs", telling.retry_after_ms);
  if (telling.words) members.raw_if("metadata", session.asked->asker.metadata_json);
  add_earlier(members, telling);
  members.close();
  return out;
}

std::string pending_members(const OpenQuestion &open, const Telling &telling) {
  std::string out;
  Members members(out);
  members.text("status", "pending").text("sessionId", open.id).text_if("feedbackUrl", telling.link);
  members.text("createdAt", timestamp(open.created_at)).text("expiresAt", timestamp(open.expires_at));
  members.integer("waitedMs", telling.waited_ms).integer("retryAfterMs", telling.retry_after_ms);
  add_earlier(members, telling);
  members.close();
  return out;
}

std::string result(std::string text, std::string_view structured, const Telling &telling, protocol::Revision revision) {
  append_earlier(text, telling);
  return tool_result(text, structured, revision);
}

} // namespace

std::string_view outcome_word(State state) { return state == State::open ? "pending" : word(state); }

std::string tool_result(std::string_view text, std::string_view structured, protocol::Revision revision) {
  std::string out = R"({"content":[{"type":"text","text":)";
  json::append_text(out, text);
  out += "}]";
  if (protocol::facts(revision).structured) out.append(",\"structuredContent\":").append(structured);
  return out += '}';
}

std::string outcome_result(const Session &session, const Telling &telling, protocol::Revision revision) {
  const bool seed = telling.style == TextStyle::seed;
  return result(seed ? seed_outcome(session, telling.waited_ms) : plain_text(session, telling), outcome_members(session, telling), telling, revision);
}

std::string pending_result(const OpenQuestion &open, const Telling &telling, protocol::Revision revision) {
  return result(pending_text(open, telling), pending_members(open, telling), telling, revision);
}

std::string status_result(const Session &session, const Telling &telling, protocol::Revision revision) {
  if (telling.style == TextStyle::seed) return result(seed_status(session), outcome_members(session, telling), telling, revision);
  const OpenQuestion open{session.id, session.created_at, session.expires_at};
  return session.state == State::open ? pending_result(open, telling, revision) : outcome_result(session, telling, revision);
}

std::string_view outcome_schema() {
  return R"({"type":"object","properties":{)"
         R"("status":{"type":"string","enum":["answered","declined","cancelled","expired","pending"]},)"
         R"("sessionId":{"type":"string"},"feedbackUrl":{"type":"string"},)"
         R"("createdAt":{"type":"string"},"submittedAt":{"type":"string"},"expiresAt":{"type":"string"},"waitedMs":{"type":"integer"},)"
         R"("feedback":{"$ref":"#/$defs/feedback"},"reason":{"type":"string"},)"
         R"("answeredBy":{"type":"object","properties":{"id":{"type":"string"},"name":{"type":"string"}}},)"
         R"("via":{"type":"string"},"authLevel":{"type":"string"},"defaultApplied":{"$ref":"#/$defs/feedback"},)"
         R"("late":{"type":"array","items":{"type":"object","properties":{"submittedAt":{"type":"string"},"feedback":{"$ref":"#/$defs/feedback"},)"
         R"("reason":{"type":"string"},"late":{"const":true},"superseded":{"type":"boolean"}},"required":["submittedAt"]}},)"
         R"("earlier":{"type":"array","maxItems":5,"items":{"type":"object","properties":{"sessionId":{"type":"string"},"status":{"type":"string"},)"
         R"("feedback":{"$ref":"#/$defs/feedback"}},"required":["sessionId","status"]}},)"
         R"("retryAfterMs":{"type":"integer"},"metadata":{"type":"object"}},)"
         R"("required":["status","sessionId"],)"
         R"("$defs":{"feedback":{"type":"object","properties":{"selectedOptions":{"type":"array","items":{"type":"string"}},)"
         R"("freeText":{"type":"string"},"form":{"type":"object"},"combinedFeedback":{"type":"string"}},"required":["combinedFeedback"]}}})";
}

std::string problem_words(const feedback::Problems &problems) {
  std::string out;
  for (const feedback::Problem &each : problems.all()) {
    if (!out.empty()) out += "; ";
    if (!each.field.empty()) out.append(each.field).append(": ");
    out += say(each, feedback::Language::en);
  }
  return out;
}

} // namespace tenon::engine
