// time_test.cpp - how long: until a stream opens, speaks, is given up, and until a session ends.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

constexpr uint64_t year = uint64_t{365} * 24 * 3600 * 1000;
constexpr std::string_view comment = ":\n\n";

} // namespace

HELD(conversation_idle_ms, "a session is known until it has idled that long, then it is 404") {
  each({{100, 100}, {0, 30 * 60 * 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::conversation_idle_ms, said);
    const std::string session = house.begin_session();
    for (int i = 0; i < 3; ++i) { // each request begins the time anew
      house.pass(bound - 1);
      CHECK(house.ping(session).status == 200);
    }
    house.pass(bound - 1);
    CHECK(house.counts().conversations == 1);
    house.pass(1);
    CHECK(house.counts().conversations == 0);
    CHECK(house.logged("conversation_ended idle"));
    const Heard late = house.ping(session);
    CHECK(late.status == 404);
    CHECK(code_of(late.body) == -32001);
    CHECK(house.ping(house.begin_session()).status == 200);
  });
}

HELD(conversation_idle_ms, "a stream keeps its session, and the time begins when it is gone") {
  each({{100, 100}, {0, 30 * 60 * 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::conversation_idle_ms, said);
    Line stream(house, guest::Head::of_session(house.begin_session(), "GET"));
    for (int n = 0; n < 10; ++n) {
      house.pass(bound);
      stream.take(); // comments, lest it be cut off
    }
    CHECK(house.counts().conversations == 1);
    stream.close();
    house.pass(bound - 1);
    CHECK(house.counts().conversations == 1);
    house.pass(1);
    CHECK(house.counts().conversations == 0);
  });
}

HELD(conversation_idle_ms, "a call keeps its session, and the time begins when it is answered") {
  each({{100, 100}, {0, 30 * 60 * 1000}}, [](uint64_t said, uint64_t bound) {
    for (const uint64_t needed : {bound - 1, bound, bound + 1, 10 * bound}) {
      INFO("the call takes " << needed << " ms");
      House house([&](tenon_options &o) {
        o.conversation_idle_ms = said;
        o.stream_after_ms = TENON_OFF;
      });
      const std::string session = house.begin_session();
      Line call(house, guest::Head::of_session(session));
      call.ask(guest::call("1", "later"));
      house.pass(needed);
      CHECK(house.counts().conversations == 1);
      house.settle_all();
      CHECK(says(call.hear().body, "done"));
      house.pass(bound - 1);
      CHECK(house.counts().conversations == 1);
      house.pass(1);
      CHECK(house.counts().conversations == 0);
    }
  });
}

OFF(conversation_idle_ms, "a session waits for a year") {
  House house(&tenon_options::conversation_idle_ms, TENON_OFF);
  const std::string session = house.begin_session();
  house.pass(year);
  CHECK(house.ping(session).status == 200);
}

HELD(max_stalled_ms, "a channel whose reader takes nothing for that long is cut off with 1008") {
  each({{100, 100}, {0, 60 * 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_stalled_ms, said);
    Line line(house, guest::channel(TENON_LINES));
    const std::string call = body_of("echo", R"({"text":"heard"})") + "\n";
    CHECK(line.feed(call + call) == TENON_OK);
    house.pass(bound - 1);
    CHECK(count(line.take(), "heard") == 2); // just in time
    house.pass(bound);
    CHECK(line.answered() == TENON_IDLE); // nothing waited

    CHECK(line.feed(body_of("later", "{}") + "\n") == TENON_OK);
    CHECK(line.feed(call) == TENON_OK);
    house.pass(bound - 1);
    CHECK(line.answered() == TENON_IDLE);
    house.pass(1);
    CHECK(line.finished());
    CHECK(line.close_code() == 1008);
    CHECK(line.feed(call) == TENON_FINISHED);
    CHECK(house.logged("reader_stalled "));
    REQUIRE(house.owed.size() == 1);
    CHECK(tenon_reply_cancelled(house.owed[0]) == 1);
    house.settle_all();
    line.close();
    CHECK(house.goes_on());
    CHECK(house.is_empty());
  });
}

HELD(max_stalled_ms, "a stream whose reader takes nothing for that long ends, its session goes on") {
  each({{100, 100}, {0, 60 * 1000}}, [](uint64_t said, uint64_t bound) {
    House house([&](tenon_options &o) {
      o.max_stalled_ms = said;
      o.keep_alive_ms = bound / 2; // the comment waits from then on
    });
    const std::string session = house.begin_session();
    Line stream(house, guest::Head::of_session(session, "GET"));
    CHECK(stream.hear().is_stream());
    house.pass(bound / 2 + bound - 1);
    CHECK(says(stream.take(), comment));
    house.pass(bound / 2 + bound);
    CHECK(stream.finished());
    CHECK(house.logged("reader_stalled "));
    CHECK(house.ping(session).status == 200);
  });
}

