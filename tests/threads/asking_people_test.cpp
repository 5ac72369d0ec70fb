// asking_people_test.cpp - a call waits for a person, and all happens at once: the answer, the form, the end of patience, the client's end.
#include "threads/stage.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace stage;

namespace {

constexpr int rounds = 60;

struct People : House {
  explicit People(std::string_view capabilities) {
    tenon_feedback feedback{};
    feedback.size = sizeof feedback;
    feedback.max_submits = feedback.max_page_views = feedback.max_open_sessions = TENON_OFF;
    complaints.expect(tenon_server_offer_feedback(server(), &feedback, nullptr) == TENON_OK, "people are asked");
    session = begin_session("2025-11-25", capabilities);
  }
  std::string post(std::string_view body) {
    Line line(server(), guest::Head::of_session(session).add("MCP-Protocol-Version", "2025-11-25"), complaints);
    line.say_all(body);
    return line.hear().body;
  }
  std::string submit(const std::string &id, std::string_view words) {
    guest::Head head("POST", "/api/feedback/" + id + "/submit");
    Line line(server(), head, complaints);
    line.say_all(std::string(R"({"freeText":")").append(words).append("\"}"));
    return line.hear().body;
  }
  std::string session;
};

std::string ask(std::string_view id) {
  return guest::call(id, "interactive_feedback", R"({"message":"Go on?"})", R"("_meta":{"progressToken":"p"})");
}

std::string session_in(std::string_view said) {
  const size_t at = said.find("/feedback/");
  return at == said.npos ? "" : std::string(said.substr(at + 10, 36));
}

std::string form_in(std::string_view said) {
  const size_t at = said.find("\"id\":\"feedback-");
  return at == said.npos ? "" : std::string(said.substr(at + 6, said.find('"', at + 6) - at - 6));
}

std::string result_of(People &house, const std::string &id) {
  return house.post(guest::call("90", "get_feedback_result", R"({"sessionId":")" + id + "\"}"));
}

} // namespace

TEST_CASE("a person answers while the client goes and the call's time ends: the words are there") {
  People house("{}");
  for (int round = 0; round < rounds; ++round) {
    auto call = std::make_unique<Line>(house.server(), guest::Head::of_session(house.session).add("MCP-Protocol-Version", "2025-11-25"), house.complaints);
    call->say_all(ask(std::to_string(round + 1)));
    std::string said;
    REQUIRE(call->hear_until("/feedback/", said));
    const std::string id = session_in(said);
    at_once(4, [&](int who) {
      if (who == 0) house.complaints.expect(house.submit(id, "yes").find("\"success\":true") != std::string::npos, "the answer is taken");
      if (who == 1) call.reset();
      if (who == 2) tenon_server_tick(house.server(), at(60'000 + static_cast<uint64_t>(round)));
      if (who == 3) house.post(guest::cancelled(std::to_string(round + 1)));
    });
    tenon_server_tick(house.server(), at(70'000 + static_cast<uint64_t>(round)));
    CHECK(result_of(house, id).find("yes") != std::string::npos);
  }
  CHECK(house.counts().calls == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("the page and the form at once: one wins, the other is kept, and the call has one result") {
  People house(R"({"elicitation":{}})");
  for (int round = 0; round < rounds; ++round) {
    Line call(house.server(), guest::Head::of_session(house.session).add("MCP-Protocol-Version", "2025-11-25"), house.complaints);
    call.say_all(ask(std::to_string(round + 1)));
    std::string said;
    REQUIRE(call.hear_until("elicitation/create", said));
    if (form_in(said).empty()) said += call.hear_more();
    const std::string id = session_in(said), form = form_in(said);
    REQUIRE(!form.empty());
    at_once(3, [&](int who) {
      if (who == 0) house.submit(id, "page");
      if (who == 1) house.post(R"({"jsonrpc":"2.0","id":")" + form + R"(","result":{"action":"accept","content":{"freeText":"client"}}})");
      if (who == 2) said += call.hear_rest();
    });
    CHECK(occurrences(said, "\"status\":\"answered\"") == 1);
    const std::string result = result_of(house, id);
    CHECK(result.find("client") != std::string::npos); // what came second by the page was refused, and its sender told
  }
  CHECK(house.counts().calls == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("the page and the word that its link was opened at once: the call has one result, and what was asked ends once") {
  People house(R"({"elicitation":{"url":{}}})");
  for (int round = 0; round < rounds; ++round) {
    Line call(house.server(), guest::Head::of_session(house.session).add("MCP-Protocol-Version", "2025-11-25"), house.complaints);
    call.say_all(ask(std::to_string(round + 1)));
    std::string said;
    REQUIRE(call.hear_until("elicitation/create", said));
    if (form_in(said).empty()) said += call.hear_more();
    const std::string id = session_in(said), link = form_in(said);
    REQUIRE(!link.empty());
    at_once(3, [&](int who) {
      if (who == 0) house.submit(id, "page");
      if (who == 1) house.post(R"({"jsonrpc":"2.0","id":")" + link + R"(","result":{"action":"accept"}})");
      if (who == 2) said += call.hear_rest();
    });
    CHECK(occurrences(said, "\"status\":\"answered\"") == 1);
    CHECK(occurrences(said, "notifications/elicitation/complete") <= 1);
    CHECK(occurrences(said, "notifications/cancelled") <= 1); // also of what was opened a moment before
  }
  CHECK(house.counts().calls == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("the server ends while calls are held, answered and cut") {
  for (int round = 0; round < 20; ++round) {
    People house(R"({"elicitation":{}})");
    std::vector<std::unique_ptr<Line>> calls;
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
      calls.push_back(std::make_unique<Line>(house.server(), guest::Head::of_session(house.session).add("MCP-Protocol-Version", "2025-11-25"), house.complaints));
      calls.back()->say_all(guest::call(std::to_string(i + 1), "interactive_feedback", R"({"message":"q)" + std::to_string(i) + "\"}", R"("_meta":{"progressToken":"p"})"));
      std::string said;
      REQUIRE(calls.back()->hear_until("/feedback/", said));
      ids.push_back(session_in(said));
    }
    at_once(2, [&](int who) {
      if (who == 0)
        for (size_t i = 0; i < 2; ++i) house.submit(ids[i], "yes");
      if (who == 1) {
        calls[0].reset();
        calls[2].reset();
      }
    });
    at_once(2, [&](int who) {
      if (who == 0) house.destroy();
      if (who == 1) calls[3].reset();
    });
    calls.clear();
    CHECK(house.complaints.all() == "");
  }
}
