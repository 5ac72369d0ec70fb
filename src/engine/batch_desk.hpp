// batch_desk.hpp - JSON-RPC batches, which only revision 2025-03-26 has.
#pragma once
#include "engine/errand.hpp"

namespace tenon::engine {

// `session`: over HTTP; else the channel's own conversation. All responses go out as one array, or as events once the answer
// has become a stream.
void take_batch(Exchange &, const Ref<Bench> &, const Ref<Session> &session, const protocol::Conversation &, const json::Span &whole, Instant);

} // namespace tenon::engine
