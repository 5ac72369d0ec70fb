// feedback_live_test.cpp - WebSockets of questions: how many there are at once, and how long one may be silent.
#include "bounds/feedback_house.hpp"

using namespace bounds;

namespace {

// One of them, and how it has ended: 0 if it has not.
class Channel {
public:
  Channel(Asking &house, const std::string &id) : house_(house) {
    guest::Head head("GET", "/ws/" + id);
    head.add("Upgrade", "websocket");
    const tenon_head record = head.record();
    REQUIRE(tenon_exchange_open(house.handle(), &record, house.now, &exchange_) == TENON_OK);
    REQUIRE(answer().status == 101);
  }
  ~Channel() { tenon_exchange_close(exchange_, house_.now); }
  Channel(const Channel &) = delete;
  Channel &operator=(const Channel &) = delete;

  int64_t ended() {
    for (tenon_str text{}; tenon_exchange_pull(exchange_, &text) == TENON_OK;) CHECK(tenon_exchange_sent(exchange_, text.len, house_.now) == TENON_OK);
    return answer().close_code;
  }
  void pings() {
    constexpr std::string_view ping = R"({"type":"ping"})";
    CHECK(tenon_exchange_feed(exchange_, ping.data(), ping.size(), house_.now) == TENON_OK);
  }

private:
  tenon_answer answer() {
    tenon_answer answer{};
    answer.size = sizeof answer;
    CHECK(tenon_exchange_answer(exchange_, &answer) == TENON_OK);
    return answer;
  }

  Asking &house_;
  tenon_exchange *exchange_ = nullptr;
};

using Channels = std::vector<std::unique_ptr<Channel>>;

void fill(Asking &house, Channels &all, uint64_t count) {
  std::string id;
  while (all.size() < count) {
    if (all.size() % 5 == 0) id = house.question();
    all.push_back(std::make_unique<Channel>(house, id));
    REQUIRE(all.back()->ended() == 0);
  }
}

} // namespace

FEEDBACK_HELD(max_live_clients, "that many WebSockets, one more is closed with 4429 until one goes") {
  each({{7, 7}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_live_clients, said);
    Channels all;
    fill(house, all, bound);
    const std::string id = house.question();
    CHECK(Channel(house, id).ended() == 4429);
    all.pop_back();
    CHECK(Channel(house, id).ended() == 0);
  });
}

FEEDBACK_OFF(max_live_clients, "more than the default") {
  Asking house(&tenon_feedback::max_live_clients, TENON_OFF);
  Channels all;
  fill(house, all, 1001);
}

FEEDBACK_HELD(live_idle_ms, "so long a client may be silent, and then it is closed with 4408") {
  each({{1000, 1000}, {0, 300'000}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::live_idle_ms, said);
    Channel client(house, house.question(R"({"message":"Ready?","timeout":3600})"));
    CHECK(client.ended() == 0); // and what it was told is read
    house.pass(bound - 1);
    CHECK(client.ended() == 0);
    client.pings();
    CHECK(client.ended() == 0);
    house.pass(bound - 1);
    CHECK(client.ended() == 0);
    house.pass(1);
    CHECK(client.ended() == 4408);
  });
}

FEEDBACK_OFF(live_idle_ms, "for ever") {
  Asking house(&tenon_feedback::live_idle_ms, TENON_OFF);
  Channel client(house, house.question(R"({"message":"Ready?","timeout":604800})"));
  CHECK(client.ended() == 0);
  for (int day = 0; day < 7; ++day) {
    house.pass(23 * 3'600'000);
    CHECK(client.ended() == 0);
  }
}
