// conversation.hpp - what client and server agreed on by initialize: revision, client, how far the handshake is.
#pragma once
#include "protocol/client_can.hpp"
#include "protocol/conversation_states.hpp"
#include "protocol/envelope.hpp"
#include "protocol/revision.hpp"
#include <string>

namespace tenon::protocol {

struct Conversation {
  ConversationState state = ConversationState::fresh;
  Revision revision = latest_legacy;
  std::string client_name, client_version;
  uint32_t client_can = 0; // ClientCan bits

  ConversationEffect take(ConversationInput input) {
    const ConversationStep taken = step(state, input);
    state = taken.next;
    return taken.effect;
  }
};

// Which input a message is to the table.
ConversationInput input_of(const jsonrpc::Message &);

// Checks the params of initialize and notes what they say. A refusal leaves the conversation as it was.
std::optional<Refused> greet(Conversation &, const Params &);

} // namespace tenon::protocol
