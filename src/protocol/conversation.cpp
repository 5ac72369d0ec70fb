// conversation.cpp - reading the client's half of the handshake.
#include "protocol/conversation.hpp"
#include "ground/text.hpp"

namespace tenon::protocol {
namespace {

constexpr size_t longest_client_word = 256; // what a client calls itself is kept for logs only

std::string word_of(json::Value info, std::string_view member) {
  const json::Value found = info.find(member);
  return found.is_text() ? std::string(cut(found.text(), longest_client_word)) : std::string();
}

} // namespace

ConversationInput input_of(const jsonrpc::Message &message) {
  if (message.shape == jsonrpc::Shape::response) return ConversationInput::notification;
  if (message.shape == jsonrpc::Shape::notification)
    return message.method == "notifications/initialized" ? ConversationInput::initialized : ConversationInput::notification;
  if (message.method == "initialize") return ConversationInput::initialize;
  return message.method == "ping" ? ConversationInput::ping : ConversationInput::request;
}

std::optional<Refused> greet(Conversation &conversation, const Params &params) {
  if (!params.protocol_version.value.is_text())
    return Refused{{jsonrpc::invalid_params, "Invalid params: initialize needs \"protocolVersion\", a string", ""}, 400};
  conversation.revision = negotiate(params.protocol_version.value.text());
  conversation.client_name = word_of(params.client_info.value, "name");
  conversation.client_version = word_of(params.client_info.value, "version");
  conversation.client_can = read_client_can(params.capabilities.value, conversation.revision);
  return std::nullopt;
}

} // namespace tenon::protocol
