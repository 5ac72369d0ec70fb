// dispatch_test.cpp - handlers run on a pool of the host's threads, whatever happens meanwhile to exchange and server.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

namespace {

// Works wait here for the pool's threads.
struct Pool {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<tenon_work *> works;
  bool over = false;
  std::atomic<int> drops{0};

  static void dispatch(void *user, tenon_work *work) {
    Pool &pool = *static_cast<Pool *>(user);
    const std::lock_guard lock(pool.mutex);
    pool.works.push_back(work);
    pool.changed.notify_one();
  }
  static void drop(void *user) { static_cast<Pool *>(user)->drops.fetch_add(1); }
  void lend(tenon_host &host) {
    host.user = this;
    host.drop = drop;
    host.dispatch = dispatch;
  }
  tenon_work *take() {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, std::chrono::seconds(30), [&] { return over || !works.empty(); });
    if (works.empty()) return nullptr;
    tenon_work *const work = works.front();
    works.pop_front();
    return work;
  }
  void run_all() {
    while (tenon_work *const work = take()) tenon_work_run(work, start);
  }
  void end() {
    const std::lock_guard lock(mutex);
    over = true;
    changed.notify_all();
  }
};

} // namespace

TEST_CASE("a pool of three runs the handlers of HTTP exchanges, batches and a channel: all answers arrive") {
  Pool pool;
  House house([&](tenon_options &options, tenon_host &host) {
    pool.lend(host);
    options.max_calls = 1000;
  });
  std::vector<std::thread> crew;
  for (int i = 0; i < 3; ++i) crew.emplace_back([&] { pool.run_all(); });
  const std::string session = house.begin_session("2025-03-26");
  std::string said;
  at_once(5, [&](int thread) {
    if (thread == 4) { // one channel
      Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
      for (int i = 0; i < 200; ++i) line.say(call_of(std::to_string(i), "echo", "c" + std::to_string(i), guest::modern_meta) + "\n");
      line.end();
      said = line.hear_rest();
      return;
    }
    for (int i = 0; i < 150; ++i) {
      const std::string text = std::to_string(thread) + "-" + std::to_string(i);
      const bool batch = i % 2;
      Line line(house.server(), batch ? guest::Head::of_session(session) : guest::Head::modern("tools/call", "echo"), house.complaints);
      line.say_all(batch ? "[" + call_of("1", "echo", "a" + text) + "," + call_of("2", "echo", "b" + text) + "]"
                         : call_of("1", "echo", "a" + text, guest::modern_meta));
      const std::string body = line.hear().body;
      house.complaints.expect(occurrences(body, "\"a" + text + "\"") == 1, "the answer is there");
      house.complaints.expect(occurrences(body, "\"b" + text + "\"") == (batch ? 1u : 0u), "the other one too");
    }
  });
  std::map<std::string, int> texts = texts_of(said);
  for (int i = 0; i < 200; ++i)
    if (texts["c" + std::to_string(i)] != 1) house.complaints.add("not once on the channel: " + std::to_string(i));
  pool.end();
  for (std::thread &thread : crew) thread.join();
  CHECK(house.counts().calls == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("work that is run after its exchange was closed is not begun; after the server was destroyed it still runs to its end") {
  Pool pool;
  {
    House house([&](tenon_options &, tenon_host &host) { pool.lend(host); });
    Line line(house.server(), guest::Head::modern("tools/call", "later"), house.complaints);
    line.say_all(call_of("1", "later", "", guest::modern_meta));
    Line other(house.server(), guest::Head::modern("tools/call", "later"), house.complaints);
    other.say_all(call_of("1", "later", "", guest::modern_meta));
    line.close();
    tenon_work *const first = pool.take();
    REQUIRE(first);
    tenon_work_run(first, start);
    CHECK(house.counts().calls == 1);
    house.destroy();
    CHECK(other.hear().status == 503);
    tenon_work *const second = pool.take();
    REQUIRE(second);
    other.close();
    CHECK(pool.drops == 0);
    tenon_work_run(second, start);
    CHECK(pool.drops == 1);
    house.desk.close();
    tenon_reply *reply = nullptr;
    std::string text;
    CHECK(!house.desk.take(reply, text)); // `later` was never called: nobody waited
    CHECK(house.complaints.all() == "");
  }
}

TEST_CASE("the pool runs while clients leave, the server drains and is destroyed") {
  for (int round = 0; round < 60; ++round) {
    Pool pool;
    House house([&](tenon_options &, tenon_host &host) { pool.lend(host); });
    std::vector<std::unique_ptr<Line>> lines;
    for (int i = 0; i < 6; ++i) {
      lines.push_back(std::make_unique<Line>(house.server(), guest::Head::modern("tools/call", "echo"), house.complaints));
      lines.back()->say_all(call_of("1", "echo", "words", guest::modern_meta));
    }
    at_once(4, [&](int thread) {
      if (thread == 0) {
        if (round % 2) tenon_server_drain(house.server(), start);
        house.destroy();
        pool.end();
      } else if (thread == 1) {
        for (size_t i = 0; i < 3; ++i) lines[i]->close();
        for (size_t i = 3; i < 6; ++i) house.complaints.expect(occurrences(lines[i]->hear().body, "\"id\":1,") == 1, "answered once");
      } else pool.run_all();
    });
    pool.run_all();
    lines.clear();
    REQUIRE(pool.drops == 1);
    REQUIRE(house.complaints.all() == "");
  }
}
