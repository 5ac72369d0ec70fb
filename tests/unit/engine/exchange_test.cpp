// exchange_test.cpp - an exchange lives many times: nothing of the client before may be found by the next one.
#include "guest/words.hpp"
#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace {

using guest::str;

constexpr tenon_now now{1'000, 1'700'000'000'000};

class House {
public:
  House() {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    REQUIRE(tenon_server_create(&options, nullptr, &server_, nullptr) == TENON_OK);
  }
  ~House() { tenon_server_destroy(server_, now); }
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  tenon_exchange *open() {
    guest::Head head = guest::Head::modern("tools/list");
    const tenon_head record = head.record();
    tenon_exchange *opened = nullptr;
    REQUIRE(tenon_exchange_open(server_, &record, now, &opened) == TENON_OK);
    return opened;
  }

private:
  tenon_server *server_ = nullptr;
};

tenon_status feed(tenon_exchange *x, std::string_view bytes) { return tenon_exchange_feed(x, bytes.data(), bytes.size(), now); }

std::string all_of(tenon_exchange *x) {
  std::string heard;
  for (tenon_str bytes{}; tenon_exchange_pull(x, &bytes) == TENON_OK;) {
    heard.append(bytes.data, bytes.len);
    REQUIRE(tenon_exchange_sent(x, bytes.len, now) == TENON_OK);
  }
  return heard;
}

// A whole request of somebody else.
void is_answered(House &house) {
  tenon_exchange *const next = house.open();
  CHECK(feed(next, guest::request("7", "tools/list", guest::modern_meta)) == TENON_OK);
  CHECK(tenon_exchange_end(next, now) == TENON_OK);
  tenon_answer answer{};
  answer.size = sizeof answer;
  CHECK(tenon_exchange_answer(next, &answer) == TENON_OK);
  CHECK(answer.status == 200);
  const std::string heard = all_of(next);
  CHECK(heard.find(R"("id":7)") != heard.npos);
  CHECK(heard.find(R"("tools":[])") != heard.npos);
  tenon_exchange_close(next, now);
}

} // namespace

TEST_CASE("half a body goes with the client that sent it") {
  House house;
  tenon_exchange *const left = house.open();
  CHECK(feed(left, R"({"jsonrpc":"2.0","id":1,"method":"tools/call","par)") == TENON_OK);
  tenon_exchange_close(left, now);
  is_answered(house);
}

TEST_CASE("and so it does when it was fed behind a whole one") {
  House house;
  for (int life = 0; life < 3; ++life) { // the second life has the buffer of the first
    is_answered(house);
    tenon_exchange *const left = house.open();
    CHECK(feed(left, "{") == TENON_OK);
    tenon_exchange_close(left, now);
  }
  is_answered(house);
}
