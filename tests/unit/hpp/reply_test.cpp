// reply_test.cpp - answers that come later, from other threads, twice, too late or never; and handlers that are let go once.
#include "line_client.hpp"
#include <atomic>
#include <condition_variable>
#include <deque>
#include <doctest/doctest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

TEST_CASE("a reply that was moved away is answered from another thread") {
  tenon::server server;
  std::vector<std::thread> threads;
  server.tool("later", "", tenon::args("word"), [&threads](tenon::reply reply, std::string word) {
    threads.emplace_back([reply = std::move(reply), word = std::move(word)]() mutable {
      CHECK_FALSE(reply.cancelled());
      CHECK(reply.text(word + ", later") == TENON_OK);
    });
  });
  LineClient client(server);
  CHECK(says(client.call("later", R"({"word":"well"})"), R"("well, later")"));
  CHECK(says(client.call("later", R"({"word":"again"})"), R"("again, later")"));
  for (std::thread &thread : threads) thread.join();
}

TEST_CASE("each way of settling says what it says") {
  tenon::server server;
  server.tool("text", "", tenon::args(), [](tenon::reply reply) { reply.text("t"); });
  server.tool("json", "", tenon::args(), [](tenon::reply reply) {
    CHECK(reply.result({"[]"}) == TENON_INVALID); // nothing is settled
    reply.result({R"({"content":[{"type":"text","text":"j"}]})"});
  });
  server.tool("error", "", tenon::args(), [](tenon::reply reply) { reply.tool_error("e"); });
  server.tool("fault", "", tenon::args(), [](tenon::reply reply) { reply.fail(-32603, "f"); });
  LineClient client(server);
  CHECK(says(client.call("text"), R"("t")"));
  CHECK(says(client.call("json"), R"("j")"));
  CHECK(fails(client.call("error"), R"("e")"));
  CHECK(has(client.call("fault"), R"("code":-32603)"));
}

TEST_CASE("a handler that has its own reply reports through that, and not through the call") {
  tenon::server server;
  server.tool("both", "", tenon::args(), [](const tenon::call &call, tenon::reply reply) {
    CHECK(reply.progress(1, 3) == TENON_OK);
    CHECK(call.progress(2, 3) == TENON_GONE);
    CHECK_FALSE(call.cancelled());
    reply.text("fine");
  });
  CHECK(says(LineClient(server).call("both"), R"("fine")"));
}

TEST_CASE("many clients and a pool of two: every answer reaches its own caller") {
  struct Pool {
    std::mutex mutex;
    std::condition_variable more;
    std::deque<std::pair<tenon::reply, int>> owed;
    bool over = false;
    void work() {
      for (std::unique_lock lock(mutex);;) {
        more.wait(lock, [this] { return over || !owed.empty(); });
        if (owed.empty()) return;
        auto [reply, number] = std::move(owed.front());
        owed.pop_front();
        lock.unlock();
        reply.progress(1);
        reply.text(std::to_string(number));
        reply.release();
        lock.lock();
      }
    }
  } pool;
  tenon::server server;
  server.tool("later", "", tenon::args("n"), [&pool](tenon::reply reply, int n) {
    const std::lock_guard lock(pool.mutex);
    pool.owed.emplace_back(std::move(reply), n);
    pool.more.notify_one();
  });
  std::vector<std::thread> workers, clients;
  for (int i = 0; i < 2; ++i) workers.emplace_back([&pool] { pool.work(); });
  std::atomic<int> right{0};
  for (int c = 0; c < 4; ++c)
    clients.emplace_back([&server, &right, c] {
      LineClient client(server);
      for (int i = 0; i < 100; ++i) {
        const std::string number = std::to_string(c * 1000 + i);
        if (says(client.call("later", R"({"n":)" + number + "}"), '"' + number + '"')) ++right;
      }
      client.send_call("later", R"({"n":0})"); // and leaves without waiting for it
    });
  for (std::thread &client : clients) client.join();
  {
    const std::lock_guard lock(pool.mutex);
    pool.over = true;
    pool.more.notify_all();
  }
  for (std::thread &worker : workers) worker.join();
  CHECK(right == 400);
  CHECK(server.counts().calls == 0);
  CHECK(server.counts().exchanges == 0);
}

TEST_CASE("what comes after the first settling says GONE") {
  tenon::server server;
  server.tool("twice", "", tenon::args(), [](tenon::reply reply) {
    CHECK(reply.text("first") == TENON_OK);
    CHECK(reply.text("second") == TENON_GONE);
    CHECK(reply.tool_error("third") == TENON_GONE);
    CHECK(reply.progress(1) == TENON_GONE);
  });
  CHECK(says(LineClient(server).call("twice"), R"("first")"));
}

TEST_CASE("a reply let go without an answer is an error for the client") {
  tenon::server server;
  server.tool("never", "", tenon::args(), [](tenon::reply) {});
  CHECK(has(LineClient(server).call("never"), R"("error":)"));
}

