// call_note.cpp - from a call and the words that settled it to one line of the journal.
#include "engine/call_note.hpp"
#include "engine/feedback_room.hpp"
#include "engine/reply.hpp"
#include "engine/server.hpp"
#include "feedback/record_bodies.hpp"
#include "ground/text.hpp"

namespace tenon::engine {
namespace {

// Whether that tool is one of those that the house offers.
bool is_ours(const FeedbackRoom &room, std::string_view tool) {
  constexpr struct {
    std::string_view name;
    uint32_t bit;
  } ours[] = {{"interactive_feedback", ask_tool}, {"get_feedback_result", result_tool}, {"check_feedback_status", status_tool}, {"cancel_feedback", cancel_tool},
              {"list_feedback", list_tool}};
  for (const auto &each : ours)
    if (each.name == tool) return (room.settings().tools & each.bit) != 0;
  return false;
}

bool says_error(const Words &words) {
  if (words.kind != Words::Kind::result || !words.reader) return false;
  const json::Value error = words.reader->root().find("isError");
  return error.is_bool() && error.truth();
}

feedback::ToolCall begin(const CallNote &note, Instant now) {
  feedback::ToolCall call;
  call.tool = note.tool;
  call.user = note.owner;
  call.arguments_json = note.arguments;
  call.request_id = note.raw_id;
  call.about_session = note.about_session;
  call.began_at = note.began.unix_ms;
  call.duration_ms = static_cast<int64_t>(elapsed(now, note.began.monotonic_ms));
  return call;
}

} // namespace

KeptNote note_of(const Server &server, const Call &call, std::string_view raw_id) {
  const FeedbackRoom *const room = call.purpose == Purpose::tool ? server.feedback() : nullptr;
  if (!room || !room->recorder().on()) return nullptr;
  auto note = std::make_shared<CallNote>();
  note->tool = call.name;
  note->owner = call.owner;
  note->raw_id = raw_id;
  note->began = call.now;
  note->about_session = is_ours(*room, call.name);
  const feedback::RecorderRules &rules = room->recorder().rules();
  if (note->about_session) note->arguments = feedback::without_words(call.arguments_json);
  else if (rules.contents) note->arguments = cut(call.arguments_json, size_t{rules.content_bytes} + 4); // a letter more than is kept: so it shows that there was more
  return note;
}

void record(const Server &server, const CallNote &note, const Words &words, Instant now) noexcept {
  if (words.kind == Words::Kind::whole) return; // no end: a question of its own, or a task
  feedback::ToolCall call = begin(note, now);
  const bool is_error = words.kind == Words::Kind::fault || words.kind == Words::Kind::tool_error || says_error(words);
  (words.kind == Words::Kind::fault ? call.error : call.result) = words.text;
  if (words.kind == Words::Kind::tool_error) call.error = words.text;
  if (is_error) call.end = feedback::CallEnd::error;
  server.feedback()->recorder().call(call);
}

void record_cancelled(const Server &server, const CallNote &note, Instant now) noexcept {
  feedback::ToolCall call = begin(note, now);
  call.end = feedback::CallEnd::error;
  call.error = "cancelled: nobody waits any more";
  server.feedback()->recorder().call(call);
}

} // namespace tenon::engine
