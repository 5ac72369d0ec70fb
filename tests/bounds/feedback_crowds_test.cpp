// feedback_crowds_test.cpp - how many questions are open, how many wait for them, and how often anybody may come.
#include "bounds/feedback_house.hpp"

using namespace bounds;

namespace {

constexpr uint64_t minute = 60'000;
using Lines = std::vector<std::unique_ptr<Request>>;

std::unique_ptr<Request> wait_for(Asking &house, const std::string &id) {
  return std::make_unique<Request>(house, "GET", "/api/feedback/" + id + "/wait?seconds=50");
}

std::unique_ptr<Request> watch(Asking &house, const std::string &id) { return std::make_unique<Request>(house, "GET", "/api/feedback/" + id + "/events"); }

// One call of an agent's, and what it was told by now. Sixteen of them wait for one session: the shelf in memory has an end, too.
class Call {
public:
  Call(Asking &house, uint64_t number) : house_(house) {
    guest::Head head = guest::Head::modern("tools/call", "interactive_feedback");
    const tenon_head record = head.record();
    REQUIRE(tenon_exchange_open(house.handle(), &record, house.now, &exchange_) == TENON_OK);
    const std::string body =
        guest::call("1", "interactive_feedback", R"({"message":"Ready?","timeout":3600,"idempotencyKey":")" + std::to_string(number / 16) + "\"}", guest::modern_meta);
    CHECK(tenon_exchange_feed(exchange_, body.data(), body.size(), house.now) == TENON_OK);
    CHECK(tenon_exchange_end(exchange_, house.now) == TENON_OK);
  }
  ~Call() { tenon_exchange_close(exchange_, house_.now); }
  Call(const Call &) = delete;
  Call &operator=(const Call &) = delete;
  bool waits() {
    tenon_str bytes{};
    return tenon_exchange_pull(exchange_, &bytes) == TENON_IDLE;
  }
  std::string_view heard() {
    tenon_str bytes{};
    CHECK(tenon_exchange_pull(exchange_, &bytes) == TENON_OK);
    return {bytes.data, bytes.len};
  }

private:
  Asking &house_;
  tenon_exchange *exchange_ = nullptr;
};

void holds_calls(Limit limit, Limit other, std::initializer_list<Said> numbers) {
  each(numbers, [&](uint64_t said, uint64_t bound) {
    Asking house(limit, said, [&](tenon_feedback &f) { f.*other = TENON_OFF; });
    std::vector<std::unique_ptr<Call>> calls;
    for (uint64_t i = 0; i < bound; ++i) {
      calls.push_back(std::make_unique<Call>(house, i));
      REQUIRE(calls.back()->waits());
    }
    Call over(house, bound + 16);
    CHECK_FALSE(over.waits());
    CHECK(says(over.heard(), R"("status":"pending")"));
    calls.pop_back();
    CHECK(Call(house, bound + 16).waits());
  });
}

void holds_any_number(Limit limit, Limit other, uint64_t more) {
  Asking house(limit, TENON_OFF, [&](tenon_feedback &f) { f.*other = TENON_OFF; });
  std::vector<std::unique_ptr<Call>> calls;
  for (uint64_t i = 0; i < more; ++i) {
    calls.push_back(std::make_unique<Call>(house, i));
    REQUIRE(calls.back()->waits());
  }
}

// That many requests a minute, one more is 429 with when to come again.
template <class Ask> void counts_a_minute(Limit limit, std::initializer_list<Said> numbers, Ask ask) {
  each(numbers, [&](uint64_t said, uint64_t bound) {
    Asking house(limit, said);
    const std::string id = house.question();
    for (uint64_t i = 0; i < bound; ++i) REQUIRE(ask(house, id) != 429);
    CHECK(ask(house, id) == 429);
    house.pass(minute / bound + 1);
    CHECK(ask(house, id) != 429);
    CHECK(ask(house, id) == 429);
    house.pass(minute);
    for (uint64_t i = 0; i < bound; ++i) REQUIRE(ask(house, id) != 429);
    CHECK(ask(house, id) == 429);
  });
}

template <class Ask> void counts_nothing(Limit limit, uint64_t more, Ask ask) {
  Asking house(limit, TENON_OFF);
  const std::string id = house.question();
  for (uint64_t i = 0; i < more; ++i) REQUIRE(ask(house, id) != 429);
}

