// ask_test.cpp - how many questions, how often, how long they wait, and how much their clients carry for us.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

constexpr uint64_t year = uint64_t{365} * 24 * 3600 * 1000;
constexpr std::string_view meta =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"roots":{}}})";
constexpr std::string_view no_roots = R"({"roots":[]})";

// A house with the tool `ask`: it asks `questions` at a time, `rounds` times, then it is done.
struct Asker {
  explicit Asker(const Change &change) : house(change) {
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str("ask");
    tool.user = this;
    tool.run = run;
    REQUIRE(tenon_server_add_tool(house.server(), &tool, nullptr) == TENON_OK);
  }

  uint64_t questions = 1, rounds = 1, runs = 0;
  std::string state;
  tenon_status said = TENON_OK; // by the last tenon_reply_ask
  House house;

  std::string call(std::string_view more = "") { // of 2026-07-28
    const std::string params = more.empty() ? std::string(meta) : std::string(meta) + "," + std::string(more);
    return house.post(head_of("ask"), guest::call("1", "ask", "{}", params)).body;
  }
  std::string come_again(std::string_view answer) { return call(carried(answer) + R"(,"inputResponses":{"q0":{"roots":[]}})"); }

  // "requestState":"..." of an answer.
  static std::string carried(std::string_view answer) {
    const size_t at = answer.find("\"requestState\":\"");
    REQUIRE(at != answer.npos);
    return std::string(answer.substr(at, answer.find('"', at + 16) + 1 - at));
  }
  static size_t carried_bytes(std::string_view answer) { return carried(answer).size() - std::string_view("\"requestState\":\"\"").size(); }

private:
  static void run(void *user, const tenon_call *call, tenon_reply *reply) {
    Asker &self = *static_cast<Asker *>(user);
    ++self.runs;
    std::vector<std::string> keys;
    for (uint64_t i = 0; i < self.questions; ++i) keys.push_back("q" + std::to_string(i));
    std::vector<tenon_question> asked(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      asked[i].size = sizeof asked[i];
      asked[i].key = str(keys[i]);
      asked[i].kind = TENON_ASK_ROOTS;
    }
    if (self.runs > self.rounds) {
      tenon_reply_text(reply, str("done"), call->now);
    } else {
      self.said = tenon_reply_ask(reply, asked.data(), asked.size(), str(self.state), call->now);
      if (self.said != TENON_OK) tenon_reply_text(reply, str("not asked"), call->now);
    }
    tenon_reply_release(reply, call->now);
  }
};

// A client of 2025-11-25 that is asked on its channel.
struct Channel {
  explicit Channel(Asker &asker_) : asker(asker_), line(asker_.house, guest::channel(TENON_LINES)) {
    std::string hello = guest::initialize("2025-11-25");
    hello.replace(hello.find(R"("capabilities":{})"), 17, R"("capabilities":{"roots":{}})");
    CHECK(say(hello + "\n" + guest::initialized()).find("2025-11-25") != std::string::npos);
  }
  std::string say(const std::string &message) {
    CHECK(line.feed(message + "\n") == TENON_OK);
    return line.take();
  }
  std::string call() { return say(guest::call("1", "ask")); }
  std::string answer(std::string_view request) {
    const size_t at = request.find("\"id\":");
    REQUIRE(at != request.npos);
    return say("{\"jsonrpc\":\"2.0\"," + std::string(request.substr(at, request.find(',', at) - at)) + ",\"result\":" + std::string(no_roots) + "}");
  }
  Asker &asker;
  Line line;
};

Change with(uint64_t tenon_options::*limit, uint64_t said) {
  return [=](tenon_options &o) { o.*limit = said; };
}

} // namespace

