// live_messages.hpp - the messages of a question's channel: what a client may say, read; and all that it may hear, written.
#pragma once
#include "feedback/problem.hpp"
#include "feedback/session.hpp"
#include "feedback/wording.hpp"
#include "json/reader.hpp"
#include "web/live_room.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::web {

// ---- What a client says: {"type":"...","data":{...}}

enum class LiveType : uint8_t { ping, app_register, authenticate, unknown, unreadable };

// The device of an app, as it is kept with the session for who sends pushes.
struct LiveDevice {
  std::string id, platform, app_version, push_token; // platform: "ios" or "android"; the last two may be ""
};

struct LiveHeard {
  LiveType type = LiveType::unreadable;
  std::string token, ticket; // of authenticate: one of the two
  LiveDevice device;         // of app_register
  feedback::Problems problems; // of its data
};

inline constexpr size_t live_nesting = 8; // more is unreadable
LiveHeard hear_live(json::Reader &reader, std::string_view text);

// ---- What it hears. Times are Unix milliseconds.

// The words of an error. Each refusal of the feedback interface is one; those below are this channel's own.
struct LiveTrouble {
  std::string_view code;
  std::string_view words[feedback::languages];
};
LiveTrouble live_trouble(feedback::Refused what);
inline constexpr LiveTrouble unreadable_message{"MESSAGE_PARSE_ERROR", {"消息不是带有 type 的 JSON 对象", "the message is no JSON object with a type"}};
inline constexpr LiveTrouble known_already{"INVALID_REQUEST", {"凭证已经提交过", "a credential was given before"}};

struct LiveWelcome {
  std::string_view client_id, name;
  bool owner = false; // who asked sees the metadata again
  bool agent_waits = false;
};
std::string say_established(const feedback::Session &session, const LiveWelcome &welcome, int64_t now);
std::string say_pong(int64_t now);
std::string say_status_changed(const feedback::Session &session, feedback::State before, int64_t now);
std::string say_submitted(const feedback::Session &session, const feedback::Submission &said, bool with_preview);
std::string say_expired(const feedback::Session &session);
std::string say_cancelled(const feedback::Session &session);
std::string say_deadline_changed(const feedback::Session &session, int64_t now);
std::string say_presence(const feedback::Session &session, bool agent_waits, int64_t now);
std::string say_updated(const feedback::Session &session, int64_t now); // anything else of its view
std::string say_crowd(std::string_view session, const LiveCrowd &crowd);
std::string say_registered(std::string_view session, std::string_view client_id, int64_t now);
std::string say_error(const LiveTrouble &trouble, feedback::Language language, std::string_view details, int64_t now);
std::string say_connection_error(const LiveTrouble &trouble, feedback::Language language, int64_t retry_seconds, int64_t now);

} // namespace tenon::web
