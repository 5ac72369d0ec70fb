// analytics_rows.cpp - column by column; those after the gap are ours, the others are as clients know them.
#include "web/analytics_rows.hpp"
#include "access/principal.hpp"
#include "feedback/members.hpp"
#include "feedback/record_bodies.hpp"
#include "web/timestamp.hpp"
#include <string>

namespace tenon::web {
namespace {

using feedback::Session;
using feedback::Submission;

// clang-format off
constexpr std::string_view sessions[] = {"id", "title", "message", "status", "timeout_seconds", "created_at", "expires_at", "submitted_at",
                                         "created_by", "source", "metadata", "updated_at",
                                         "outcome", "ended_at", "thread", "client"};
constexpr std::string_view responses[] = {"id", "session_id", "free_text", "combined_feedback", "submitted_at", "user_agent", "ip_address",
                                          "submission_metadata",
                                          "act", "selected_options", "form", "reason", "late", "via", "answered_by"};
constexpr std::string_view interactions[] = {"id", "session_id", "tool_name", "tool_arguments", "tool_result", "execution_time_ms", "status",
                                             "error_message", "user_id", "created_at", "metadata"};
constexpr std::string_view events[] = {"id", "event_type", "event_data", "session_id", "user_id", "timestamp", "source", "severity"};
// clang-format on

// Who it is, without the issuer and the client that tell owners apart.
std::string_view person(std::string_view owner) {
  const std::string_view subject = access::subject_in(owner);
  return subject.empty() ? owner.substr(0, owner.find('\n')) : subject;
}

Cell time_cell(int64_t at) { return at == 0 ? no_cell() : text_cell(timestamp(at)); }

std::string metadata_of(const feedback::JournalEntry &entry, const feedback::CallBody &body) {
  std::string out;
  feedback::Members(out).text_if("requestId", body.request_id).text("timestamp", timestamp(entry.at)).truth_if("truncated", body.cut).close();
  return out;
}

std::string list_of(const std::vector<std::string> &texts) {
  std::string out;
  feedback::append_list(out, texts, [&](const std::string &text) { json::append_text(out, text); });
  return out;
}

void add_response(Sheet &sheet, const Session &session, size_t number) {
  const Submission &said = session.submissions[number];
  const bool answer = said.act == feedback::Act::answer;
  const Cell row[] = {text_cell(session.id + ':' + std::to_string(number + 1)),
                      text_cell(session.id),
                      text_cell_if(said.answer.free_text),
                      answer ? text_cell(combined(said.answer)) : no_cell(),
                      time_cell(said.at),
                      no_cell(), // what a responder's program claims to be is in submission_metadata, as a claim
                      no_cell(),
                      text_cell_if(said.about_json),
                      text_cell(answer ? "answer" : "decline"),
                      answer ? text_cell(list_of(said.answer.selected)) : no_cell(),
                      text_cell_if(said.answer.form_json),
                      text_cell_if(said.reason),
                      truth_cell(said.late),
                      text_cell(word(said.via)),
                      text_cell_if(said.name.empty() ? said.by : said.name)};
  static_assert(std::size(row) == std::size(responses));
  sheet.add(row);
}

} // namespace

std::string_view word(AnalyticsTable table) {
  constexpr std::string_view words[analytics_tables] = {"feedback_sessions", "feedback_responses", "interaction_history", "system_events"};
  return words[static_cast<int>(table)];
}

Sheet::Columns columns(AnalyticsTable table) {
  switch (table) {
  case AnalyticsTable::sessions: return sessions;
  case AnalyticsTable::responses: return responses;
  case AnalyticsTable::interactions: return interactions;
  case AnalyticsTable::events: break;
  }
  return events;
}

void add_session(Sheet &sheet, const Session &session) {
  const feedback::Asked &asked = *session.asked;
  const Submission *const said = session.winner == feedback::nobody ? nullptr : &session.submissions[session.winner];
  const std::string_view who = person(asked.asker.principal);
  const Cell row[] = {text_cell(session.id),
                      text_cell(shown_title(asked.question)),
                      text_cell(asked.question.message),
                      text_cell(status_word(session.state)),
                      number_cell(asked.terms.timeout_ms / 1000),
                      time_cell(session.created_at),
                      time_cell(session.expires_at),
                      said ? time_cell(said->at) : no_cell(),
                      text_cell(who.empty() ? "unknown" : who),
                      text_cell(asked.asker.source),
                      text_cell_if(asked.asker.metadata_json),
                      time_cell(session.seen_at),
                      session.state == feedback::State::open ? no_cell() : text_cell(word(session.state)),
                      time_cell(session.ended_at),
                      text_cell_if(asked.asker.thread),
                      text_cell_if(asked.asker.client)};
  static_assert(std::size(row) == std::size(sessions));
  sheet.add(row);
}

size_t add_responses(Sheet &sheet, const Session &session) {
  for (size_t i = session.submissions.size(); i-- > 0;) add_response(sheet, session, i);
  return session.submissions.size();
}

void add_interaction(Sheet &sheet, const feedback::JournalEntry &entry) {
  const feedback::CallBody body = feedback::read_call_body(entry.body);
  const Cell row[] = {number_cell(static_cast<int64_t>(entry.number)),
                      text_cell_if(entry.session),
                      text_cell(entry.name),
                      text_cell_if(body.arguments),
                      text_cell_if(body.result),
                      entry.duration_ms < 0 ? no_cell() : number_cell(entry.duration_ms),
                      text_cell(entry.status),
                      text_cell_if(body.error),
                      text_cell_if(person(entry.user)),
                      text_cell(timestamp(entry.at)),
                      text_cell(metadata_of(entry, body))};
  static_assert(std::size(row) == std::size(interactions));
  sheet.add(row);
}

void add_event(Sheet &sheet, const feedback::JournalEntry &entry) {
  const feedback::EventBody body = feedback::read_event_body(entry.body);
  const Cell row[] = {number_cell(static_cast<int64_t>(entry.number)),
                      text_cell(entry.name),
                      text_cell_if(body.data_json),
                      text_cell_if(entry.session),
                      text_cell_if(person(entry.user)),
                      text_cell(timestamp(entry.at)),
                      text_cell(body.source.empty() ? "mcp-server" : body.source),
                      text_cell(entry.status)};
  static_assert(std::size(row) == std::size(events));
  sheet.add(row);
}

} // namespace tenon::web