int64_t create(Asking &house, const std::string &) { return house.post("/api/feedback/create", R"({"message":"a"})"); }
int64_t status(Asking &house, const std::string &id) { return house.get("/api/feedback/" + id + "/status"); }
int64_t result(Asking &house, const std::string &id) { return house.get("/api/feedback/" + id + "/result"); }
int64_t submit(Asking &house, const std::string &id) { return house.post("/api/feedback/" + id + "/submit", "{}"); }
int64_t view(Asking &house, const std::string &id) { return house.get("/feedback/" + id); }

} // namespace

FEEDBACK_HELD(max_open_sessions, "one principal has that many questions open, one more is 429 until one is over") {
  each({{3, 3}, {0, 100}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_open_sessions, said);
    const std::string first = house.question();
    for (uint64_t i = 1; i < bound; ++i) house.question();
    const Ear over = house.create(R"({"message":"a"})");
    CHECK(over.status == 429);
    CHECK(over.code == "RATE_LIMITED");
    tenon_somebody other{};
    other.size = sizeof other;
    other.subject = guest::str("another");
    CHECK(house.create(R"({"message":"a"})", &other).status == 200);
    CHECK(house.answer(first).status == 200);
    CHECK(house.create(R"({"message":"a"})").status == 200);
    CHECK(house.create(R"({"message":"a"})").status == 429);
  });
}

FEEDBACK_HELD(max_late_notes, "that many notes are kept after the end, one more is refused") {
  each({{3, 3}, {0, 20}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_late_notes, said);
    const std::string id = house.question();
    CHECK(house.withdraw(id).status == 200);
    for (uint64_t i = 0; i < bound; ++i) CHECK(house.answer(id, R"({"freeText":"note )" + std::to_string(i) + "\"}").status == 202);
    CHECK(house.answer(id, R"({"freeText":"one more"})").status == 410);
  });
}

FEEDBACK_HELD(max_session_watchers, "that many pages watch one session, one more is 429 until one goes") {
  each({{3, 3}, {0, 5}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_session_watchers, said);
    const std::string id = house.question();
    Lines pages;
    for (uint64_t i = 0; i < bound; ++i) pages.push_back(watch(house, id));
    for (const auto &page : pages) CHECK(page->status() == 200);
    CHECK(watch(house, id)->status() == 429);
    CHECK(watch(house, house.question())->status() == 200);
    pages.pop_back();
    CHECK(watch(house, id)->status() == 200);
  });
}

// A page that reads nothing while an agent comes and goes; what it could read in the end.
std::string unread(uint64_t said, bool &cut) {
  asking::Server house({}, [&](tenon_options &o) { o.max_outbox_bytes = said; });
  const std::string id = house.question();
  Request page(house, "GET", "/api/feedback/" + id + "/events");
  CHECK(page.status() == 200);
  for (int i = 0; i < 8; ++i) {
    Request agent(house, "GET", "/api/feedback/" + id + "/wait?seconds=50");
    house.pass(1);
    agent.close();
    house.pass(1);
  }
  std::string all = page.take();
  cut = page.over();
  if (cut) CHECK(Request(house, "GET", "/api/feedback/" + id + "/events").status() == 200); // it may come again
  return all;
}

HELD(max_outbox_bytes, "that many bytes of events wait for a page that does not read, with one more it is cut off") {
  bool cut = true;
  const std::string all = unread(0, cut);
  CHECK_FALSE(cut);
  REQUIRE(all.size() > 1000);
  CHECK(unread(all.size(), cut) == all);
  CHECK_FALSE(cut);
  CHECK(unread(all.size() - 1, cut).empty());
  CHECK(cut);
}

FEEDBACK_HELD(max_session_agents, "that many wait for one session, one more is 429 until one goes") {
  each({{3, 3}, {0, 16}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_session_agents, said);
    const std::string id = house.question();
    Lines agents;
    for (uint64_t i = 0; i < bound; ++i) agents.push_back(wait_for(house, id));
    for (const auto &agent : agents) CHECK(agent->status() == 0);
    CHECK(wait_for(house, id)->status() == 429);
    agents.pop_back();
    CHECK(wait_for(house, id)->status() == 0);
  });
}

