// live_messages.cpp - one function a message: {"type":"...","data":{...}}.
#include "web/live_messages.hpp"
#include "feedback/letters.hpp"
#include "feedback/members.hpp"
#include "web/timestamp.hpp"

namespace tenon::web {
namespace {

using feedback::Members;
using feedback::Session;

constexpr size_t preview_points = 100;
constexpr std::string_view no_words = "Feedback submitted"; // the preview of what has no words

template <class Data> std::string message(std::string_view type, Data data) {
  std::string out;
  Members whole(out);
  whole.text("type", type);
  Members members(out.append(",\"data\":"));
  data(members);
  members.close();
  whole.close();
  return out;
}

void add_outcome(Members &members, const Session &session) {
  if (session.state == feedback::State::open) members.raw("outcome", "null");
  else members.text("outcome", word(session.state));
}

std::string preview_of(const feedback::Submission &said) {
  const std::string words = said.act == feedback::Act::answer ? preview(said.answer) : feedback::shortened(said.reason, preview_points);
  return words.empty() ? std::string(no_words) : words;
}

void add_trouble(Members &members, const LiveTrouble &trouble, feedback::Language language) {
  members.text("code", trouble.code).text("message", trouble.words[static_cast<int>(language)]);
}

std::string_view presence(bool agent_waits) { return agent_waits ? "waiting" : "away"; }
int64_t version(const Session &session) { return static_cast<int64_t>(session.version); }

} // namespace

LiveTrouble live_trouble(feedback::Refused what) {
  const feedback::Refusing &known = refusing(what);
  return {known.code, {known.words[0], known.words[1]}};
}

std::string say_established(const Session &session, const LiveWelcome &welcome, int64_t now) {
  return message("connection_established", [&](Members &data) {
    data.text("sessionId", session.id).text("clientId", welcome.client_id).text("name", welcome.name).text("serverTime", timestamp(now));
    data.integer("version", version(session)).text("state", word(session.state)).text("status", status_word(session.state));
    add_outcome(data, session);
    data.text("expiresAt", timestamp(session.expires_at)).text("agent", presence(welcome.agent_waits));
    if (welcome.owner) data.raw_if("metadata", session.asked->asker.metadata_json);
  });
}

std::string say_pong(int64_t now) {
  std::string out;
  Members(out).text("type", "pong").text("timestamp", timestamp(now)).close();
  return out;
}

std::string say_status_changed(const Session &session, feedback::State before, int64_t now) {
  return message("session_status_changed", [&](Members &data) {
    data.text("sessionId", session.id).text("oldStatus", status_word(before)).text("newStatus", status_word(session.state));
    add_outcome(data, session);
    data.integer("version", version(session)).text("timestamp", timestamp(now));
  });
}

std::string say_submitted(const Session &session, const feedback::Submission &said, bool with_preview) {
  return message("feedback_submitted", [&](Members &data) {
    data.text("sessionId", session.id).text("submittedBy", "user").text("act", said.act == feedback::Act::answer ? "answer" : "decline");
    data.truth_if("late", said.late).text("timestamp", timestamp(said.at));
    if (with_preview) data.text("preview", preview_of(said));
  });
}

std::string say_expired(const Session &session) {
  return message("session_expired", [&](Members &data) {
    data.text("sessionId", session.id).text("reason", "timeout").text("timestamp", timestamp(session.ended_at));
  });
}

std::string say_cancelled(const Session &session) {
  return message("session_cancelled", [&](Members &data) {
    data.text("sessionId", session.id).text_if("reason", session.end_reason).text("timestamp", timestamp(session.ended_at));
  });
}

std::string say_deadline_changed(const Session &session, int64_t now) {
  return message("deadline_changed", [&](Members &data) {
    data.text("sessionId", session.id).integer("version", version(session)).text("expiresAt", timestamp(session.expires_at));
    data.text("timestamp", timestamp(now));
  });
}

std::string say_presence(const Session &session, bool agent_waits, int64_t now) {
  return message("session_presence", [&](Members &data) {
    data.text("sessionId", session.id).text("agent", presence(agent_waits)).text("timestamp", timestamp(now));
  });
}

std::string say_updated(const Session &session, int64_t now) {
  return message("session_updated", [&](Members &data) {
    data.text("sessionId", session.id).integer("version", version(session)).text("timestamp", timestamp(now));
  });
}

std::string say_crowd(std::string_view session, const LiveCrowd &crowd) {
  return message("multi_client_sync", [&](Members &data) {
    data.text("sessionId", session);
    std::string &out = data.value_of("activeClients");
    feedback::append_list(out, crowd.names, [&](const std::string &name) { json::append_text(out, name); });
    data.text("lastActivity", timestamp(crowd.last_activity));
  });
}

std::string say_registered(std::string_view session, std::string_view client_id, int64_t now) {
  return message("app_registration_confirmed", [&](Members &data) {
    data.text("sessionId", session).text("clientId", client_id).text("timestamp", timestamp(now));
  });
}

std::string say_error(const LiveTrouble &trouble, feedback::Language language, std::string_view details, int64_t now) {
  return message("error", [&](Members &data) {
    add_trouble(data, trouble, language);
    data.raw_if("details", details).text("timestamp", timestamp(now));
  });
}

std::string say_connection_error(const LiveTrouble &trouble, feedback::Language language, int64_t retry_seconds, int64_t now) {
  return message("connection_error", [&](Members &data) {
    add_trouble(data, trouble, language);
    data.integer("retryAfter", retry_seconds).text("timestamp", timestamp(now));
  });
}

} // namespace tenon::web
