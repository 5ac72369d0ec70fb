// feedback_stage.hpp - a server that asks people, a clock that the test moves, agents on every revision, and a person with a ledger.
#pragma once
#include "engine/feedback_desk.hpp"
#include "engine/server.hpp"
#include "feedback/memory_shelf.hpp"
#include "guest/words.hpp"
#include "json/reader.hpp"
#include <algorithm>
#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <utility>
#include <vector>

namespace feedback_stage {

using namespace tenon;
using guest::str;

// Who calls, and how: the revision, what the client can do, and its name.
struct Agent {
  std::string revision = "2025-11-25";
  std::string client = "agent";
  std::string capabilities = "{}";
  std::string session; // of the older ones, once it is there

  bool modern() const { return revision == "2026-07-28"; }
  std::string meta(bool progress) const {
    std::string out = R"("_meta":{)";
    if (progress) out += R"("progressToken":"p")";
    if (modern()) {
      if (progress) out += ',';
      out += R"("io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":)" + capabilities +
             R"(,"io.modelcontextprotocol/clientInfo":{"name":")" + client + R"(","version":"1"})";
    }
    return out += '}';
  }
};

inline const std::string revisions[] = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"};

class Stage {
public:
  // One request under way, or a stream.
  class Line {
  public:
    Line(Stage &stage, tenon_exchange *exchange) : stage_(&stage), exchange_(exchange) { stage.lines_.push_back(this); }
    Line(Line &&other) noexcept : stage_(other.stage_), exchange_(std::exchange(other.exchange_, nullptr)), reads_(other.reads_), text(std::move(other.text)) {
      std::replace(stage_->lines_.begin(), stage_->lines_.end(), &other, this);
    }
    Line &operator=(Line &&) = delete;
    ~Line() {
      close();
      stage_->lines_.erase(std::remove(stage_->lines_.begin(), stage_->lines_.end(), this), stage_->lines_.end());
    }
    void stop_reading() { reads_ = false; }
    // All that there is to read by now; what was read before stays in `text`.
    const std::string &hear(size_t at_most = SIZE_MAX) {
      for (tenon_str bytes{}; exchange_ && at_most > 0 && tenon_exchange_pull(exchange_, &bytes) == TENON_OK;) {
        const size_t taken = std::min(bytes.len, at_most);
        text.append(bytes.data, taken);
        at_most -= taken;
        REQUIRE(tenon_exchange_sent(exchange_, taken, stage_->now()) == TENON_OK);
      }
      return text;
    }
    void say(std::string line) {
      line += '\n';
      REQUIRE(tenon_exchange_feed(exchange_, line.data(), line.size(), stage_->now()) == TENON_OK);
    }
    bool says(std::string_view words) { return hear().find(words) != std::string::npos; }
    size_t count(std::string_view words) {
      size_t found = 0;
      for (size_t at = hear().find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
      return found;
    }
    int32_t status() {
      tenon_answer answer{};
      answer.size = sizeof answer;
      REQUIRE(tenon_exchange_answer(exchange_, &answer) == TENON_OK);
      return static_cast<int32_t>(answer.status);
    }
    void close() {
      if (exchange_) tenon_exchange_close(std::exchange(exchange_, nullptr), stage_->now());
    }
    // The value of the last `"name":"value"`.
    std::string last(std::string_view name) {
      hear();
      const std::string key = std::string("\"").append(name).append("\":\"");
      const size_t at = text.rfind(key);
      if (at == std::string::npos) return "";
      const size_t begin = at + key.size();
      return text.substr(begin, text.find('"', begin) - begin);
    }

  private:
    friend class Stage;
    Stage *stage_;
    tenon_exchange *exchange_;
    bool reads_ = true;

  public:
    std::string text;
  };

  explicit Stage(engine::FeedbackSettings settings = {}, std::string_view public_url = "https://ask.example") {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    options.public_url = str(public_url);
    REQUIRE(tenon_server_create(&options, nullptr, &handle_, nullptr) == TENON_OK);
    pass(0);
    if (settings.tools == 0) settings.tools = engine::all_tools;
    settings.sites = engine::all_sites;
    shelf = std::make_shared<feedback::MemoryShelf>();
    REQUIRE(!server().offer_feedback(std::move(settings), feedback::Store(shelf)));
  }
  ~Stage() { end(); }
  void end() { // the server's; lines that are open hear of it
    if (handle_) tenon_server_destroy(std::exchange(handle_, nullptr), now());
  }
  Stage(const Stage &) = delete;
  Stage &operator=(const Stage &) = delete;

  engine::Server &server() { return *reinterpret_cast<engine::Server *>(handle_); }
  const feedback::Ledger &ledger() { return server().feedback()->ledger(); }
  tenon_now now() const { return {ms_, 1'800'000'000'000 + static_cast<int64_t>(ms_)}; }

