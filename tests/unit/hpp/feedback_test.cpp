// feedback_test.cpp - questions to people, as a C++ host offers, asks and answers them.
#include "abi/kept_store.hpp"
#include "guest/asking.hpp"
#include <doctest/doctest.h>
#include <string>
#include <tenon/tenon.hpp>
#include <vector>

namespace {

using asking::says;
using asking::text_of;

struct Heard {
  int times = 0;
  std::int64_t status = 0;
  std::string code, json;
  tenon::hearer here() {
    return [this](const tenon::told &told) {
      ++times;
      status = told.status;
      code = told.code;
      json = told.json;
      CHECK(told.went_well() == (told.status < 300));
    };
  }
};

tenon::server asks(tenon::feedback_options wish = {}) {
  tenon::options options;
  options.authless = true;
  tenon::server server(options);
  server.offer_feedback(std::move(wish));
  return server;
}

} // namespace

TEST_CASE("a question is asked, listed, answered, declined and withdrawn by the doors, and each change is heard of") {
  std::vector<std::string> changes;
  tenon::feedback_options wish;
  wish.changed = [&changes](const tenon::change_record &c) { changes.push_back(std::to_string(c.version) + ":" + std::to_string(c.state)); };
  const tenon::server server = asks(std::move(wish));
  const tenon::feedback_doors doors = server.feedback();
  Heard heard;
  tenon::somebody ada, ann;
  ada.subject = "ada";
  ann.id = "ann@example";
  ann.name = "Ann";
  CHECK(doors.create(R"({"message":"Ready?"})", heard.here(), ada) == TENON_OK);
  CHECK(heard.status == 200);
  const std::string id = text_of(heard.json, "sessionId");
  CHECK(doors.list_of(ada, "status=pending", heard.here()) == TENON_OK);
  CHECK(says(heard.json, id));
  CHECK(doors.list_of(ann, "", heard.here()) == TENON_OK);
  CHECK(says(heard.json, R"("total":0)"));
  CHECK(doors.list("", heard.here()) == TENON_OK);
  CHECK(says(heard.json, R"("total":1)"));
  CHECK(doors.answer(id, R"({"freeText":"yes"})", heard.here(), ann) == TENON_OK);
  CHECK(heard.status == 200);
  CHECK(doors.read(id, heard.here()) == TENON_OK);
  CHECK(says(heard.json, R"("name":"Ann")"));
  CHECK(doors.create(R"({"message":"And this?"})", heard.here()) == TENON_OK);
  CHECK(doors.decline(text_of(heard.json, "sessionId"), "{}", heard.here(), ann) == TENON_OK);
  CHECK(text_of(heard.json, "outcome") == "declined");
  CHECK(doors.create(R"({"message":"Or that?"})", heard.here()) == TENON_OK);
  CHECK(doors.withdraw(text_of(heard.json, "sessionId"), "no need", heard.here()) == TENON_OK);
  CHECK(text_of(heard.json, "outcome") == "cancelled");
  CHECK(heard.times == 10);
  CHECK(changes == std::vector<std::string>{"1:0", "2:1", "1:0", "2:2", "1:0", "2:3"});
}

TEST_CASE("what cannot be offered is an exception with the core's words, and whoever was lent is let go") {
  const auto alive = std::make_shared<int>(1);
  asking::Kept kept;
  tenon::feedback_options wish;
  wish.language = "fr";
  wish.storage = tenon::storage(asking::storage_of(kept));
  wish.changed = [alive](const tenon::change_record &) {};
  std::string why;
  try {
    asks(std::move(wish));
  } catch (const tenon::error &refused) {
    why = refused.what();
    CHECK(refused.status() == TENON_INVALID);
  }
  CHECK(says(why, "feedback.language"));
  CHECK(alive.use_count() == 1);
  CHECK(kept.drops == 1);
}

TEST_CASE("a store goes to the server, or is let go where it was never handed over") {
  asking::Kept kept, left;
  {
    tenon::feedback_options wish;
    wish.storage = tenon::storage(asking::storage_of(kept));
    CHECK(wish.storage);
    const tenon::server server = asks(std::move(wish));
    Heard heard;
    CHECK(server.feedback().create(R"({"message":"Ready?"})", heard.here()) == TENON_OK);
    CHECK(kept.drops == 0);
  }
  CHECK(kept.drops == 1);
  { const tenon::storage never(asking::storage_of(left)); }
  CHECK(left.drops == 1);
}

TEST_CASE("limits are those of the record; a hearer that is none is the host's mistake") {
  tenon::feedback_options wish;
  wish.max_message = 5;
  const tenon::server server = asks(std::move(wish));
  Heard heard;
  CHECK(server.feedback().create(R"({"message":"12345"})", heard.here()) == TENON_OK);
  CHECK(heard.status == 200);
  CHECK(server.feedback().create(R"({"message":"123456"})", heard.here()) == TENON_OK);
  CHECK(heard.status == 400);
  CHECK(heard.code == "INVALID_REQUEST");
  CHECK(server.feedback().create(R"({"message":"1"})", {}) == TENON_INVALID);
  CHECK(tenon::server().feedback().list("", heard.here()) == TENON_NOT_FOUND);
  CHECK(heard.times == 2);
}

