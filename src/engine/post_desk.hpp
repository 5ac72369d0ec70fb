// post_desk.hpp - takes a complete POST body: which era, which conversation, one message or a batch.
#pragma once
#include "engine/exchange.hpp"
#include "protocol/envelope.hpp"

namespace tenon::engine {

// When it returns, the exchange has its answer or owes responses.
void take_post(Exchange &, Instant);

// A notification or response of a client: `session` over HTTP, else the channel's own. Unknown ones, and answers to questions that were
// never asked, are ignored.
void note(Exchange &, const Ref<Session> &session, const json::Reader &, const jsonrpc::Message &, const protocol::Params &, Instant);

} // namespace tenon::engine