HELD(max_questions, "that many are asked at once, with one more none is") {
  each({{3, 3}, {0, 16}}, [](uint64_t said, uint64_t bound) {
    Asker asker(with(&tenon_options::max_questions, said));
    Channel channel(asker);
    asker.rounds = 4;
    asker.questions = bound + 1;
    CHECK(says(asker.call(), "not asked"));
    CHECK(asker.said == TENON_LIMIT);
    CHECK(says(channel.call(), "not asked"));
    CHECK(asker.said == TENON_LIMIT);
    CHECK(asker.house.counts().questions == 0);
    asker.questions = bound;
    CHECK(count(asker.call(), "roots/list") == bound);
    CHECK(count(channel.call(), "roots/list") == bound);
    CHECK(asker.said == TENON_OK);
    CHECK(asker.house.counts().questions == bound);
    CHECK(asker.house.goes_on());
  });
}

OFF(max_questions, "more than the default are asked") {
  Asker asker(with(&tenon_options::max_questions, TENON_OFF));
  asker.questions = 170;
  CHECK(count(asker.call(), "roots/list") == 170);
}

HELD(max_rounds, "a call asks that many times, and not once more") {
  each({{3, 3}, {0, 16}}, [](uint64_t said, uint64_t bound) {
    for (const uint64_t over : {0u, 1u}) {
      INFO("the handler asks " << over << " times beyond the bound");
      const std::string_view end = over ? "not asked" : "done";
      Asker modern(with(&tenon_options::max_rounds, said)), older(with(&tenon_options::max_rounds, said));
      modern.rounds = older.rounds = bound + over;
      std::string answer = modern.call();
      for (uint64_t i = 1; i < bound; ++i) answer = modern.come_again(answer);
      CHECK(modern.said == TENON_OK);
      CHECK(says(modern.come_again(answer), end));
      CHECK(modern.runs == bound + 1);
      CHECK(modern.said == (over ? TENON_LIMIT : TENON_OK));

      Channel channel(older);
      std::string request = channel.call();
      for (uint64_t i = 1; i < bound; ++i) request = channel.answer(request);
      CHECK(older.said == TENON_OK);
      CHECK(says(channel.answer(request), end));
      CHECK(older.said == (over ? TENON_LIMIT : TENON_OK));
      CHECK(older.house.counts().questions == 0);
    }
  });
}

HELD(max_rounds, "a handler that only wants to run again does so that many times") {
  each({{3, 3}, {0, 16}}, [](uint64_t said, uint64_t bound) {
    Asker asker(with(&tenon_options::max_rounds, said));
    Channel channel(asker);
    asker.questions = 0;
    asker.state = "again";
    asker.rounds = bound + 1;
    CHECK(says(channel.call(), "not asked"));
    CHECK(asker.runs == bound + 1);
    CHECK(asker.said == TENON_LIMIT);
  });
}

OFF(max_rounds, "a call asks more often than by default") {
  Asker asker(with(&tenon_options::max_rounds, TENON_OFF));
  asker.rounds = 100;
  std::string answer = asker.call();
  for (int i = 0; i < 99; ++i) answer = asker.come_again(answer);
  CHECK(says(asker.come_again(answer), "done"));
}

HELD(answer_wait_ms, "a question to a client of an older revision waits that long, then the call ends") {
  each({{100, 100}, {0, 10 * 60 * 1000}}, [](uint64_t said, uint64_t bound) {
    Asker asker(with(&tenon_options::answer_wait_ms, said));
    Channel channel(asker);
    asker.rounds = 2;
    const std::string first = channel.call();
    asker.house.pass(bound - 1);
    CHECK(channel.line.take() == "");
    const std::string second = channel.answer(first); // just in time
    CHECK(asker.runs == 2);
    asker.house.pass(bound - 1); // the second waits as long
    CHECK(asker.house.counts().questions == 1);
    CHECK(channel.line.take() == "");
    asker.house.pass(1);
    CHECK(asker.house.counts().questions == 0);
    const std::string end = channel.line.take();
    CHECK(says(end, "notifications/cancelled"));
    CHECK(code_of(end) == -32603);
    CHECK(asker.house.logged("question_unanswered timeout"));
    CHECK(channel.answer(second) == ""); // too late
    CHECK(asker.runs == 2);
    channel.line.close();
    CHECK(asker.house.is_empty());
  });
}

OFF(answer_wait_ms, "a question waits for a year") {
  Asker asker(with(&tenon_options::answer_wait_ms, TENON_OFF));
  Channel channel(asker);
  const std::string request = channel.call();
  asker.house.pass(year);
  CHECK(says(channel.answer(request), "done"));
}

