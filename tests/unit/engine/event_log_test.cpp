// event_log_test.cpp - clients lose their streams and come back for the rest.
#include "engine/event_log.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using tenon::engine::EventLog;
using Replay = EventLog::Replay;

namespace {

constexpr size_t plenty = 1u << 20, cost = EventLog::event_cost;

Ref<EventLog> log_of(size_t bound) { return Ref<EventLog>::adopt(new EventLog(bound)); }

struct Fetched {
  Replay replay;
  std::vector<std::string> messages;
  std::vector<uint64_t> numbers;
};

Fetched fetch(const EventLog &log, uint64_t stream, uint64_t event) {
  Fetched fetched{Replay::unknown, {"old"}, {99}};
  fetched.replay = log.replay({stream, event}, fetched.messages, fetched.numbers);
  return fetched;
}

using Texts = std::vector<std::string>;
using Numbers = std::vector<uint64_t>;

} // namespace

TEST_CASE("a client that comes back gets what its stream said behind the place, and nothing of other streams") {
  const auto log = log_of(plenty);
  const uint64_t one = log->begin_stream(), two = log->begin_stream();
  CHECK(one == 1);
  CHECK(two == 2);
  CHECK(log->note(one, "a") == 1);
  CHECK(log->note(two, "x") == 1);
  CHECK(log->note(one, "b") == 2);
  CHECK(log->note(one, "") == 3);
  CHECK(log->note(two, "y") == 2);

  const Fetched rest = fetch(*log, one, 1);
  CHECK(rest.replay == Replay::whole);
  CHECK(rest.messages == Texts{"b", ""});
  CHECK(rest.numbers == Numbers{2, 3});
  const Fetched other = fetch(*log, two, 1);
  CHECK(other.replay == Replay::whole);
  CHECK(other.messages == Texts{"y"});
}

TEST_CASE("whoever has heard all gets nothing, and a stream can be had from its beginning") {
  const auto log = log_of(plenty);
  const uint64_t stream = log->begin_stream();
  CHECK(fetch(*log, stream, 0).replay == Replay::whole);
  log->note(stream, "a");
  const Fetched nothing = fetch(*log, stream, 1);
  CHECK(nothing.replay == Replay::whole);
  CHECK(nothing.messages.empty());
  CHECK(nothing.numbers.empty());
  CHECK(fetch(*log, stream, 0).messages == Texts{"a"});
}

TEST_CASE("a place that nobody was told is unknown, and leaves nothing behind") {
  const auto log = log_of(plenty);
  const uint64_t stream = log->begin_stream();
  log->note(stream, "a");
  for (const EventLog::Place place : {EventLog::Place{stream, 2}, {stream, UINT64_MAX}, {2, 1}, {0, 0}, {UINT64_MAX, 1}}) {
    CAPTURE(place.stream);
    const Fetched fetched = fetch(*log, place.stream, place.event);
    CHECK(fetched.replay == Replay::unknown);
    CHECK(fetched.messages.empty());
    CHECK(fetched.numbers.empty());
  }
}

TEST_CASE("the bound is kept to the byte: the oldest event of any stream gives way") {
  const auto log = log_of(3 * (cost + 10));
  const std::string ten(10, 'm');
  const uint64_t one = log->begin_stream(), two = log->begin_stream();
  log->note(one, ten);
  log->note(two, ten);
  log->note(two, ten);
  CHECK(log->bytes() == 3 * (cost + 10)); // at the bound
  CHECK(fetch(*log, one, 0).replay == Replay::whole);

  CHECK(log->note(two, "") == 3); // one past it
  CHECK(log->bytes() == 2 * (cost + 10) + cost);
  CHECK(fetch(*log, one, 0).replay == Replay::holes);
  CHECK(fetch(*log, one, 0).messages.empty());
  CHECK(fetch(*log, one, 1).replay == Replay::whole); // it has heard the one that is gone
  CHECK(fetch(*log, two, 0).replay == Replay::whole);

  log->note(one, ten); // two's first gives way
  const Fetched rest = fetch(*log, two, 0);
  CHECK(rest.replay == Replay::holes);
  CHECK(rest.numbers == Numbers{2, 3});
  CHECK(fetch(*log, two, 1).replay == Replay::whole);
}

TEST_CASE("a message over the bound is numbered but not kept, and drives nothing out") {
  const auto log = log_of(2 * cost + 10);
  const uint64_t stream = log->begin_stream();
  CHECK(log->note(stream, "a") == 1);
  CHECK(log->note(stream, std::string(cost + 11, 'm')) == 2); // one past the bound
  CHECK(fetch(*log, stream, 0).numbers == Numbers{1});
  CHECK(fetch(*log, stream, 0).replay == Replay::holes);
  CHECK(log->note(stream, std::string(cost + 10, 'm')) == 3); // at the bound: alone
  CHECK(fetch(*log, stream, 2).numbers == Numbers{3});
  CHECK(fetch(*log, stream, 2).replay == Replay::whole);
  CHECK(log->bytes() == 2 * cost + 10);
}

