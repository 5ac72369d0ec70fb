// wording.hpp - what the interface says to people, in Chinese and in English; the codes are the contract, the words are not.
#pragma once
#include "feedback/problem.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::feedback {

enum class Language : uint8_t { zh, en };
inline constexpr int languages = 2;

// `asked` is what the address says (?lang=), `accepted` an Accept-Language header: the better one that we speak, else `otherwise`.
Language choose_language(std::string_view asked, std::string_view accepted, Language otherwise);

// Every refusal that the interface knows.
enum class Refused : uint8_t {
  invalid, malformed, wrong_method, wrong_media_type, too_large,
  unauthorized, forbidden, no_session, no_route, no_feedback,
  expired, cancelled, gone, already_submitted, already_declined, submission_conflict, idempotency_conflict, claimed, late_full, not_over,
  rate_limited, too_many_sessions, too_many_connections, store_full, store_busy, store_failed, internal, unknown_message, not_websocket, unavailable,
};
inline constexpr int refusals = 30;

struct Refusing {
  std::string_view code; // of the envelope: "ALREADY_SUBMITTED"
  int http;
  std::string_view words[languages];
};
const Refusing &refusing(Refused);
inline std::string_view say(Refused what, Language language) { return refusing(what).words[static_cast<int>(language)]; }

// The `reason` of one field: "at most 8000 characters".
std::string say(const Problem &, Language);

// What is said when it went well.
enum class Note : uint8_t { stored, declined, late_stored, replayed, cancelled, extended, agent_waits, agent_away, withdrawn, time_is_up, cleaned };
inline constexpr int notes = 11;
std::string_view say(Note, Language);

} // namespace tenon::feedback
