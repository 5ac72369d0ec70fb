// event_stream.hpp - writes Server-Sent Events (WHATWG HTML, "Server-sent events") such that data cannot pose as a field.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::framing {

// One event. An empty `event` or `id` is left out, and CR, LF and NUL in them are dropped. `data` is split at CR, LF and
// CRLF into one data: line each, so a reader sees the same lines, joined by LF.
void append_event(std::string &out, std::string_view event, std::string_view id, std::string_view data);

// A JSON-RPC message as one event. `json` holds no raw newline: json/writer sees to that.
void append_message_event(std::string &out, std::string_view json);
void append_message_event(std::string &out, std::string_view json, std::string_view id); // by which it can be fetched again
// The same for JSON that is written in place, between the two.
inline constexpr std::string_view message_event_head = "event: message\ndata: ", message_event_tail = "\n\n";

// A comment, which keeps the line alive and says nothing.
void append_comment(std::string &out);

// Asks the reader to wait that long before it reconnects.
void append_retry(std::string &out, uint64_t ms);

} // namespace tenon::framing