TEST_CASE("without any room, events are numbered and nothing is kept") {
  for (const size_t bound : {size_t{0}, cost - 1}) {
    const auto log = log_of(bound);
    const uint64_t stream = log->begin_stream();
    CHECK(log->note(stream, "") == 1);
    CHECK(log->note(stream, "") == 2);
    CHECK(log->bytes() == 0);
    CHECK(fetch(*log, stream, 1).replay == Replay::holes);
  }
  const auto log = log_of(cost);
  CHECK(log->note(log->begin_stream(), "") == 1);
  CHECK(log->bytes() == cost);
}

TEST_CASE("without a bound everything is kept") {
  const auto log = log_of(SIZE_MAX);
  const uint64_t stream = log->begin_stream();
  for (int i = 0; i < 1000; ++i) log->note(stream, std::string(1000, 'm'));
  CHECK(log->bytes() == 1000 * (cost + 1000));
  CHECK(fetch(*log, stream, 0).replay == Replay::whole);
}

TEST_CASE("a stream that is forgotten is unknown, gives its room back, and is not begun again") {
  const auto log = log_of(plenty);
  const uint64_t one = log->begin_stream(), two = log->begin_stream();
  log->note(one, "a");
  log->note(two, "x");
  log->note(one, "b");
  log->forget(one);
  CHECK(log->bytes() == cost + 1);
  CHECK(fetch(*log, one, 1).replay == Replay::unknown);
  CHECK(fetch(*log, two, 0).messages == Texts{"x"});
  CHECK(log->note(one, "late") == 0);
  log->forget(one);
  log->forget(77);
  CHECK(log->begin_stream() == 3);
  CHECK(log->bytes() == cost + 1);
}

TEST_CASE("a stream that has ended can be fetched until its last event gives way") {
  const auto log = log_of(2 * cost);
  const uint64_t one = log->begin_stream(), two = log->begin_stream();
  log->note(one, "");
  log->note(one, "");
  log->end_stream(one);
  CHECK(log->note(one, "late") == 0);
  CHECK(fetch(*log, one, 0).numbers == Numbers{1, 2});
  log->note(two, "");
  CHECK(fetch(*log, one, 1).numbers == Numbers{2});
  CHECK(fetch(*log, one, 0).replay == Replay::holes);
  log->note(two, "");
  CHECK(fetch(*log, one, 1).replay == Replay::unknown);
  CHECK(fetch(*log, two, 0).replay == Replay::whole);
}

TEST_CASE("a stream that ends with nothing kept is gone at once, and one that goes on outlives its events") {
  const auto log = log_of(cost);
  const uint64_t one = log->begin_stream(), two = log->begin_stream();
  log->end_stream(one);
  CHECK(fetch(*log, one, 0).replay == Replay::unknown);
  log->end_stream(one);
  log->note(two, "");
  log->note(log->begin_stream(), "");
  CHECK(fetch(*log, two, 0).replay == Replay::holes);
  CHECK(log->note(two, "") == 2);
}

TEST_CASE("an id is written as it is read") {
  for (const EventLog::Place place : {EventLog::Place{3, 17}, {1, 1}, {1, 0}, {UINT64_MAX, UINT64_MAX}, {10, 100}}) {
    std::string id = "id: ";
    EventLog::append_id(id, place.stream, place.event);
    const auto read = EventLog::read_id(std::string_view(id).substr(4));
    REQUIRE(read);
    CHECK(read->stream == place.stream);
    CHECK(read->event == place.event);
  }
  std::string id;
  EventLog::append_id(id, 3, 17);
  CHECK(id == "3-17");
}

TEST_CASE("what we never wrote is no id") {
  for (const char *id : {"", "-", "3", "3-", "-17", "3-17-", "3-17 ", " 3-17", "3--17", "3-+17", "+3-17", "03-17", "3-017", "0-1", "3-00",
                         "0-0", "00-1", "3_17", "3-1x", "0x3-1", "3.0-1", "18446744073709551616-1", "1-18446744073709551616",
                         "99999999999999999999999-1", "\xD9\xA3-1", "3-17\n"}) {
    CAPTURE(std::string(id));
    CHECK_FALSE(EventLog::read_id(id));
  }
  CHECK_FALSE(EventLog::read_id(std::string_view("3-1\0", 4)));
}
