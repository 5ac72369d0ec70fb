// channel_desk.hpp - takes one message of a channel: stdio line, WebSocket message.
#pragma once
#include "engine/exchange.hpp"

namespace tenon::engine {

void take_channel_message(Exchange &, std::string_view text, Instant);
// A message over the limit: its text is lost, the channel goes on.
void refuse_channel_message(Exchange &, Instant);

} // namespace tenon::engine
