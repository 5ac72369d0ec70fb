// clock_test.cpp - one thread ticks while others work, and each hears of deadlines that moved.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

TEST_CASE("one thread ticks while others call: slow answers become streams, and each is whole") {
  House house([](tenon_options &options, tenon_host &) {
    options.stream_after_ms = 1;
    options.keep_alive_ms = 1;
  });
  std::atomic<uint64_t> clock{1000};
  std::atomic<int> working{3}, streams{0};
  {
    const Settlers settlers(house.desk, 1, house.complaints);
    at_once(4, [&](int thread) {
      if (thread == 3) {
        while (working.load() > 0) house.complaints.expect(tenon_server_tick(house.server(), at(clock.fetch_add(1))) == TENON_OK, "tick");
        return;
      }
      for (int i = 0; i < 300; ++i) {
        const std::string text = std::to_string(thread) + "-" + std::to_string(i);
        Line line(house.server(), guest::Head::modern("tools/call", "later"), house.complaints, at(clock.load()));
        line.say_all(call_of("1", "later", text, guest::modern_meta), at(clock.load()));
        const Heard heard = line.hear(at(clock.load()));
        if (heard.status != 200 || occurrences(heard.body, "\"" + text + "\"") != 1) house.complaints.add("lost: " + heard.body);
        streams += heard.body.rfind("event: ", 0) == 0 || heard.body.rfind(":", 0) == 0;
      }
      working.fetch_sub(1);
    });
  }
  MESSAGE("streams: " << streams.load() << " of 900");
  CHECK(house.counts().exchanges == 0);
  CHECK(tenon_server_next_deadline(house.server()) == UINT64_MAX);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("deadline_moved tells a sleeping ticker of each earlier deadline, from whatever thread it came") {
  // The ticker sleeps until its deadline; time jumps there when everybody sleeps. If a move were not told, it would sleep for ever.
  struct Moves {
    std::mutex mutex;
    std::condition_variable changed;
    bool moved = false, over = false;
  } moves;
  House house([&](tenon_options &options, tenon_host &host) {
    options.stream_after_ms = 5;
    options.keep_alive_ms = TENON_OFF;
    host.drop = nullptr;
    host.user = &moves;
    host.deadline_moved = [](void *user) {
      Moves &m = *static_cast<Moves *>(user);
      const std::lock_guard lock(m.mutex);
      m.moved = true;
      m.changed.notify_all();
    };
  });
  std::atomic<uint64_t> clock{1000};
  std::thread ticker([&] {
    for (;;) {
      {
        std::unique_lock lock(moves.mutex);
        const bool woken = moves.changed.wait_for(lock, std::chrono::seconds(30), [&] { return moves.moved || moves.over; });
        house.complaints.expect(woken, "nobody told the ticker");
        if (moves.over || !woken) return;
        moves.moved = false;
      }
      for (uint64_t next = 0; (next = tenon_server_next_deadline(house.server())) != UINT64_MAX;) {
        if (next > clock.load()) clock.store(next);
        tenon_server_tick(house.server(), at(clock.load()));
      }
    }
  });
  at_once(2, [&](int) {
    for (int i = 0; i < 150; ++i) { // nobody settles: only the deadline turns the answer into a stream
      Line line(house.server(), guest::Head::modern("tools/call", "later"), house.complaints, at(clock.load()));
      line.say_all(call_of("1", "later", "", guest::modern_meta), at(clock.load()));
      tenon_answer answer{};
      answer.size = sizeof answer;
      while (tenon_exchange_answer(line.get(), &answer) == TENON_IDLE && house.complaints.all().empty()) line.ear().wait_for_wake();
      house.complaints.expect(answer.body_length == -1, "it is a stream");
    }
  });
  {
    const std::lock_guard lock(moves.mutex);
    moves.over = true;
    moves.changed.notify_all();
  }
  ticker.join();
  house.desk.close();
  tenon_reply *reply = nullptr;
  for (std::string text; house.desk.take(reply, text);) {
    house.complaints.expect(tenon_reply_cancelled(reply) == 1, "its exchange was closed");
    tenon_reply_release(reply, start);
  }
  house.destroy();
  CHECK(house.complaints.all() == "");
}

TEST_CASE("threat 39: times that go back, from several threads, are the latest one seen") {
  House house([](tenon_options &options, tenon_host &) { options.conversation_idle_ms = 1000; });
  const std::string session = house.begin_session(); // at 1000
  at_once(4, [&](int thread) {
    for (uint64_t i = 0; i < 200; ++i) tenon_server_tick(house.server(), at(thread % 2 ? 1999 - i : 1000 + i));
  });
  CHECK(house.counts().conversations == 1);
  tenon_server_tick(house.server(), at(2000));
  CHECK(house.counts().conversations == 0);
}
