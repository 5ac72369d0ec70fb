// streams_test.cpp - event streams that are paused, lost and taken up again while answers and notifications come on other threads.
#include "threads/stage.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace stage;

namespace {

constexpr int rounds = 200;

std::string last_id(std::string_view stream) {
  const size_t at = stream.rfind("\nid: ");
  if (at == stream.npos) return stream.substr(0, 4) == "id: " ? std::string(stream.substr(4, stream.find('\n') - 4)) : "";
  stream.remove_prefix(at + 5);
  return std::string(stream.substr(0, stream.find('\n')));
}

tenon_reply *from_desk(House &house) {
  tenon_reply *reply = nullptr;
  std::string text;
  return house.desk.take(reply, text) ? reply : nullptr;
}

// A call on a stream of its own that is open, and the place that its client knows.
struct Call {
  Call(House &house, const std::string &session, uint64_t ms = 1000) : line(house.server(), guest::Head::of_session(session), house.complaints, at(ms)) {
    line.say_all(guest::call("7", "later", R"({"text":""})", R"("_meta":{"progressToken":"p"})"), at(ms));
    reply = from_desk(house);
    tenon_reply_progress(reply, 1, 0, str("on it goes"), at(ms)); // opens the stream
    line.hear_until("on it goes", said, at(ms));
    said += line.hear_more(at(ms));
  }
  Line line;
  tenon_reply *reply = nullptr;
  std::string said;
};

// Comes back until the stream has said all; what came on it.
std::string come_back(House &house, const std::string &session, const std::string &place) {
  Line line(house.server(), guest::Head::of_session(session, "GET").add("Last-Event-ID", place), house.complaints);
  return line.hear().body;
}

std::string own_stream(House &house, const std::string &session) {
  Line line(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
  return line.hear_more();
}

void change_tools(House &house) {
  house.add_tool("passing", [](void *, const tenon_call *call, tenon_reply *reply) { tenon_reply_release(reply, call->now); });
  tenon_server_remove_tool(house.server(), str("passing"));
}

void settle(House &house, tenon_reply *reply) {
  house.complaints.expect(tenon_reply_text(reply, str("done"), start) == TENON_OK, "settled once");
  tenon_reply_release(reply, start);
}

} // namespace

TEST_CASE("a stream is paused on one thread while the call is settled on another: the answer is heard once, here or when the client is back") {
  House house;
  const std::string session = house.begin_session();
  int came_back = 0;
  for (int round = 0; round < rounds; ++round) {
    Call call(house, session);
    at_once(3, [&](int thread) {
      if (thread == 0) {
        const tenon_status said = tenon_reply_close_stream(call.reply, start);
        house.complaints.expect(said == TENON_OK || said == TENON_GONE, "paused, or too late");
      } else if (thread == 1) house.complaints.expect(tenon_reply_text(call.reply, str("done"), start) == TENON_OK, "settled once");
      else tenon_reply_progress(call.reply, 2, 0, str("further"), start);
    });
    tenon_reply_release(call.reply, start);
    call.said += call.line.hear_rest(); // returns: it is over, or paused
    if (occurrences(call.said, "\"done\"") == 0) {
      ++came_back;
      call.said += come_back(house, session, last_id(call.said));
    }
    REQUIRE(occurrences(call.said, "\"done\"") == 1);
    REQUIRE(house.complaints.all() == "");
  }
  CHECK(house.counts().calls == 0);
  MESSAGE(came_back << " of " << rounds << " came back for the answer");
}

TEST_CASE("a connection is lost on one thread while the call is settled on another: the answer waits where the client looks for it") {
  House house;
  const std::string session = house.begin_session();
  for (int round = 0; round < rounds; ++round) {
    Call call(house, session);
    at_once(2, [&](int thread) {
      if (thread == 0) call.line.close();
      else settle(house, call.reply);
    });
    REQUIRE(occurrences(come_back(house, session, last_id(call.said)), "\"done\"") == 1);
    REQUIRE(occurrences(own_stream(house, session), "\"done\"") == 0);
    REQUIRE(house.complaints.all() == "");
  }
}

TEST_CASE("a client comes back on one thread while the call is settled on another: heard once, on that stream or on the session's") {
  House house;
  const std::string session = house.begin_session();
  for (int round = 0; round < rounds; ++round) {
    Call call(house, session);
    if (round % 2) call.line.close(); // else the old connection is not known to be dead
    std::string said;
    at_once(3, [&](int thread) {
      if (thread == 0) said = come_back(house, session, last_id(call.said)); // returns: there is an end
      else if (thread == 1) tenon_reply_progress(call.reply, 2, 0, str("further"), start);
      else house.complaints.expect(tenon_reply_text(call.reply, str("done"), start) == TENON_OK, "settled once");
    });
    tenon_reply_release(call.reply, start);
    if (round % 2 == 0) said += call.line.hear_rest();
    said += own_stream(house, session);
    if (occurrences(said, "\"done\"") == 0) said += come_back(house, session, last_id(call.said));
    REQUIRE(occurrences(said, "\"done\"") >= 1);
    REQUIRE(house.complaints.all() == "");
  }
  CHECK(house.counts().calls == 0);
}

TEST_CASE("two connections come back for one stream at once: both end, and one of them or the next has the answer") {
  House house;
  const std::string session = house.begin_session();
  for (int round = 0; round < rounds; ++round) {
    Call call(house, session);
    call.line.close();
    const std::string place = last_id(call.said);
    std::string said[2];
    at_once(3, [&](int thread) {
      if (thread == 2) settle(house, call.reply);
      else said[thread] = come_back(house, session, place);
    });
    std::string all = said[0] + said[1] + own_stream(house, session);
    if (occurrences(all, "\"done\"") == 0) all += come_back(house, session, place);
    REQUIRE(occurrences(all, "\"done\"") >= 1);
    REQUIRE(house.complaints.all() == "");
  }
}

TEST_CASE("two connections come back for a session's own stream at once: one of them has it, and the other ends") {
  House house;
  const std::string session = house.begin_session();
  Line(house.server(), guest::Head::of_session(session), house.complaints).say_all(guest::initialized());
  for (int round = 0; round < rounds; ++round) {
    std::string said;
    {
      Line line(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
      change_tools(house);
      REQUIRE(line.hear_until("list_changed", said));
      said += line.hear_more();
    }
    std::unique_ptr<Line> lines[2];
    at_once(2, [&](int thread) {
      lines[thread] = std::make_unique<Line>(house.server(), guest::Head::of_session(session, "GET").add("Last-Event-ID", last_id(said)), house.complaints);
    });
    change_tools(house);
    int heard = 0, ended = 0;
    for (const std::unique_ptr<Line> &line : lines) {
      heard += occurrences(line->hear_more(), "list_changed") > 0;
      tenon_str view{};
      ended += tenon_exchange_pull(line->get(), &view) == TENON_FINISHED;
    }
    REQUIRE(heard == 1);
    REQUIRE(ended == 1);
    REQUIRE(house.complaints.all() == "");
  }
}

TEST_CASE("a session's own stream is taken up again and again while notifications come: in order, each at most once on a connection") {
  House house;
  const std::string session = house.begin_session();
  {
    Line line(house.server(), guest::Head::of_session(session), house.complaints);
    line.say_all(guest::initialized());
  }
  std::atomic<bool> changing{true};
  at_once(3, [&](int thread) {
    if (thread == 0) {
      for (int i = 0; i < 300; ++i) change_tools(house);
      changing = false;
    } else if (thread == 1) {
      std::string place;
      do {
        guest::Head head = guest::Head::of_session(session, "GET");
        if (!place.empty()) head.add("Last-Event-ID", place);
        Line line(house.server(), std::move(head), house.complaints);
        std::string said = line.hear_more();
        said += line.hear_more();
        if (const std::string last = last_id(said); !last.empty()) {
          house.complaints.expect(occurrences(said, "\nid: " + last + "\n") <= 1, "an event once on a connection");
          place = last;
        }
      } while (changing);
    } else
      do {
        Line line(house.server(), guest::Head::of_session(session), house.complaints);
        line.say_all(call_of("1", "echo", "words"));
        house.complaints.expect(line.hear().body.find("words") != std::string::npos, "calls go on");
      } while (changing);
  });
  CHECK(house.complaints.all() == "");
}

TEST_CASE("a lost call is cancelled, its session deleted or the server destroyed while its client comes back") {
  for (int round = 0; round < rounds; ++round) {
    House house;
    const std::string session = house.begin_session();
    Call call(house, session);
    call.line.close();
    Line again(house.server(), guest::Head::of_session(session, "GET").add("Last-Event-ID", last_id(call.said)), house.complaints);
    at_once(3, [&](int thread) {
      if (thread == 0) again.hear_rest(); // returns: there is an end
      else if (thread == 1) settle(house, call.reply);
      else if (round % 3 == 0) Line(house.server(), guest::Head::of_session(session), house.complaints).say_all(guest::cancelled("7"));
      else if (round % 3 == 1) Line(house.server(), guest::Head::of_session(session, "DELETE"), house.complaints).hear();
      else house.destroy();
    });
    again.close();
    house.destroy();
    CHECK(house.drops() == 1);
    REQUIRE(house.complaints.all() == "");
  }
}