HELD(max_stalled_ms, "a report that waits beyond max_outbox_bytes waits for no longer") {
  House house([](tenon_options &o) {
    o.max_stalled_ms = 100;
    o.max_outbox_bytes = 300;
  });
  Line line(house, guest::channel(TENON_LINES));
  CHECK(line.feed(body_of("later", "{}", "1", true) + "\n") == TENON_OK);
  REQUIRE(house.owed.size() == 1);
  const std::string large(300, 'w');
  CHECK(tenon_reply_progress(house.owed[0], 1, 0, str(large), house.now()) == TENON_OK);
  const std::string first = line.take_one([&] { // while its reader looks at the first, a second comes
    CHECK(tenon_reply_progress(house.owed[0], 2, 0, str(large), house.now()) == TENON_OK);
  });
  CHECK(says(first, large));
  house.pass(99);
  CHECK(line.answered() == TENON_IDLE);
  house.pass(1);
  CHECK(line.finished());
  CHECK(line.close_code() == 1008);
}

OFF(max_stalled_ms, "bytes wait for a year") {
  House house(&tenon_options::max_stalled_ms, TENON_OFF);
  Line line(house, guest::channel(TENON_LINES));
  CHECK(line.feed(body_of("echo", R"({"text":"heard"})") + "\n") == TENON_OK);
  house.pass(year);
  CHECK(says(line.take(), "heard"));
}

HELD(stream_after_ms, "an answer before that is one body, then it is an event stream") {
  each({{7, 7}, {0, 50}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::stream_after_ms, said);
    Line quick(house, head_of("later")), slow(house, head_of("later"));
    quick.ask(body_of("later", "{}"));
    house.pass(bound - 1);
    CHECK(quick.answered() == TENON_IDLE);
    house.settle_all();
    const Heard body = quick.hear();
    CHECK(body.type == "application/json");
    CHECK(body.length == static_cast<int64_t>(body.body.size()));
    CHECK(says(body.body, "done"));

    slow.ask(body_of("later", "{}"));
    house.pass(bound - 1);
    CHECK(slow.answered() == TENON_IDLE);
    house.pass(1);
    const Heard stream = slow.hear();
    CHECK(stream.status == 200);
    CHECK(stream.type == "text/event-stream");
    CHECK(stream.is_stream());
    CHECK(stream.body == "");
    house.settle_all();
    CHECK(says(slow.take(), R"(data: {"jsonrpc":"2.0","id":1,"result":)"));
    CHECK(slow.finished());
  });
}

OFF(stream_after_ms, "an answer after a year is still one body") {
  House house(&tenon_options::stream_after_ms, TENON_OFF);
  Line line(house, head_of("later"));
  line.ask(body_of("later", "{}"));
  house.pass(year);
  CHECK(line.answered() == TENON_IDLE);
  house.settle_all();
  const Heard heard = line.hear();
  CHECK(heard.type == "application/json");
  CHECK(says(heard.body, "done"));
}

HELD(keep_alive_ms, "a stream that was quiet for that long carries a comment, one millisecond before it none") {
  each({{100, 100}, {0, 15 * 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::keep_alive_ms, said);
    Line stream(house, guest::Head::of_session(house.begin_session(), "GET"));
    CHECK(stream.hear().is_stream());
    for (int i = 0; i < 3; ++i) {
      house.pass(bound - 1);
      CHECK(stream.take() == "");
      house.pass(1);
      CHECK(stream.take() == comment);
    }
  });
}

HELD(keep_alive_ms, "a message makes the quiet begin anew") {
  each({{100, 100}, {0, 15 * 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::keep_alive_ms, said);
    Line line(house, head_of("later"));
    line.ask(body_of("later", "{}", "1", true));
    REQUIRE(house.owed.size() == 1);
    for (int i = 1; i <= 3; ++i) {
      CHECK(tenon_reply_progress(house.owed[0], i, 0, str("on the way"), house.now()) == TENON_OK);
      CHECK(says(line.hear().body, "on the way"));
      house.pass(bound - 1);
      CHECK(line.take() == "");
    }
    house.pass(1);
    CHECK(line.take() == comment);
    house.settle_all();
    CHECK(says(line.take(), "done"));
    CHECK(line.finished());
  });
}

OFF(keep_alive_ms, "a stream is quiet for a year") {
  House house([](tenon_options &o) { o.keep_alive_ms = TENON_OFF; });
  Line stream(house, guest::Head::of_session(house.begin_session(), "GET"));
  CHECK(stream.hear().is_stream());
  house.pass(year);
  CHECK(stream.take() == "");
  CHECK_FALSE(stream.finished());
}
