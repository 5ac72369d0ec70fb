// request_state_test.cpp - what clients carry comes back as it was written, and nothing else is taken for it.
#include "protocol/request_state.hpp"
#include <doctest/doctest.h>
#include <random>
#include <string>

using namespace tenon::protocol;

namespace {

RequestState example() {
  RequestState state;
  state.expires_unix_ms = 1795241294739;
  state.rounds = 3;
  state.state = std::string("handler\0state", 13);
  state.questions.push_back({"name", Ask::form, "Who?", R"({"type":"object","properties":{}})", "", "", ""});
  state.questions.push_back({"link", Ask::url, "Go.", "", "https://a.example", "", "e1"});
  state.questions.push_back({"idea", Ask::sample, "", "", "", std::string(300, '{'), ""});
  state.answers = {"", R"({"action":"accept"})", ""};
  return state;
}

void check_same(const RequestState &a, const RequestState &b) {
  CHECK(a.expires_unix_ms == b.expires_unix_ms);
  CHECK(a.rounds == b.rounds);
  CHECK(a.state == b.state);
  CHECK(a.answers == b.answers);
  REQUIRE(a.questions.size() == b.questions.size());
  for (size_t i = 0; i < a.questions.size(); ++i) {
    const Question &x = a.questions[i], &y = b.questions[i];
    CHECK(x.key == y.key);
    CHECK(x.kind == y.kind);
    CHECK(x.message == y.message);
    CHECK(x.schema == y.schema);
    CHECK(x.url == y.url);
    CHECK(x.params == y.params);
    CHECK(x.elicitation_id == y.elicitation_id);
  }
}

void check_comes_back(const RequestState &state) {
  const auto back = read_state(write_state(state));
  REQUIRE(back);
  check_same(*back, state);
}

} // namespace

TEST_CASE("a state comes back as it was written") {
  check_comes_back(example());
  check_comes_back(RequestState{});
  RequestState state;
  for (const int64_t moment : {int64_t{0}, int64_t{127}, int64_t{128}, int64_t{-1}, INT64_MIN, INT64_MAX}) {
    state.expires_unix_ms = moment;
    check_comes_back(state);
  }
  state.rounds = UINT32_MAX;
  for (const size_t length : {0u, 1u, 127u, 128u, 16383u, 16384u, 70000u}) {
    state.state.assign(length, 's');
    check_comes_back(state);
  }
}

TEST_CASE("no part of a state is one, and nothing may come behind it") {
  const std::string whole = write_state(example());
  for (size_t length = 0; length < whole.size(); ++length) REQUIRE_FALSE(read_state(whole.substr(0, length)));
  CHECK_FALSE(read_state(whole + '\0'));
  CHECK_FALSE(read_state(whole + whole));
}

TEST_CASE("whatever is read would have been written like that: changed bytes, random bytes") {
  const std::string whole = write_state(example());
  const auto harmless = [](const std::string &bytes) {
    const auto read = read_state(bytes);
    if (read) REQUIRE(write_state(*read) == bytes);
  };
  for (size_t at = 0; at < whole.size(); ++at)
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = whole;
      changed[at] = static_cast<char>(byte);
      harmless(changed);
    }
  std::mt19937 random(1);
  for (int n = 0; n < 20000; ++n) {
    std::string bytes(1, '\1');
    for (size_t length = random() % 60; length > 0; --length) bytes += static_cast<char>(random() % 4 == 0 ? random() : random() % 3);
    harmless(bytes);
  }
}

TEST_CASE("numbers that promise more than there is are not believed") {
  const std::string begin("\1\0\0\0", 4); // version, never, no round, no state
  CHECK(read_state(begin + '\0'));
  for (const std::string &count : {std::string("\x01", 1), std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), std::string("\xff\xff\xff\xff\x0f"),
                                  std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), std::string("\x80\x00", 2)}) {
    CHECK_FALSE(read_state(begin + count));
    CHECK_FALSE(read_state(begin + count + std::string(7, '\0')));
  }
  CHECK_FALSE(read_state(std::string("\2\0\0\0\0", 5)));                 // another version
  CHECK_FALSE(read_state(std::string("\1\0\x80\x80\x80\x80\x10\0\0", 9))); // 2^32 rounds
}

TEST_CASE("threat 6: a binding is of one principal, one method, one name and these arguments") {
  const std::string one = binding("alice", "tools/call", "add", R"({"a":1,"b":"x y"})");
  CHECK(binding("alice", "tools/call", "add", "{ \"a\": 1,\n \"b\": \"x y\" }") == one);
  CHECK(binding("bob", "tools/call", "add", R"({"a":1,"b":"x y"})") != one);
  CHECK(binding("alice", "prompts/get", "add", R"({"a":1,"b":"x y"})") != one);
  CHECK(binding("alice", "tools/call", "sub", R"({"a":1,"b":"x y"})") != one);
  CHECK(binding("alice", "tools/call", "add", R"({"a":2,"b":"x y"})") != one);
  CHECK(binding("alice", "tools/call", "add", R"({"a":1,"b":"xy"})") != one);
  CHECK(binding("alice", "tools/call", "add", "") != one);
}

TEST_CASE("no letter moves from one part of a binding to the next") {
  CHECK(binding("ab", "c", "d", "{}") != binding("a", "bc", "d", "{}"));
  CHECK(binding("a", "bc", "d", "{}") != binding("a", "b", "cd", "{}"));
  CHECK(binding("", "a", "", "{}") != binding("a", "", "", "{}"));
  CHECK(binding(std::string("a\1b", 3), "", "", "{}") != binding("a", "b", "", "{}"));
}