FEEDBACK_HELD(max_waiters, "that many wait in all, of both kinds, one more is 429 until one goes") {
  each({{4, 4}, {0, 20'000}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_waiters, said);
    Lines all;
    while (all.size() < bound) {
      const std::string id = house.question();
      for (int i = 0; i < 2; ++i) {
        all.push_back(wait_for(house, id));
        REQUIRE(all.back()->status() == 0);
        all.push_back(watch(house, id));
        REQUIRE(all.back()->status() == 200);
      }
    }
    const std::string id = house.question();
    CHECK(watch(house, id)->status() == 429);
    CHECK(wait_for(house, id)->status() == 429);
    all.pop_back();
    CHECK(wait_for(house, id)->status() == 0);
  });
}

FEEDBACK_HELD(max_held, "that many calls wait for people, one more is told at once that its question is pending") {
  holds_calls(&tenon_feedback::max_held, &tenon_feedback::max_subject_held, {{3, 3}, {0, 10'000}});
}

FEEDBACK_HELD(max_subject_held, "that many calls of one principal wait, one more is told at once that its question is pending") {
  holds_calls(&tenon_feedback::max_subject_held, &tenon_feedback::max_held, {{3, 3}, {0, 100}});
}

FEEDBACK_HELD(max_creates, "so many questions a minute") { counts_a_minute(&tenon_feedback::max_creates, {{3, 3}, {0, 100}}, create); }
FEEDBACK_HELD(max_status_reads, "so many looks a minute") { counts_a_minute(&tenon_feedback::max_status_reads, {{3, 3}, {0, 1000}}, status); }
FEEDBACK_HELD(max_result_reads, "so many results a minute") { counts_a_minute(&tenon_feedback::max_result_reads, {{3, 3}, {0, 1000}}, result); }
FEEDBACK_HELD(max_submits, "so many submissions a minute") { counts_a_minute(&tenon_feedback::max_submits, {{3, 3}, {0, 100}}, submit); }
FEEDBACK_HELD(max_page_views, "so many pages a minute") { counts_a_minute(&tenon_feedback::max_page_views, {{3, 3}, {0, 100}}, view); }

FEEDBACK_OFF(max_creates, "nobody counts questions") { counts_nothing(&tenon_feedback::max_creates, 101, create); }
FEEDBACK_OFF(max_status_reads, "nobody counts looks") { counts_nothing(&tenon_feedback::max_status_reads, 1001, status); }
FEEDBACK_OFF(max_result_reads, "nobody counts results") { counts_nothing(&tenon_feedback::max_result_reads, 1001, result); }
FEEDBACK_OFF(max_submits, "nobody counts submissions") { counts_nothing(&tenon_feedback::max_submits, 101, submit); }
FEEDBACK_OFF(max_page_views, "nobody counts pages") { counts_nothing(&tenon_feedback::max_page_views, 101, view); }

FEEDBACK_OFF(max_open_sessions, "any number is open") {
  Asking house(&tenon_feedback::max_open_sessions, TENON_OFF);
  for (int i = 0; i < 101; ++i) CHECK(house.create(R"({"message":"a"})").status == 200);
}

FEEDBACK_OFF(max_late_notes, "none is kept") {
  Asking house(&tenon_feedback::max_late_notes, TENON_OFF);
  const std::string id = house.question();
  CHECK(house.withdraw(id).status == 200);
  CHECK(house.answer(id).status == 410);
}

FEEDBACK_OFF(max_waiters, "more than the default wait") {
  Asking house(&tenon_feedback::max_waiters, TENON_OFF);
  Lines all;
  std::string id;
  for (int i = 0; i < 20'001; ++i) {
    if (i % 16 == 0) id = house.question();
    all.push_back(wait_for(house, id));
    REQUIRE(all.back()->status() == 0);
  }
}

FEEDBACK_OFF(max_held, "more than the default wait") { holds_any_number(&tenon_feedback::max_held, &tenon_feedback::max_subject_held, 10'001); }
FEEDBACK_OFF(max_subject_held, "more than the default wait") { holds_any_number(&tenon_feedback::max_subject_held, &tenon_feedback::max_held, 101); }

// One session's are counted each time that it changes.
FEEDBACK_OFF(max_session_watchers, "the offer is refused") { CHECK(offered(&tenon_feedback::max_session_watchers, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(max_session_agents, "the offer is refused") { CHECK(offered(&tenon_feedback::max_session_agents, TENON_OFF) == TENON_INVALID); }