TEST_CASE("a handler that throws with its reply in hand has its words told") {
  tenon::server server;
  server.tool("throws", "", tenon::args("s"),
              [](tenon::reply, const std::string &s) { throw std::runtime_error("sorry: " + s); });
  server.tool("settled", "", tenon::args(), [](tenon::reply reply) {
    reply.text("said before");
    throw std::runtime_error("too late");
  });
  LineClient client(server);
  CHECK(fails(client.call("throws", R"({"s":"x"})"), "sorry: x"));
  CHECK(says(client.call("settled"), R"("said before")"));
}

TEST_CASE("a handler that throws after it gave its reply away leaves the answer to whoever has it") {
  tenon::server server;
  std::optional<tenon::reply> kept;
  server.tool("throws", "", tenon::args(), [&kept](tenon::reply reply) {
    kept = std::move(reply);
    throw std::runtime_error("unheard");
  });
  LineClient client(server);
  client.send_call("throws");
  REQUIRE(kept);
  CHECK(kept->text("mine") == TENON_OK);
  CHECK(says(client.next(), R"("mine")"));
}

TEST_CASE("moving a reply leaves the old one empty and harmless") {
  tenon::server server;
  std::optional<tenon::reply> kept;
  server.tool("keep", "", tenon::args(), [&kept](tenon::reply reply) {
    tenon::reply second = std::move(reply);
    CHECK_FALSE(reply);
    reply = std::move(second);
    CHECK(reply);
    kept = std::move(reply);
    CHECK_FALSE(reply);
    reply.release();
  });
  LineClient client(server);
  client.send_call("keep");
  REQUIRE(kept);
  CHECK(kept->text("kept") == TENON_OK);
  kept.reset();
  CHECK(says(client.next(), R"("kept")"));
  CHECK(server.counts().calls == 0);
}

TEST_CASE("a reply may outlive its client and its server: its words are taken, and go nowhere") {
  std::optional<tenon::reply> kept;
  {
    tenon::server server;
    server.tool("keep", "", tenon::args(), [&kept](tenon::reply reply) { kept = std::move(reply); });
    LineClient client(server);
    client.send_call("keep");
    REQUIRE(kept);
    CHECK_FALSE(kept->cancelled());
  }
  CHECK(kept->cancelled());
  CHECK(kept->text("too late") == TENON_OK);
  CHECK(kept->text("much too late") == TENON_GONE);
}

TEST_CASE("a server that goes first ends what is owed with an error") {
  std::optional<tenon::reply> kept;
  std::optional<tenon::server> server(std::in_place);
  server->tool("keep", "", tenon::args(), [&kept](tenon::reply reply) { kept = std::move(reply); });
  LineClient client(*server);
  client.send_call("keep");
  REQUIRE(kept);
  server.reset();
  CHECK(kept->cancelled());
  CHECK(has(client.next(), R"("error":)"));
  CHECK(client.next().empty());
  kept.reset();
}

TEST_CASE("a handler is let go exactly once: refused, removed, or with its server") {
  struct Witness {
    explicit Witness(std::atomic<int> &count) : count_(&count) {}
    ~Witness() { ++*count_; }
    std::atomic<int> *count_;
  };
  std::atomic<int> gone{0};
  const auto handler = [&gone] { return [witness = std::make_shared<Witness>(gone)] { return "x"; }; };
  {
    tenon::server server;
    CHECK_THROWS_AS(server.tool("no such name!", "", tenon::args(), handler()), tenon::error);
    CHECK(gone == 1);
    server.tool("a", "", tenon::args(), handler());
    CHECK_THROWS_AS(server.tool("a", "", tenon::args(), handler()), tenon::error);
    CHECK(gone == 2);
    CHECK(server.remove_tool("a"));
    CHECK_FALSE(server.remove_tool("a"));
    CHECK(gone == 3);
    server.tool("b", "", tenon::args(), handler());
    CHECK(gone == 3);
  }
  CHECK(gone == 4);
}

TEST_CASE("a removed tool is let go after its last call") {
  std::atomic<int> gone{0};
  tenon::server server;
  std::optional<tenon::reply> kept;
  const auto witness = std::shared_ptr<int>(new int(0), [&gone](int *p) {
    ++gone;
    delete p;
  });
  server.tool("keep", "", tenon::args(), [&kept, witness](tenon::reply reply) { kept = std::move(reply); });
  std::weak_ptr<int> watch = witness;
  LineClient client(server);
  client.send_call("keep");
  REQUIRE(kept);
  CHECK(server.remove_tool("keep"));
  CHECK(watch.use_count() == 2); // ours, and the handler's
  CHECK(kept->text("done") == TENON_OK);
  kept.reset();
  CHECK(says(client.next(), R"("done")"));
  CHECK(watch.use_count() == 1);
}
