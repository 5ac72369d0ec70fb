// talk.cpp - the three ways of carrying a message there and back.
#include "talk.hpp"

#include <doctest/doctest.h>

#include "words.hpp"

namespace wire {

Talk::Talk(House &house, Carrier carrier, bool modern) : house_(house), carrier_(carrier), modern_(modern) {
  if (carrier == Carrier::lines) open_.push_back({std::make_unique<Line>(house), 0});
  if (carrier != Carrier::sse) return;
  open_.push_back({std::make_unique<Line>(house, Request{"GET", "/sse", {{"Host", "localhost"}, {"Accept", "text/event-stream"}}, ""}), 0});
  endpoint_ = event_data(open_.front().line->hear().body, "endpoint");
  REQUIRE_FALSE(endpoint_.empty());
}

std::vector<std::string> Talk::say(const std::string &message) {
  std::vector<std::string> answers;
  if (carrier_ == Carrier::lines) {
    open_.front().line->say(message + "\n");
  } else {
    Request request = post(message, modern_, session_);
    if (carrier_ == Carrier::sse) request.target = endpoint_;
    open_.push_back({std::make_unique<Line>(house_, request), 0});
    house_.pass(100); // an answer that waits for a tool begins as a stream
    const Heard &heard = open_.back().line->hear();
    CHECK(heard.status != 0);
    if (const std::string session = heard.header("mcp-session-id"); !session.empty()) session_ = session;
  }
  for (Open &open : open_) collect(open, answers);
  return answers;
}

std::vector<std::string> Talk::more() {
  std::vector<std::string> messages;
  for (Open &open : open_) collect(open, messages);
  return messages;
}

Request Talk::post(std::string message, bool modern, const std::string &session) {
  Request request;
  request.headers = {{"Host", "localhost"}, {"Content-Type", "application/json"}, {"Accept", "application/json, text/event-stream"}};
  if (!session.empty()) request.headers.emplace_back("Mcp-Session-Id", session);
  if (modern) {
    const Parsed parsed(message);
    const auto method = parsed.find("method"), name = parsed.find("params").find("name");
    request.headers.emplace_back("MCP-Protocol-Version", "2026-07-28");
    if (method.is_text()) request.headers.emplace_back("Mcp-Method", method.text());
    if (name.is_text()) request.headers.emplace_back("Mcp-Name", name.text());
  }
  request.body = std::move(message);
  return request;
}

void Talk::collect(Open &open, std::vector<std::string> &messages) const {
  const Heard &heard = open.line->hear();
  std::vector<std::string> all;
  if (carrier_ == Carrier::lines) {
    for (size_t from = 0, end; (end = heard.body.find('\n', from)) != std::string::npos; from = end + 1)
      for (std::string &each : messages_of("application/json", heard.body.substr(from, end - from))) all.push_back(std::move(each));
  } else {
    all = heard.messages();
  }
  for (; open.heard < all.size(); ++open.heard) messages.push_back(all[open.heard]);
}

} // namespace wire
