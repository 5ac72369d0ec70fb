// words.hpp - what a client says: heads and bodies of both eras, for tests that care about something else than words.
#pragma once
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <utility>
#include <vector>

namespace guest {

inline tenon_str str(std::string_view text) { return {text.data(), text.size()}; }

inline constexpr std::string_view modern_meta =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}})";
inline constexpr std::string_view modern_meta_with_progress =
    R"("_meta":{"progressToken":"p","io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}})";

// `id` and `arguments` are JSON; `meta` is a member, or "" on the older revisions.
inline std::string call(std::string_view id, std::string_view tool, std::string_view arguments = "{}", std::string_view meta = "") {
  std::string text = R"({"jsonrpc":"2.0","id":)";
  text.append(id).append(R"(,"method":"tools/call","params":{"name":")").append(tool).append(R"(","arguments":)").append(arguments);
  if (!meta.empty()) text.append(",").append(meta);
  return text += "}}";
}

inline std::string request(std::string_view id, std::string_view method, std::string_view meta = "") {
  std::string text = R"({"jsonrpc":"2.0","id":)";
  text.append(id).append(R"(,"method":")").append(method).append(R"(","params":{)").append(meta);
  return text += "}}";
}

inline std::string initialize(std::string_view revision, std::string_view id = "0") {
  std::string text = R"({"jsonrpc":"2.0","id":)";
  text.append(id).append(R"(,"method":"initialize","params":{"protocolVersion":")").append(revision);
  return text += R"(","capabilities":{},"clientInfo":{"name":"guest","version":"1"}}})";
}

inline std::string initialized() { return R"({"jsonrpc":"2.0","method":"notifications/initialized"})"; }

inline std::string cancelled(std::string_view id) {
  return std::string(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)").append(id) + "}}";
}

// A request head in memory of its own; `record` views into it.
class Head {
public:
  explicit Head(std::string method = "POST", std::string target = "/mcp") : method_(std::move(method)), target_(std::move(target)) {
    add("Host", "localhost").add("Content-Type", "application/json").add("Accept", "application/json, text/event-stream");
  }
  // What a call of the newest revision says in its head besides.
  static Head modern(std::string_view method, std::string_view name = "") {
    Head head;
    head.add("MCP-Protocol-Version", "2026-07-28").add("Mcp-Method", method);
    return name.empty() ? head : head.add("Mcp-Name", name);
  }
  static Head of_session(std::string_view session, std::string method = "POST") {
    return Head(std::move(method)).add("Mcp-Session-Id", session);
  }
  // A browser's without scripts; what it posts is a form of a page of ours.
  static Head browser(std::string method, std::string target) {
    Head head(std::move(method), std::move(target));
    head.lines_ = {{"Host", "localhost"}};
    return head.method_ == "POST" ? head.add("Content-Type", "application/x-www-form-urlencoded").add("Origin", "http://localhost") : head;
  }

  Head &add(std::string_view name, std::string_view value) {
    lines_.emplace_back(name, value);
    return *this;
  }
  Head &bearer(std::string_view token) { return add("Authorization", "Bearer " + std::string(token)); }

  tenon_head record() {
    headers_.clear();
    for (const auto &[name, value] : lines_) headers_.push_back({str(name), str(value)});
    tenon_head head{};
    head.size = sizeof head;
    head.carrier = TENON_HTTP;
    head.method = str(method_);
    head.target = str(target_);
    head.headers = headers_.data();
    head.header_count = headers_.size();
    return head;
  }

private:
  std::string method_, target_;
  std::vector<std::pair<std::string, std::string>> lines_;
  std::vector<tenon_header> headers_;
};

inline tenon_head channel(int64_t carrier) {
  tenon_head head{};
  head.size = sizeof head;
  head.carrier = carrier;
  return head;
}

// The value of a header of an answer, or "".
inline std::string header(const tenon_answer &answer, std::string_view name) {
  for (size_t i = 0; i < answer.header_count; ++i)
    if (std::string_view(answer.headers[i].name.data, answer.headers[i].name.len) == name)
      return {answer.headers[i].value.data, answer.headers[i].value.len};
  return "";
}

} // namespace guest
