// messages.cpp - how the calls are made up to their size.
#include "messages.hpp"

#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

constexpr std::string_view modern_meta = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                                         R"("io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},)"
                                         R"("io.modelcontextprotocol/clientCapabilities":{}})";
constexpr std::string_view modern_text = R"(The \"tenon\" fits.\nSo it does....)";
constexpr std::string_view session_text = R"(The \"tenon\" fits the mortise, and the joint holds.\nNo glue, no nail is needed..)";

std::string call(Era era, size_t number) {
  std::string message = R"({"jsonrpc":"2.0","id":)" + std::to_string(100'001 + number);
  message += R"(,"method":"tools/call","params":{"name":"echo","arguments":{"text":")";
  if (era == Era::modern) {
    message += modern_text;
    message += "\"},";
    message += modern_meta;
    message += "}}";
  } else {
    message += session_text;
    message += R"(","topic":")";
    message.append(message_size - 4 - message.size(), 't');
    message += "\"}}}";
  }
  if (message.size() != message_size) {
    std::fprintf(stderr, "messages: %zu bytes instead of %zu\n", message.size(), message_size);
    std::exit(1);
  }
  return message;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') out += text[++i] == 'n' ? '\n' : text[i];
    else out += text[i];
  }
  return out;
}

} // namespace

std::string text_of(Era era) { return unescaped(era == Era::modern ? modern_text : session_text); }

std::vector<std::string> calls_of_echo(Era era) {
  std::vector<std::string> calls;
  for (size_t i = 0; i < message_count; ++i) calls.push_back(call(era, i));
  return calls;
}

std::vector<std::pair<std::string, std::string>> head_of_echo(Era era, std::string_view session, std::string_view token) {
  std::vector<std::pair<std::string, std::string>> head = {
      {"host", "127.0.0.1:8787"},
      {"content-type", "application/json"},
      {"accept", "application/json, text/event-stream"},
      {"user-agent", "node"},
      {"content-length", std::to_string(message_size)},
      {"mcp-protocol-version", era == Era::modern ? "2026-07-28" : "2025-11-25"},
  };
  if (era == Era::modern) {
    head.emplace_back("mcp-method", "tools/call");
    head.emplace_back("mcp-name", "echo");
  }
  if (!session.empty()) head.emplace_back("mcp-session-id", session);
  if (!token.empty()) head.emplace_back("authorization", "Bearer " + std::string(token));
  return head;
}

std::string initialize_message() {
  return R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},)"
         R"("clientInfo":{"name":"bench","version":"1"}}})";
}

} // namespace bench
