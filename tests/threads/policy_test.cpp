// policy_test.cpp - the key is changed while requests come: each is judged by the old or the new one, a forged token by neither.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

namespace {

constexpr std::string_view key_one = "one key of thirty-two bytes, or more";
constexpr std::string_view key_two = "two keys of thirty-two bytes, or more";
constexpr std::string_view key_never = "a key that was never set, of 32 bytes";

std::string signed_by(std::string_view secret) {
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(secret);
  request.subject = str("guest");
  char text[1024];
  tenon_buffer out{sizeof out, text, sizeof text, 0};
  return tenon_token_sign(&request, start, &out, nullptr) == TENON_OK ? std::string(text, out.len) : std::string();
}

void require(House &house, std::string_view secret) {
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  house.complaints.expect(tenon_server_require_token(house.server(), &policy, nullptr) == TENON_OK, "the policy was refused");
}

} // namespace

TEST_CASE("threat 24: the policy is swapped while requests come: no forged token passes, no good one is refused for long") {
  House house([](tenon_options &options, tenon_host &) { options.authless = 0; });
  require(house, key_one);
  const std::string tokens[3] = {signed_by(key_one), signed_by(key_two), signed_by(key_never)};
  std::atomic<int> counts[3][2] = {};
  std::atomic<bool> asking{true};
  std::atomic<int> swaps{0};
  at_once(5, [&](int thread) {
    if (thread == 4) {
      while (asking.load() || swaps.load() < 10) require(house, swaps.fetch_add(1) % 2 ? key_one : key_two);
      return;
    }
    for (int i = 0; i < 400; ++i) {
      const size_t which = static_cast<size_t>(i + thread) % 3;
      guest::Head head = guest::Head::modern("tools/call", "echo");
      Line line(house.server(), std::move(head.bearer(tokens[which])), house.complaints);
      line.say_all(call_of("1", "echo", "in", guest::modern_meta));
      const Heard heard = line.hear();
      const bool in = heard.status == 200 && heard.body.find("\"in\"") != std::string::npos;
      if (!in && heard.status != 401) house.complaints.add("status " + std::to_string(heard.status));
      counts[which][in].fetch_add(1);
    }
    if (thread == 0) asking.store(false);
  });
  CHECK(counts[2][1] == 0);
  CHECK(counts[2][0] > 0);
  require(house, key_two);
  for (size_t which = 0; which < 3; ++which) { // when all is quiet, the last key alone counts
    guest::Head head = guest::Head::modern("tools/call", "echo");
    Line line(house.server(), std::move(head.bearer(tokens[which])), house.complaints);
    line.say_all(call_of("1", "echo", "in", guest::modern_meta));
    CHECK(line.hear().status == (which == 1 ? 200 : 401));
  }
  CHECK(house.complaints.all() == "");
}

TEST_CASE("an exchange that was judged keeps its verdict when the key changes") {
  House house([](tenon_options &options, tenon_host &) { options.authless = 0; });
  require(house, key_one);
  guest::Head head = guest::Head::modern("tools/call", "echo");
  Line line(house.server(), std::move(head.bearer(signed_by(key_one))), house.complaints);
  require(house, key_two);
  line.say_all(call_of("1", "echo", "in", guest::modern_meta));
  CHECK(line.hear().status == 200);
}