TEST_CASE("a host lets people in, sends them to log in, or away; what throws is a no") {
  std::vector<std::string> came;
  tenon::feedback_options wish;
  wish.responder = TENON_RESPONDER_HOST;
  wish.visited = [&came](const tenon::visitor &who, tenon::decision owed) {
    came.push_back(std::string(who.page ? "page " : "interface ") + (who.session_id.empty() ? "list " : "question ") + std::string(who.cookie));
    if (who.cookie == "sid=throws") throw 7;
    tenon::somebody ada;
    ada.id = "u7";
    if (who.cookie == "sid=ada") CHECK(owed.admit(ada) == TENON_OK);
    if (who.cookie == "sid=all") CHECK(owed.admit() == TENON_OK);
    if (who.cookie == "sid=old") CHECK(owed.log_in("/login") == TENON_OK);
  };
  const tenon::server server = asks(std::move(wish));
  CHECK(server.feedback().inbox_link().empty());
  Heard heard;
  CHECK(server.feedback().create(R"({"message":"Ready?"})", heard.here()) == TENON_OK);
  const std::string id = text_of(heard.json, "sessionId");
  const auto status = [&](const std::string &target, const std::string &cookie) {
    tenon::head head;
    head.method = "GET";
    head.target = target;
    head.headers = {tenon::header("Host", "127.0.0.1"), tenon::header("Cookie", cookie)};
    tenon::exchange exchange(server, head);
    exchange.end();
    tenon_answer answer;
    return exchange.answer(answer) == TENON_OK ? answer.status : 0;
  };
  CHECK(status("/api/feedback/" + id, "sid=ada") == 200);
  CHECK(status("/api/feedback/" + id, "sid=old") == 401);
  CHECK(status("/api/feedback/" + id, "sid=throws") == 403);
  CHECK(status("/api/feedback/" + id, "sid=nobody") == 403);
  CHECK(status("/feedback", "sid=all") == 200);
  CHECK(status("/feedback", "sid=old") == 303);
  CHECK(came.front() == "interface question sid=ada");
  CHECK(came.back() == "page list sid=old");
}

TEST_CASE("switches and a request over TLS go through as they are said") {
  tenon::feedback_options wish;
  wish.seed_texts = wish.no_ask_in_client = true;
  wish.tools = TENON_LIST_TOOL | TENON_STATUS_TOOL;
  const tenon::server server = asks(std::move(wish));
  const auto said = [&](bool secure, std::string_view target, std::string_view body, std::string_view called = {}) {
    tenon::head head;
    head.method = "POST";
    head.target = target;
    head.secure = secure;
    head.headers = {tenon::header("Host", "127.0.0.1"), tenon::header("Content-Type", "application/json")};
    if (!called.empty()) {
      for (const auto &[name, value] : {std::pair<const char *, std::string_view>{"MCP-Protocol-Version", "2026-07-28"}, {"Mcp-Method", "tools/call"}, {"Mcp-Name", called}})
        head.headers.push_back(tenon::header(name, value));
    }
    tenon::exchange exchange(server, head);
    exchange.feed(body);
    exchange.end();
    std::string out;
    for (std::string_view bytes; exchange.pull(bytes) == TENON_OK; exchange.sent(bytes.size())) out += bytes;
    return out;
  };
  CHECK(says(said(true, "/api/feedback/create", R"({"message":"Over TLS?"})"), "\"https://127.0.0.1/feedback/"));
  const std::string plain = said(false, "/api/feedback/create", R"({"message":"In the clear?"})");
  CHECK(says(plain, "\"http://127.0.0.1/feedback/"));
  CHECK(says(said(false, "/mcp", guest::call("1", "list_feedback", "{}", guest::modern_meta), "list_feedback"), "Over TLS?"));
  const std::string arguments = R"({"sessionId":")" + text_of(plain, "sessionId") + "\"}";
  CHECK(says(said(false, "/mcp", guest::call("2", "check_feedback_status", arguments, guest::modern_meta), "check_feedback_status"), "Feedback Session Status"));
}

TEST_CASE("the link to the list is handed out by the doors") {
  tenon::feedback_options wish;
  wish.responder = TENON_RESPONDER_ONCE;
  wish.inbox_link_ms = 5000;
  const tenon::server server = asks(std::move(wish));
  tenon::somebody ada;
  ada.subject = "ada";
  const std::string link = server.feedback().inbox_link("https://h/p"), hers = server.feedback().inbox_link("https://h/p", &ada);
  CHECK(link.find("https://h/p/feedback?inbox=") == 0);
  CHECK(hers.size() > link.size());
}
