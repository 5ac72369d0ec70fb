// sessions_test.cpp - conversations of the older revisions: a stream replaced while answers arrive, an end while calls run.
#include "threads/stage.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace stage;

namespace {

// A call whose client has gone: its answer belongs to the session's stream.
void leave_a_call(House &house, const std::string &session, const std::string &text) {
  Line line(house.server(), guest::Head::of_session(session), house.complaints);
  line.say_all(call_of("\"" + text + "\"", "later", text));
}

void end_session(House &house, const std::string &session) {
  Line line(house.server(), guest::Head::of_session(session, "DELETE"), house.complaints);
  const int64_t status = line.hear().status;
  house.complaints.expect(status == 200 || status == 404, "ended, or ended before");
}

} // namespace

TEST_CASE("the GET stream is replaced while answers arrive: each arrives once, on the old stream or on the new one") {
  House house([](tenon_options &options, tenon_host &) { options.max_calls = 100; });
  const std::string session = house.begin_session();
  constexpr int rounds = 60, calls = 12;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < calls; ++i) leave_a_call(house, session, std::to_string(round) + "-" + std::to_string(i));
    std::vector<std::unique_ptr<Line>> streams;
    streams.push_back(std::make_unique<Line>(house.server(), guest::Head::of_session(session, "GET"), house.complaints));
    at_once(3, [&](int thread) {
      if (thread == 0)
        for (int i = 0; i < 4; ++i) streams.push_back(std::make_unique<Line>(house.server(), guest::Head::of_session(session, "GET"), house.complaints));
      else
        for (int i = 0; i < calls / 2; ++i) {
          tenon_reply *reply = nullptr;
          std::string text;
          house.desk.take(reply, text);
          tenon_reply_text(reply, str(text), start);
          tenon_reply_release(reply, start);
        }
    });
    // All are read before any is closed: nothing is lost with a client.
    std::string said;
    for (size_t i = 0; i < streams.size(); ++i) said += streams[i]->hear_more();
    for (int i = 0; i < calls; ++i) {
      const std::string text = std::to_string(round) + "-" + std::to_string(i);
      const size_t heard = occurrences(said, "\"text\":\"" + text + "\"");
      if (heard != 1) house.complaints.add(text + " was heard " + std::to_string(heard) + " times");
    }
    REQUIRE(house.complaints.all() == "");
  }
}

TEST_CASE("a stream that is cut off because nobody reads it does not swallow answers: they wait for the next one") {
  House house([](tenon_options &options, tenon_host &) { options.max_stalled_ms = 1000; });
  const std::string session = house.begin_session();
  Line stalled(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
  leave_a_call(house, session, "first");
  leave_a_call(house, session, "second");
  tenon_reply *reply = nullptr;
  std::string text;
  house.desk.take(reply, text);
  tenon_reply_text(reply, str(text), at(1000));
  tenon_reply_release(reply, at(1000));
  tenon_server_tick(house.server(), at(3000)); // the first answer waited for too long
  house.desk.take(reply, text);
  tenon_reply_text(reply, str(text), at(3000));
  tenon_reply_release(reply, at(3000));
  Line stream(house.server(), guest::Head::of_session(session, "GET"), house.complaints, at(3000));
  CHECK(stream.hear_more(at(3000)).find("\"second\"") != std::string::npos);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("DELETE while calls come, are settled and streams open: the client that still waits gets an end, nothing is left") {
  House house([](tenon_options &options, tenon_host &) { options.max_calls = 100; });
  {
    const Settlers settlers(house.desk, 1, house.complaints);
    for (int round = 0; round < 100; ++round) {
      const std::string session = house.begin_session();
      at_once(4, [&](int thread) {
        if (thread == 0) {
          Line stream(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
          if (stream.hear_more().empty()) return;
        } else if (thread == 1) end_session(house, session);
        else
          for (int i = 0; i < 3; ++i) {
            Line line(house.server(), guest::Head::of_session(session), house.complaints);
            line.say_all(call_of("1", i == 1 ? "echo" : "later", "words"));
            const int64_t status = line.hear().status; // returns: there is an end
            house.complaints.expect(status == 200 || status == 404, "answered, or no such session");
          }
      });
      end_session(house, session);
      REQUIRE(house.complaints.all() == "");
    }
  }
  CHECK(house.counts().conversations == 0);
  CHECK(house.counts().exchanges == 0);
  CHECK(house.counts().calls == 0);
  house.destroy();
  CHECK(house.drops() == 1);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("sessions begin on all threads up to the limit, and no further") {
  House house([](tenon_options &options, tenon_host &) { options.max_conversations = 50; });
  std::atomic<int> begun{0}, refused{0};
  at_once(4, [&](int) {
    for (int i = 0; i < 20; ++i) {
      Line line(house.server(), guest::Head(), house.complaints);
      line.say_all(guest::initialize("2025-11-25"));
      const Heard heard = line.hear();
      if (heard.status == 200 && !heard.session.empty()) begun.fetch_add(1);
      else if (heard.status == 503) refused.fetch_add(1);
    }
  });
  CHECK(begun == 50);
  CHECK(refused == 30);
  CHECK(house.counts().conversations == 50);
  house.destroy();
  CHECK(house.drops() == 1);
}
