// live_desk.hpp - a request for the channel of a question: refused as any request, or answered 101, and the exchange goes on as messages.
#pragma once
#include "engine/exchange.hpp"

namespace tenon::engine {

// Of an exchange of web::Endpoint::live. Its token, if one came, is good.
void take_live(Exchange &, Instant);

// Where a client says its token because a browser cannot send headers with a WebSocket: ?apiKey=. "": it does not.
std::string token_in_query(std::string_view query);

} // namespace tenon::engine