HELD(request_state_ms, "a client comes back within that time, or begins anew") {
  each({{100, 100}, {0, 10 * 60 * 1000}}, [](uint64_t said, uint64_t bound) {
    Asker asker(with(&tenon_options::request_state_ms, said));
    const std::string late = asker.call();
    asker.house.pass(1);
    asker.runs = 0;
    const std::string in_time = asker.call();
    asker.house.pass(bound - 1);
    CHECK(code_of(asker.come_again(late)) == -32602);
    CHECK(asker.runs == 1);
    CHECK(says(asker.come_again(in_time), "done"));
    asker.house.pass(1);
    CHECK(code_of(asker.come_again(in_time)) == -32602);
    CHECK(asker.runs == 2);
  });
}

OFF(request_state_ms, "a client comes back after a year") {
  Asker asker(with(&tenon_options::request_state_ms, TENON_OFF));
  const std::string answer = asker.call();
  asker.house.pass(year);
  CHECK(says(asker.come_again(answer), "done"));
}

HELD(max_request_state_bytes, "a client carries that many bytes, and of one byte more the handler hears") {
  each({{1000, 1000}, {0, 64u << 10}}, [](uint64_t said, uint64_t bound) {
    Asker asker(with(&tenon_options::max_request_state_bytes, said));
    asker.rounds = 9;
    asker.state.assign(bound / 2, 's');
    const uint64_t sealed_bytes = Asker::carried_bytes(asker.call()) * 3 / 4; // before it became text
    asker.state.resize(bound / 2 + bound * 3 / 4 - sealed_bytes, 's');
    asker.runs = 0;
    const std::string answer = asker.call();
    CHECK(Asker::carried_bytes(answer) == bound);
    asker.rounds = 1;
    CHECK(says(asker.come_again(answer), "done"));
    asker.state += 's';
    asker.runs = 0;
    CHECK(says(asker.call(), "not asked"));
    CHECK(asker.said == TENON_LIMIT);
    CHECK(asker.house.goes_on());
  });
}

HELD(max_request_state_bytes, "what is kept for a client of an older revision has the same bound") {
  each({{1000, 1000}, {0, 64u << 10}}, [](uint64_t said, uint64_t bound) {
    Asker asker(with(&tenon_options::max_request_state_bytes, said));
    Channel channel(asker);
    asker.state.assign(bound, 's');
    CHECK(says(channel.answer(channel.call()), "done"));
    asker.runs = 0;
    asker.state += 's';
    CHECK(says(channel.call(), "not asked"));
    CHECK(asker.said == TENON_LIMIT);
  });
}

HELD(max_request_state_bytes, "answers that come one by one are carried up to that, then all are wanted together") {
  Asker asker(with(&tenon_options::max_request_state_bytes, 1000));
  asker.questions = 2;
  const std::string asked = asker.call(), state = Asker::carried(asked);
  const auto answer = [&](size_t bytes) {
    return R"("q0":{"roots":[{"uri":"file:///)" + std::string(bytes, 'r') + R"("}]})";
  };
  const auto respond = [&](const std::string &answers) { return asker.call(state + ",\"inputResponses\":{" + answers + "}"); };
  const std::string some = respond(answer(100));
  CHECK(count(some, "roots/list") == 1);
  CHECK(Asker::carried_bytes(some) <= 1000);
  const std::string over = respond(answer(1000));
  CHECK(code_of(over) == -32602);
  CHECK_FALSE(says(over, "requestState\":\""));
  CHECK(asker.runs == 1);
  CHECK(says(respond(answer(1000) + R"(,"q1":{"roots":[]})"), "done"));
}

OFF(max_request_state_bytes, "more than the default is carried") {
  Asker asker(with(&tenon_options::max_request_state_bytes, TENON_OFF));
  asker.state.assign(100'000, 's');
  const std::string answer = asker.call();
  CHECK(Asker::carried_bytes(answer) > 100'000);
  CHECK(says(asker.come_again(answer), "done"));
}
