// feedback_times_test.cpp - how long a question lasts, how long what was said is kept, and how long a call waits.
#include "bounds/feedback_house.hpp"

using namespace bounds;

namespace {

constexpr uint64_t second = 1'000, minute = 60 * second, day = 24 * 60 * minute;

Also no_grace = [](tenon_feedback &f) { f.grace_ms = TENON_OFF; };

// Told at the last moment an answer counts; told one later it is a late note.
void ends_after(Limit limit, uint64_t said, uint64_t lasts, const Also &also, std::string_view request) {
  for (const bool late : {false, true}) {
    Asking house(limit, said, also);
    const std::string id = house.question(request);
    house.pass(lasts + (late ? 1 : 0));
    CHECK(house.answer(id).status == (late ? 202 : 200));
  }
}

constexpr std::string_view for_a_minute = R"({"message":"Ready?","timeout":60})", for_long = R"({"message":"Ready?","timeout":36000,"thread":"t"})";

guest::Head agent() { return guest::Head::modern("tools/call", "interactive_feedback"); }

// A call of an agent's that waits for people.
class Call {
public:
  Call(Asking &house, bool progress) : house_(house) {
    guest::Head head = agent();
    const tenon_head record = head.record();
    REQUIRE(tenon_exchange_open(house.handle(), &record, house.now, &exchange_) == TENON_OK);
    const std::string body = guest::call("1", "interactive_feedback", R"({"message":"Ready?","timeout":3600})",
                                         progress ? guest::modern_meta_with_progress : guest::modern_meta);
    CHECK(tenon_exchange_feed(exchange_, body.data(), body.size(), house.now) == TENON_OK);
    CHECK(tenon_exchange_end(exchange_, house.now) == TENON_OK);
  }
  ~Call() { tenon_exchange_close(exchange_, house_.now); }
  Call(const Call &) = delete;
  Call &operator=(const Call &) = delete;
  bool is_told_pending() { // or, on 2026-07-28, to come again for it
    for (tenon_str bytes{}; tenon_exchange_pull(exchange_, &bytes) == TENON_OK;) {
      heard_.append(bytes.data, bytes.len);
      CHECK(tenon_exchange_sent(exchange_, bytes.len, house_.now) == TENON_OK);
    }
    return says(heard_, R"("status":"pending")") || says(heard_, R"("resultType":"input_required")");
  }

private:
  Asking &house_;
  tenon_exchange *exchange_ = nullptr;
  std::string heard_;
};

void holds(Limit limit, bool progress, std::initializer_list<Said> numbers) {
  each(numbers, [&](uint64_t said, uint64_t bound) {
    Asking house(limit, said);
    Call call(house, progress);
    CHECK_FALSE(call.is_told_pending());
    house.pass(bound - 1);
    CHECK_FALSE(call.is_told_pending());
    house.pass(1);
    CHECK(call.is_told_pending());
  });
}

} // namespace

FEEDBACK_HELD(timeout_ms, "a question that does not say is open so long") {
  each({{30 * second, 30 * second}, {0, 300 * second}}, [](uint64_t said, uint64_t bound) {
    ends_after(&tenon_feedback::timeout_ms, said, bound, no_grace, R"({"message":"Ready?"})");
  });
  CHECK(offered(&tenon_feedback::timeout_ms, 30 * second - 1) == TENON_INVALID);
}

FEEDBACK_HELD(max_timeout_ms, "a question may ask for so long, and not for a second more") {
  each({{600 * second, 600 * second}, {0, 7 * day}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_timeout_ms, said);
    const auto asks_for = [&](uint64_t ms) { return house.create(R"({"message":"a","timeout":)" + std::to_string(ms / second) + "}").status; };
    CHECK(asks_for(bound) == 200);
    CHECK(asks_for(bound + second) == 400);
  });
}

FEEDBACK_HELD(grace_ms, "an answer counts so long after the end that people see") {
  each({{5 * second, 5 * second}, {0, 10 * second}}, [](uint64_t said, uint64_t bound) {
    ends_after(&tenon_feedback::grace_ms, said, minute + bound, {}, for_a_minute);
  });
}

FEEDBACK_HELD(typing_ms, "a letter typed at the last moment keeps a question open so long") {
  each({{20 * second, 20 * second}, {0, 60 * second}}, [](uint64_t said, uint64_t bound) {
    for (const bool late : {false, true}) {
      Asking house(&tenon_feedback::typing_ms, said, no_grace);
      const std::string id = house.question(for_a_minute);
      house.pass(minute);
      CHECK(house.post("/api/feedback/" + id + "/touch", "{}") == 200);
      house.pass(bound + (late ? 1 : 0));
      CHECK(house.answer(id).status == (late ? 202 : 200));
    }
  });
}

