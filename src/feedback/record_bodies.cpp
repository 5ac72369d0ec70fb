// record_bodies.cpp - one JSON object on one line for each entry. Words of questions and answers stay in their session.
#include "feedback/record_bodies.hpp"
#include "feedback/letters.hpp"
#include "feedback/members.hpp"
#include "feedback/session_id.hpp"
#include "ground/text.hpp"
#include "json/reader.hpp"
#include <algorithm>

namespace tenon::feedback {
namespace {

constexpr size_t most_nesting = 64;

// Members of a feedback tool's arguments and results that hold nobody's words.
constexpr std::string_view wordless[] = {"sessionId", "status", "via", "expiresAt", "submittedAt", "waitedMs", "retryAfterMs",
                                         "timeout",   "mode",   "waitSeconds", "selection", "priority"};

// What a call about a session leaves: the members above, its session, and how that stood.
struct Traces {
  std::string json = "{}", session, status;
};

Traces traces_of(std::string_view text) {
  Traces found;
  json::Reader reader;
  if (text.empty() || reader.parse_copy(text, most_nesting) != json::Trouble::none) return found;
  json::Span whole = reader.whole();
  if (!whole.value.is_object()) return found;
  for (json::Span each = reader.first_of(whole); each.value; each = reader.next_of(each))
    if (each.name.text() == "structuredContent" && each.value.is_object()) {
      whole = each;
      break;
    }
  found.json.clear();
  Members members(found.json);
  for (json::Span each = reader.first_of(whole); each.value; each = reader.next_of(each)) {
    const std::string_view name = each.name.text();
    if (each.value.is_object() || each.value.is_array() || std::find(std::begin(wordless), std::end(wordless), name) == std::end(wordless)) continue;
    constexpr size_t longest = 64;
    if (each.raw.size() > longest) continue;
    members.raw(name, each.raw);
    if (name == "sessionId" && each.value.is_text()) read_session_id(each.value.text(), found.session);
    if (name == "status" && each.value.is_text()) found.status = each.value.text();
  }
  members.close();
  return found;
}

// True: it was too long.
bool add_cut(Members &members, std::string_view name, std::string_view text, size_t most) {
  members.text_if(name, cut(text, most));
  return text.size() > most;
}

void add_event(JournalEntry &entry, std::string_view type, std::string_view severity, std::string_view data) {
  entry.name = type;
  entry.status = severity;
  Members(entry.body).text("source", "feedback-service").raw("data", data).close();
}

void created(JournalEntry &entry, const Session &session, const RecorderRules &rules) {
  const Question &asked = session.asked->question;
  std::string data;
  Members members(data);
  members.text("sessionId", session.id);
  if (rules.contents) members.text("title", shown_title(asked));
  members.integer("timeout", session.terms().timeout_ms / 1000).truth("hasAiContent", !asked.ai_content.empty());
  members.truth("hasPredefinedOptions", !asked.options.empty()).text("source", session.asked->asker.source).close();
  add_event(entry, "session_created", "info", data);
}

void submitted(JournalEntry &entry, const Session &session, const Submission &said) {
  std::string data;
  Members members(data);
  members.text("sessionId", session.id);
  if (said.act == Act::answer) {
    members.integer("feedbackLength", static_cast<int64_t>(code_points(combined(said.answer))));
    members.truth("hasSelectedOptions", !said.answer.selected.empty()).truth("hasFreeText", !blank(said.answer.free_text));
    members.integer("selectedOptionsCount", static_cast<int64_t>(said.answer.selected.size()));
  } else {
    members.truth("hasReason", !said.reason.empty());
  }
  members.truth_if("late", said.late).text("via", word(said.via)).close();
  add_event(entry, said.late ? "feedback_late" : said.act == Act::answer ? "feedback_submitted" : "feedback_declined", "info", data);
}

void ended(JournalEntry &entry, const Session &session, std::string_view type, std::string_view reason) {
  std::string data;
  Members(data).text("sessionId", session.id).text("reason", reason).close();
  add_event(entry, type, "info", data);
}

} // namespace

std::string without_words(std::string_view json) { return traces_of(json).json; }

JournalEntry entry_of(const ToolCall &call, const RecorderRules &rules) {
  JournalEntry entry;
  entry.at = call.began_at;
  entry.name = call.tool;
  entry.user = call.user;
  entry.duration_ms = call.duration_ms;
  CallEnd end = call.end;
  Traces asked, said;
  std::string_view arguments = call.arguments_json, result = call.result;
  if (call.about_session) {
    asked = traces_of(arguments);
    said = traces_of(result);
    arguments = arguments.empty() ? arguments : std::string_view(asked.json);
    result = result.empty() ? result : std::string_view(said.json);
    entry.session = said.session.empty() ? asked.session : said.session;
    if (end == CallEnd::success && said.status == word(State::expired)) end = CallEnd::timeout;
  }
  entry.status = word(end);
  Members members(entry.body);
  bool long_one = false;
  if (rules.contents) {
    long_one |= add_cut(members, "arguments", arguments, rules.content_bytes);
    long_one |= add_cut(members, "result", result, rules.content_bytes);
    long_one |= add_cut(members, "error", call.error, rules.error_bytes);
  }
  add_cut(members, "requestId", call.request_id, 128);
  members.truth_if("cut", long_one).close();
  return entry;
}

bool entry_of(const Step &step, const RecorderRules &rules, JournalEntry &entry) {
  if (!step.next) return false;
  const Session &session = *step.next;
  entry.kind = JournalKind::event;
  entry.at = session.seen_at;
  entry.session = session.id;
  entry.user = session.asked->asker.principal;
  switch (step.topic) {
  case Topic::asked: return created(entry, session, rules), true;
  case Topic::answered:
  case Topic::declined:
  case Topic::late:
    if (step.submission == nobody) return false;
    return submitted(entry, session, session.submissions[step.submission]), true;
  case Topic::cancelled: return ended(entry, session, "session_cancelled", session.end_reason.empty() ? "none" : "given"), true;
  case Topic::expired: return ended(entry, session, "session_expired", "timeout"), true;
  case Topic::none:
  case Topic::viewed:
  case Topic::claimed: break;
  }
  return false;
}

CallBody read_call_body(const std::string &body) {
  CallBody out;
  json::Reader reader;
  if (reader.parse_copy(body, most_nesting) != json::Trouble::none) return out;
  const auto text = [&](std::string_view name) {
    const json::Value value = reader.root().find(name);
    return value.is_text() ? std::string(value.text()) : std::string();
  };
  out.arguments = text("arguments");
  out.result = text("result");
  out.error = text("error");
  out.request_id = text("requestId");
  const json::Value cut_one = reader.root().find("cut");
  out.cut = cut_one.is_bool() && cut_one.truth();
  return out;
}

EventBody read_event_body(const std::string &body) {
  EventBody out;
  json::Reader reader;
  if (reader.parse_copy(body, most_nesting) != json::Trouble::none || !reader.root().is_object()) return out;
  for (json::Span each = reader.first_of(reader.whole()); each.value; each = reader.next_of(each)) {
    if (each.name.text() == "data") out.data_json = each.raw;
    if (each.name.text() == "source" && each.value.is_text()) out.source = each.value.text();
  }
  return out;
}

} // namespace tenon::feedback