  void pass(uint64_t ms) {
    const uint64_t until = ms_ + ms;
    for (uint64_t next; (next = tenon_server_next_deadline(handle_)) <= until;) {
      ms_ = std::max(ms_, next);
      tick();
    }
    ms_ = until;
    tick();
  }
  void tick() {
    REQUIRE(tenon_server_tick(handle_, now()) == TENON_OK);
    for (Line *line : lines_)
      if (line->reads_) line->hear();
  }

  Line open(guest::Head head, std::string_view body) {
    const tenon_head record = head.record();
    tenon_exchange *exchange = nullptr;
    REQUIRE(tenon_exchange_open(handle_, &record, now(), &exchange) == TENON_OK);
    if (!body.empty()) REQUIRE(tenon_exchange_feed(exchange, body.data(), body.size(), now()) == TENON_OK);
    REQUIRE(tenon_exchange_end(exchange, now()) == TENON_OK);
    return Line(*this, exchange);
  }
  Line channel() {
    const tenon_head record = guest::channel(TENON_LINES);
    tenon_exchange *exchange = nullptr;
    REQUIRE(tenon_exchange_open(handle_, &record, now(), &exchange) == TENON_OK);
    return Line(*this, exchange);
  }

  static std::string initialize(const Agent &agent) {
    return R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":")" + agent.revision + R"(","capabilities":)" + agent.capabilities +
           R"(,"clientInfo":{"name":")" + agent.client + R"(","version":"1"}}})";
  }
  void greet(Agent &agent) {
    if (agent.modern() || !agent.session.empty()) return;
    guest::Head head;
    const tenon_head record = head.record();
    tenon_exchange *exchange = nullptr;
    const std::string hello = initialize(agent);
    REQUIRE(tenon_exchange_open(handle_, &record, now(), &exchange) == TENON_OK);
    REQUIRE(tenon_exchange_feed(exchange, hello.data(), hello.size(), now()) == TENON_OK);
    REQUIRE(tenon_exchange_end(exchange, now()) == TENON_OK);
    tenon_answer answer{};
    answer.size = sizeof answer;
    REQUIRE(tenon_exchange_answer(exchange, &answer) == TENON_OK);
    agent.session = guest::header(answer, "Mcp-Session-Id");
    REQUIRE(!agent.session.empty());
    tenon_exchange_close(exchange, now());
    post(agent, guest::initialized());
  }
  Line post(Agent &agent, std::string_view body, std::string_view method = "", std::string_view name = "") {
    greet(agent);
    if (agent.modern()) return open(guest::Head::modern(method, name), body);
    guest::Head head = guest::Head::of_session(agent.session);
    if (agent.revision != "2024-11-05" && agent.revision != "2025-03-26") head.add("MCP-Protocol-Version", agent.revision);
    return open(std::move(head), body);
  }
  Line call(Agent &agent, std::string_view tool, std::string_view arguments, bool progress = false, std::string_view more = "") {
    std::string meta = agent.meta(progress);
    if (!more.empty()) meta.append(",").append(more);
    return post(agent, guest::call(std::to_string(++calls_), tool, arguments, meta), "tools/call", tool);
  }
  Line ask(Agent &agent, std::string_view arguments, bool progress = false, std::string_view more = "") {
    return call(agent, "interactive_feedback", arguments, progress, more);
  }

  // --- the person, and what the store has
  feedback::Changed person(const std::string &id, feedback::EventKind kind, std::string_view words, std::string submission = "s1") {
    feedback::Event event;
    event.kind = kind;
    event.role = feedback::Role::responder;
    event.by = "person";
    feedback::Submission &said = event.submission.emplace();
    said.id = std::move(submission);
    said.auth = "id";
    (kind == feedback::EventKind::decline ? said.reason : said.answer.free_text) = words;
    feedback::Changed out;
    ledger().change(id, std::move(event), now().unix_ms, [&](feedback::Result<feedback::Changed> changed) {
      REQUIRE(changed.fault == feedback::Fault::none);
      out = std::move(changed.value);
    });
    return out;
  }
  feedback::Changed answers(const std::string &id, std::string_view words = "Go ahead.") { return person(id, feedback::EventKind::answer, words); }
  feedback::Session session(const std::string &id) {
    feedback::Session out;
    ledger().read(id, [&](feedback::Result<feedback::Session> got) { out = std::move(got.value); });
    return out;
  }
  std::vector<feedback::Session> all() {
    std::vector<feedback::Session> out;
    feedback::Query query;
    query.oldest_first = true;
    ledger().store().list(query, [&](feedback::Result<feedback::Rows> rows) {
      for (const feedback::Row &row : rows.value.rows) out.push_back(*feedback::read_row(row));
    });
    return out;
  }
  std::string only_id() {
    const auto there = all();
    REQUIRE(there.size() == 1);
    return there.front().id;
  }
  bool waited_for(const std::string &id) { return ledger().agent_waits(id); }

  std::shared_ptr<feedback::MemoryShelf> shelf;

private:
  tenon_server *handle_ = nullptr;
  std::vector<Line *> lines_; // that are open
  uint64_t ms_ = 1'000, calls_ = 0;
};

} // namespace feedback_stage
