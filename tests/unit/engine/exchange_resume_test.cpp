// exchange_resume_test.cpp - connections that come for one stream at the same time, step by step: who has its call, and what is said meanwhile.
#include "abi/doorway.hpp"
#include "engine/event_log.hpp"
#include "engine/exchange.hpp"
#include "guest/words.hpp"
#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace {

using guest::str;
using tenon::Ref;
using tenon::engine::EventLog;
using tenon::engine::Exchange;
using tenon::engine::Reply;

constexpr tenon_now now{1'000, 1'700'000'000'000};
constexpr tenon::Instant instant{1'000, 1'700'000'000'000};

std::string all_of(tenon_exchange *x) {
  std::string heard;
  for (tenon_str bytes{}; tenon_exchange_pull(x, &bytes) == TENON_OK;) {
    heard.append(bytes.data, bytes.len);
    REQUIRE(tenon_exchange_sent(x, bytes.len, now) == TENON_OK);
  }
  return heard;
}

// A call whose stream has broken off, so that a client may come back for it.
class House {
public:
  House() {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    REQUIRE(tenon_server_create(&options, nullptr, &server_, nullptr) == TENON_OK);
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str("later");
    tool.user = this;
    tool.run = [](void *user, const tenon_call *, tenon_reply *reply) { static_cast<House *>(user)->reply_ = reply; };
    REQUIRE(tenon_server_add_tool(server_, &tool, nullptr) == TENON_OK);
    const std::string session = begin_session();
    tenon_exchange *const x = post(guest::Head::of_session(session), guest::call("1", "later", "{}", R"("_meta":{"progressToken":"p"})"));
    REQUIRE(reply_ != nullptr);
    REQUIRE(tenon_reply_progress(reply_, 1, 0, str("on it goes"), now) == TENON_OK);
    CHECK(all_of(x).find("\nid: 1-1\n") != std::string::npos);
    log_->begin_stream();
    tenon_exchange_close(x, now);
  }
  ~House() {
    tenon_reply_release(reply_, now);
    tenon_server_destroy(server_, now);
  }
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  tenon_exchange *open(guest::Head head = guest::Head()) {
    const tenon_head record = head.record();
    tenon_exchange *opened = nullptr;
    REQUIRE(tenon_exchange_open(server_, &record, now, &opened) == TENON_OK);
    return opened;
  }
  tenon_exchange *post(guest::Head head, std::string_view body) {
    tenon_exchange *const x = open(std::move(head));
    REQUIRE(tenon_exchange_feed(x, body.data(), body.size(), now) == TENON_OK);
    REQUIRE(tenon_exchange_end(x, now) == TENON_OK);
    return x;
  }
  void settle() { REQUIRE(tenon_reply_text(reply_, str("done"), now) == TENON_OK); }
  Ref<Reply> call() const { return Ref<Reply>::share(tenon::abi::unwrap(reply_)); }
  const Ref<EventLog> &log() const { return log_; } // stands for the session's, and has the call's stream
  static constexpr uint64_t stream = 1;

private:
  std::string begin_session() {
    tenon_exchange *const x = post(guest::Head(), guest::initialize("2025-06-18"));
    tenon_answer answer{};
    answer.size = sizeof answer;
    REQUIRE(tenon_exchange_answer(x, &answer) == TENON_OK);
    std::string id = guest::header(answer, "Mcp-Session-Id");
    tenon_exchange_close(x, now);
    return id;
  }

  tenon_server *server_ = nullptr;
  tenon_reply *reply_ = nullptr;
  Ref<EventLog> log_ = Ref<EventLog>::adopt(new EventLog(10'000));
};

// A connection that comes back for the call's stream.
class Connection {
public:
  explicit Connection(House &house) : handle_(house.open()) { it().take_up(house.log(), House::stream, instant); }
  ~Connection() { tenon_exchange_close(handle_, now); }
  Connection(const Connection &) = delete;
  Connection &operator=(const Connection &) = delete;
  Exchange &it() { return *tenon::abi::unwrap(handle_); }
  bool catch_up() { return it().catch_up({House::stream, 0}, false, instant); }
  std::string hear() { return all_of(handle_); }
  bool over() {
    tenon_str bytes{};
    return tenon_exchange_pull(handle_, &bytes) == TENON_FINISHED;
  }

private:
  tenon_exchange *handle_;
};

bool says(std::string_view heard, std::string_view part) { return heard.find(part) != heard.npos; }

} // namespace

TEST_CASE("of two connections that come for a call at once one has it: that one hears the answer, and both end") {
  House house;
  Connection first(house), second(house);
  CHECK(first.it().rejoin(house.call()));
  CHECK_FALSE(second.it().rejoin(house.call()));
  CHECK(first.catch_up());
  CHECK(second.catch_up());
  CHECK(second.over());
  CHECK_FALSE(first.over());
  house.settle();
  CHECK(says(first.hear(), "done"));
  CHECK(first.over());
  CHECK(second.hear() == "");
}

TEST_CASE("a connection that loses the stream while it comes back leaves the call to the one that took the stream") {
  House house;
  Connection first(house), second(house);
  SUBCASE("before it had the call") { first.it().lose_calls(); }
  SUBCASE("when it had the call") {
    CHECK(first.it().rejoin(house.call()));
    first.it().lose_calls();
  }
  CHECK(first.over());
  CHECK_FALSE(first.it().rejoin(house.call()));
  CHECK(second.it().rejoin(house.call()));
  CHECK_FALSE(first.catch_up());
  CHECK(second.catch_up());
  house.settle();
  CHECK(says(second.hear(), "done"));
  CHECK(second.over());
}

TEST_CASE("a connection that finds no call ends, and its stream only if nobody will answer there any more") {
  House house;
  Connection first(house), second(house);
  SUBCASE("another connection has the call") {
    CHECK(first.it().rejoin(house.call()));
    CHECK(first.catch_up());
    CHECK(second.catch_up());
    CHECK(second.over());
    house.settle();
    CHECK(says(first.hear(), "\nid: 1-1\n")); // the answer can be fetched again
    CHECK(house.log()->note(House::stream, "more") == 0);
  }
  SUBCASE("the answer is under way") {
    CHECK(second.catch_up());
    CHECK(second.over());
    CHECK(house.log()->note(House::stream, "the answer") == 1);
  }
  SUBCASE("the call was answered before all was caught up") {
    CHECK(first.it().rejoin(house.call()));
    house.settle();
    CHECK_FALSE(first.over());
    CHECK(first.catch_up());
    CHECK(says(first.hear(), "done"));
    CHECK(first.over());
    CHECK(house.log()->note(House::stream, "more") == 0);
  }
}

TEST_CASE("what is said while a connection catches up is heard there, once, also if its stream is over by then") {
  House house;
  Connection connection(house);
  CHECK(connection.it().rejoin(house.call()));
  bool with_id = false;
  SUBCASE("the stream goes on") { with_id = true; }
  SUBCASE("the stream is over") { house.log()->end_stream(House::stream); }
  house.settle();
  CHECK(connection.catch_up());
  const std::string heard = connection.hear();
  const size_t at = heard.find("\"done\"");
  REQUIRE(at != heard.npos);
  CHECK(heard.find("\"done\"", at + 1) == heard.npos);
  CHECK(says(heard, "\nid: ") == with_id);
  CHECK(connection.over());
}