FEEDBACK_HELD(retention_ms, "so long after the end the words are removed, and not before") {
  each({{2 * second, 2 * second}, {0, day}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::retention_ms, said);
    const std::string id = house.question();
    CHECK(house.answer(id).status == 200);
    house.pass(bound - 1);
    CHECK(house.read(id).status == 200);
    house.pass(1);
    CHECK(house.read(id).status == 410);
  });
}

FEEDBACK_HELD(tombstone_ms, "so long after that nothing is left, and not before") {
  each({{day, day}, {0, 30 * day}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::tombstone_ms, said, [](tenon_feedback &f) { f.retention_ms = 2 * second; });
    const std::string id = house.question();
    CHECK(house.answer(id).status == 200);
    house.pass(2 * second + bound - 1);
    CHECK(house.read(id).status == 410);
    house.pass(1);
    CHECK(house.read(id).status == 404);
  });
  CHECK(offered(&tenon_feedback::tombstone_ms, day - 1) == TENON_INVALID);
}

FEEDBACK_HELD(rejoin_ms, "the same question of the same caller joins its session so long") {
  each({{minute, minute}, {0, 15 * minute}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::rejoin_ms, said);
    const std::string id = house.question(for_long);
    house.pass(bound);
    CHECK(house.question(for_long) == id);
    house.pass(1);
    CHECK(house.question(for_long) != id);
  });
}

FEEDBACK_HELD(hold_ms, "a call without a progress token waits so long, then it is told that its question is pending") {
  holds(&tenon_feedback::hold_ms, false, {{5 * second, 5 * second}, {0, 25 * second}});
}

FEEDBACK_HELD(hold_with_progress_ms, "a call with a progress token waits so long, then it is told that its question is pending") {
  holds(&tenon_feedback::hold_with_progress_ms, true, {{5 * second, 5 * second}, {0, 50 * second}});
}

FEEDBACK_HELD(claim_ms, "whoever takes a question has it so long; the number has both its ends") {
  CHECK(offered(&tenon_feedback::claim_ms, second - 1) == TENON_INVALID);
  CHECK(offered(&tenon_feedback::claim_ms, second) == TENON_OK);
  CHECK(offered(&tenon_feedback::claim_ms, day) == TENON_OK);
  CHECK(offered(&tenon_feedback::claim_ms, day + 1) == TENON_INVALID);
}

FEEDBACK_OFF(grace_ms, "the end that people see is the end") { ends_after(&tenon_feedback::grace_ms, TENON_OFF, minute, {}, for_a_minute); }

FEEDBACK_OFF(typing_ms, "typing keeps nothing open") {
  Asking house(&tenon_feedback::typing_ms, TENON_OFF, no_grace);
  const std::string id = house.question(for_a_minute);
  house.pass(minute);
  CHECK(house.post("/api/feedback/" + id + "/touch", "{}") == 200);
  house.pass(1);
  CHECK(house.answer(id).status == 202);
}

FEEDBACK_OFF(rejoin_ms, "the same question is a new session each time") {
  Asking house(&tenon_feedback::rejoin_ms, TENON_OFF);
  CHECK(house.question(for_long) != house.question(for_long));
}

FEEDBACK_OFF(max_timeout_ms, "a question may ask for seven days, which is the most") {
  Asking house(&tenon_feedback::max_timeout_ms, TENON_OFF);
  CHECK(house.create(R"({"message":"a","timeout":604800})").status == 200);
  CHECK(house.create(R"({"message":"a","timeout":604801})").status == 400);
}

FEEDBACK_OFF(hold_ms, "a call waits until its question is over") {
  Asking house(&tenon_feedback::hold_ms, TENON_OFF);
  Call call(house, false);
  house.pass(50 * minute);
  CHECK_FALSE(call.is_told_pending());
}

FEEDBACK_OFF(hold_with_progress_ms, "a call with a progress token waits until its question is over") {
  Asking house(&tenon_feedback::hold_with_progress_ms, TENON_OFF);
  Call call(house, true);
  house.pass(50 * minute);
  CHECK_FALSE(call.is_told_pending());
}

// Whatever is kept for people has an end.
FEEDBACK_OFF(timeout_ms, "the offer is refused") { CHECK(offered(&tenon_feedback::timeout_ms, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(claim_ms, "the offer is refused") { CHECK(offered(&tenon_feedback::claim_ms, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(retention_ms, "the offer is refused") { CHECK(offered(&tenon_feedback::retention_ms, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(tombstone_ms, "the offer is refused") { CHECK(offered(&tenon_feedback::tombstone_ms, TENON_OFF) == TENON_INVALID); }
