// feedback_test.cpp - a server that asks people, at its C interface: what is dropped and told, when, and how often.
#include "abi/kept_store.hpp"
#include "guest/asking.hpp"
#include <vector>

using namespace asking;

namespace {

constexpr tenon_now early{1'000, 1'800'000'000'000};

struct Plain { // a server that does not ask yet
  Plain() {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    REQUIRE(tenon_server_create(&options, nullptr, &server, nullptr) == TENON_OK);
  }
  ~Plain() { tenon_server_destroy(server, early); }
  tenon_server *server = nullptr;
};

struct Offer {
  int drops = 0;
  Kept kept;
  tenon_feedback record{};
  tenon_storage storage = storage_of(kept);
  std::string why;

  Offer() {
    record.size = sizeof record;
    record.user = this;
    record.drop = [](void *user) { ++static_cast<Offer *>(user)->drops; };
    record.storage = &storage;
  }
  tenon_status to(tenon_server *server) {
    char words[300] = "";
    tenon_error error{sizeof error, words, sizeof words, 0};
    const tenon_status said = tenon_server_offer_feedback(server, &record, &error);
    why = words;
    return said;
  }
};

// What an offer with that setting says; whatever it says, both were dropped once in the end.
template <class Set> std::string refused(Set set, tenon_status expected = TENON_INVALID) {
  Offer offer;
  {
    Plain plain;
    set(offer);
    CHECK(offer.to(plain.server) == expected);
    CHECK(offer.drops == (expected == TENON_OK ? 0 : 1));
    CHECK(offer.kept.drops == offer.drops);
  }
  CHECK(offer.drops == 1);
  CHECK(offer.kept.drops == 1);
  return offer.why;
}

template <class Set> void taken(Set set) { CHECK(refused(set, TENON_OK) == ""); }

// What a client of 2026-07-28 hears of a call until its patience is over.
std::string called(Server &server, const std::string &tool, const std::string &arguments, const std::string &capabilities) {
  const std::string meta = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":)" + capabilities + "}";
  Request request(server, guest::Head::modern("tools/call", tool), guest::call("1", tool, arguments, meta));
  server.pass(30'000);
  return request.take();
}

} // namespace

TEST_CASE("what is offered is dropped once with the server, and once where it is refused") {
  taken([](Offer &) {});
  refused([](Offer &o) { o.record.size = 8; o.record.storage = nullptr; o.kept.drops = o.drops = 0; o.storage.drop(o.storage.user); o.record.size = sizeof o.record - 8; },
          TENON_BAD_SIZE);
}

TEST_CASE("records of another size are refused by name, and what they hold is dropped") {
  struct Larger {
    tenon_feedback known;
    uint64_t unknown;
  };
  for (const uint64_t unknown : {uint64_t{0}, uint64_t{1}}) {
    Plain plain;
    Offer offer;
    Larger larger{offer.record, unknown};
    larger.known.size = sizeof larger;
    const tenon_status said = tenon_server_offer_feedback(plain.server, &larger.known, nullptr);
    CHECK(said == (unknown == 0 ? TENON_OK : TENON_NEWER_STRUCT));
    CHECK(offer.drops == (unknown == 0 ? 0 : 1));
    tenon_server_destroy(std::exchange(plain.server, nullptr), early);
    CHECK(offer.drops == 1);
    CHECK(offer.kept.drops == 1);
  }
}

TEST_CASE("nothing to offer, nobody to offer it to, or a second time") {
  Plain plain;
  CHECK(tenon_server_offer_feedback(plain.server, nullptr, nullptr) == TENON_INVALID);
  Offer nobody;
  CHECK(nobody.to(nullptr) == TENON_INVALID);
  CHECK(nobody.drops == 1);
  CHECK(nobody.kept.drops == 1);
  Offer first, second;
  CHECK(first.to(plain.server) == TENON_OK);
  CHECK(second.to(plain.server) == TENON_DUPLICATE);
  CHECK(says(second.why, "offered already"));
  CHECK(second.drops == 1);
  CHECK(second.kept.drops == 1);
  CHECK(first.drops == 0);
  tenon_server_destroy(std::exchange(plain.server, nullptr), early);
  CHECK(first.drops == 1);
  CHECK(first.kept.drops == 1);
}

TEST_CASE("a store that is none is refused, and all is dropped") {
  CHECK(says(refused([](Offer &o) { o.storage.swap = nullptr; }), "storage: "));
  CHECK(says(refused([](Offer &o) { o.storage.durability = 9; }), "storage: "));
}

TEST_CASE("words that are none are refused by their name") {
  CHECK(says(refused([](Offer &o) { o.record.language = str("fr"); }), "feedback.language"));
  CHECK(says(refused([](Offer &o) { o.record.theme = str("blue"); }), "feedback.theme"));
  CHECK(says(refused([](Offer &o) { o.record.product = str("\xff"); }), "feedback.product"));
  static const std::string longest(1024, 'p'), longer(1025, 'p');
  taken([](Offer &o) { o.record.product = str(longest); });
  CHECK(says(refused([](Offer &o) { o.record.product = str(longer); }), "feedback.product"));
  CHECK(says(refused([](Offer &o) { o.record.secret = str("thirty-one bytes are too few ..."); o.record.secret.len = 31; }), "feedback.secret"));
  taken([](Offer &o) { o.record.secret = str("thirty-two bytes are enough ...."); });
  CHECK(says(refused([](Offer &o) { o.record.product = {nullptr, 1}; }), "NULL"));
  CHECK(says(refused([](Offer &o) { o.record.seed_limits = 2; }), "seed_limits"));
  CHECK(says(refused([](Offer &o) { o.record.no_late_notes = 2; }), "no_late_notes"));
  CHECK(says(refused([](Offer &o) { o.record.seed_texts = 2; }), "seed_texts"));
  CHECK(says(refused([](Offer &o) { o.record.no_ask_in_client = 2; }), "no_ask_in_client"));
  taken([](Offer &o) { o.record.tools = 31; });
  CHECK(says(refused([](Offer &o) { o.record.tools = 32; }), "feedback.tools"));
  CHECK(says(refused([](Offer &o) { o.record.sites = 16; }), "feedback.sites"));
  taken([](Offer &o) { o.record.sites = o.record.tools = TENON_OFF; });
}

TEST_CASE("each number has its range: both ends are taken, one beyond is refused by name") {
  constexpr uint64_t minute = 60'000, hour = 60 * minute, day = 24 * hour;
  struct Range {
    const char *name;
    uint64_t tenon_feedback::*member;
    uint64_t least, most;
    bool off; // TENON_OFF makes sense
  };
  const Range ranges[] = {
      {"timeout_ms", &tenon_feedback::timeout_ms, minute / 2, 7 * day, false},
      {"max_timeout_ms", &tenon_feedback::max_timeout_ms, 5 * minute, 7 * day, true},
      {"grace_ms", &tenon_feedback::grace_ms, 1, minute, true},
      {"typing_ms", &tenon_feedback::typing_ms, 1, hour, true},
      {"claim_ms", &tenon_feedback::claim_ms, 1000, day, false},
      {"retention_ms", &tenon_feedback::retention_ms, 1000, 90 * day, false},
      {"tombstone_ms", &tenon_feedback::tombstone_ms, day, 365 * day, false},
      {"rejoin_ms", &tenon_feedback::rejoin_ms, 1, day, true},
      {"max_message", &tenon_feedback::max_message, 1, 1u << 20, false},
      {"max_title", &tenon_feedback::max_title, 1, 1u << 16, false},
      {"max_ai_content", &tenon_feedback::max_ai_content, 1, 1u << 20, false},
      {"max_options", &tenon_feedback::max_options, 1, 1000, false},
      {"max_option", &tenon_feedback::max_option, 1, 1u << 16, false},
      {"max_free_text", &tenon_feedback::max_free_text, 1, 1u << 20, false},
      {"max_session_watchers", &tenon_feedback::max_session_watchers, 1, 50, false},
      {"max_session_agents", &tenon_feedback::max_session_agents, 1, 1u << 16, false},
      {"max_late_notes", &tenon_feedback::max_late_notes, 1, 100, true},
      {"max_form_bytes", &tenon_feedback::max_form_bytes, 1024, 64u << 20, false},
  };
  for (const Range &range : ranges) {
    INFO(std::string(range.name));
    const auto set = [&range](uint64_t value) { return [&range, value](Offer &o) { o.record.*range.member = value; }; };
    taken(set(range.least));
    taken(set(range.most));
    if (range.least > 1) CHECK(says(refused(set(range.least - 1)), range.name));
    CHECK(says(refused(set(range.most + 1)), range.name));
    if (range.off) taken(set(TENON_OFF));
    else CHECK(says(refused(set(TENON_OFF)), range.name));
  }
}

TEST_CASE("the doors are closed where nobody is asked, and where something is missing: nothing is told, and it is dropped") {
  Offer offer; // outlives the server
  Plain plain;
  Ear ear;
  tenon_hearer hearer = ear.record();
  CHECK(tenon_feedback_read(plain.server, str(nobody_has), &hearer, early) == TENON_NOT_FOUND);
  CHECK(ear.drops == 1);
  CHECK(tenon_feedback_read(nullptr, str(nobody_has), &hearer, early) == TENON_INVALID);
  CHECK(ear.drops == 2);
  CHECK(tenon_feedback_read(plain.server, str(nobody_has), nullptr, early) == TENON_INVALID);
  hearer.told = nullptr;
  REQUIRE(offer.to(plain.server) == TENON_OK);
  CHECK(tenon_feedback_read(plain.server, str(nobody_has), &hearer, early) == TENON_INVALID);
  CHECK(ear.drops == 3);
  hearer = ear.record();
  hearer.size -= 1;
  CHECK(tenon_feedback_list(plain.server, nullptr, str(""), &hearer, early) == TENON_BAD_SIZE);
  CHECK(ear.drops == 4);
  hearer = ear.record();
  tenon_somebody who{};
  who.size = 3;
  CHECK(tenon_feedback_create(plain.server, &who, str(R"({"message":"a"})"), &hearer, early) == TENON_BAD_SIZE);
  CHECK(tenon_feedback_read(plain.server, {nullptr, 3}, &hearer, early) == TENON_INVALID);
  CHECK(tenon_feedback_withdraw(plain.server, str(nobody_has), {nullptr, 3}, &hearer, early) == TENON_INVALID);
  CHECK(ear.drops == 7);
  CHECK(ear.told == 0);
}

TEST_CASE("who somebody is, is text of a size that can be kept") {
  Server server;
  const std::string longest(1024, 'a'), longer(1025, 'a');
  tenon_str tenon_somebody::*const members[] = {&tenon_somebody::subject, &tenon_somebody::issuer, &tenon_somebody::client_id, &tenon_somebody::id,
                                                &tenon_somebody::name};
  for (const auto member : members) {
    tenon_somebody who{};
    who.size = sizeof who;
    who.*member = str(longest);
    CHECK(server.create(R"({"message":"a"})", &who).status == 200);
    for (const std::string &bad : {longer, std::string("\xff")}) {
      Ear ear;
      const tenon_hearer hearer = ear.record();
      who.*member = str(bad);
      CHECK(tenon_feedback_create(server.handle(), &who, str(R"({"message":"a"})"), &hearer, server.now) == TENON_INVALID);
      CHECK(ear.told == 0);
      CHECK(ear.drops == 1);
    }
  }
}

TEST_CASE("the host asks, reads, answers and reads again") {
  Server server;
  const Ear made = server.create(R"({"message":"May I?","predefinedOptions":["yes","no"],"timeout":60})");
  CHECK(made.status == 200);
  const std::string id = text_of(made.json, "sessionId");
  CHECK(text_of(made.json, "feedbackUrl") == "/feedback/" + id);
  Ear seen = server.read(id);
  CHECK(seen.status == 200);
  CHECK(says(seen.json, R"("state":"open")"));
  CHECK(says(seen.json, R"("asker":{)"));
  CHECK_FALSE(says(seen.json, R"("result")"));
  tenon_somebody ann{};
  ann.size = sizeof ann;
  ann.id = str("ann@example");
  ann.name = str("Ann");
  const Ear said = server.answer(id, R"({"selectedOptions":["yes"]})", &ann);
  CHECK(said.status == 200);
  CHECK(text_of(said.json, "outcome") == "answered");
  seen = server.read(id);
  CHECK(says(seen.json, R"("result":{)"));
  CHECK(says(seen.json, R"("answeredBy":{"id":"ann@example","name":"Ann"})"));
  CHECK(says(seen.json, R"("via":"host")"));
}

TEST_CASE("refusals have their status, their code, and what they are about") {
  Server server;
  Ear ear = server.create(R"({"message":""})");
  CHECK(ear.status == 400);
  CHECK(ear.code == "INVALID_REQUEST");
  CHECK(says(ear.json, R"("field":"/message")"));
  ear = server.create("{");
  CHECK(ear.status == 400);
  ear = server.read("no id");
  CHECK(ear.status == 400);
  CHECK(says(ear.json, "/sessionId"));
  CHECK(server.read("").status == 400);
  ear = server.read(nobody_has);
  CHECK(ear.status == 404);
  CHECK(ear.code == "SESSION_NOT_FOUND");
  CHECK(server.withdraw(nobody_has).status == 404);
  const std::string id = server.question();
  CHECK(server.answer(id, R"({"freeText":"yes","submissionId":"a"})").status == 200);
  ear = server.answer(id, R"({"freeText":"no","submissionId":"b"})");
  CHECK(ear.status == 409);
  CHECK(ear.code == "ALREADY_SUBMITTED");
  CHECK(text_of(ear.json, "submittedAt") != "");
  CHECK(server.answer(id, R"({"freeText":"yes","submissionId":"a"})").status == 200); // the same again
  CHECK(server.list("status=some").status == 400);
}

TEST_CASE("a question is withdrawn with a reason, which is text; what comes then is a late note, if such are kept") {
  Server server;
  const std::string id = server.question();
  CHECK(server.withdraw(id, "\xff").status == 400);
  const Ear gone = server.withdraw(id, "found \"it\" myself");
  CHECK(gone.status == 200);
  CHECK(text_of(gone.json, "outcome") == "cancelled");
  CHECK(says(server.read(id).json, R"("reason":"found \"it\" myself")"));
  CHECK(server.answer(id).status == 202);
  Server strict([](tenon_feedback &f) { f.no_late_notes = 1; });
  const std::string other = strict.question();
  CHECK(strict.withdraw(other).status == 200);
  const Ear late = strict.answer(other);
  CHECK(late.status == 410);
  CHECK(late.code == "SESSION_EXPIRED");
}

TEST_CASE("the list is everybody's, or one principal's") {
  Server server;
  tenon_somebody ada{}, eve{};
  ada.size = eve.size = sizeof ada;
  ada.subject = str("ada");
  eve.subject = str("eve");
  CHECK(server.create(R"({"message":"of ada"})", &ada).status == 200);
  CHECK(server.create(R"({"message":"of nobody"})").status == 200);
  CHECK(says(server.list().json, R"("total":2)"));
  CHECK(says(server.list("", &ada).json, R"("total":1)"));
  CHECK(says(server.list("", &ada).json, "of ada"));
  CHECK(says(server.list("limit=1").json, R"("nextCursor")"));
  CHECK(says(server.list("", &eve).json, R"("items":[])"));
}

TEST_CASE("a store that answers later: each door tells then, and what it is told by stays until then") {
  Kept kept;
  const tenon_storage storage = storage_of(kept);
  Server server([&](tenon_feedback &f) { f.storage = &storage; });
  const std::string id = server.question();
  server.tick();
  kept.slow = true;
  Ear ear;
  const tenon_hearer hearer = ear.record();
  CHECK(tenon_feedback_answer(server.handle(), str(id), nullptr, str(R"({"freeText":"yes"})"), &hearer, server.now) == TENON_OK);
  CHECK(ear.told == 0);
  CHECK(ear.drops == 0);
  kept.let_until_quiet();
  CHECK(ear.told == 1);
  CHECK(ear.status == 200);
  CHECK(ear.drops == 1);
}

TEST_CASE("the server may end before the store answers: it is told all the same, and all is dropped afterwards") {
  Kept kept;
  const tenon_storage storage = storage_of(kept);
  Ear ear;
  {
    Server server([&](tenon_feedback &f) { f.storage = &storage; });
    const std::string id = server.question();
    server.tick();
    kept.slow = true;
    const tenon_hearer hearer = ear.record();
    CHECK(tenon_feedback_answer(server.handle(), str(id), nullptr, str(R"({"freeText":"yes"})"), &hearer, server.now) == TENON_OK);
    server.end();
    CHECK(server.drops == 0);
    CHECK(kept.drops == 0);
    kept.let_until_quiet();
    CHECK(ear.told == 1);
    CHECK(ear.status == 200);
    CHECK(ear.drops == 1);
    CHECK(kept.drops == 1);
  }
}

TEST_CASE("what a store cannot do is told: full, busy, broken") {
  Kept kept;
  const tenon_storage storage = storage_of(kept);
  Server server([&](tenon_feedback &f) { f.storage = &storage; });
  const std::string id = server.question();
  const std::pair<int64_t, int64_t> known[] = {{TENON_STORE_FULL, 507}, {TENON_STORE_BUSY, 503}, {TENON_STORE_CORRUPT, 500}, {TENON_STORE_FAILED, 500},
                                               {TENON_STORE_NOT_FOUND, 404}};
  for (const auto &[fault, status] : known) {
    kept.fault = fault;
    CHECK(server.answer(id).status == status);
  }
  kept.fault = 0;
  CHECK(server.answer(id).status == 200);
}

TEST_CASE("the host hears of each version that its server has written, and of nothing else") {
  Server server;
  const std::string id = server.question();
  server.read(id);
  server.answer(id, R"({"freeText":"yes","submissionId":"a"})");
  server.answer(id, R"({"freeText":"yes","submissionId":"a"})"); // the same again
  server.answer(id, R"({"freeText":"no"})");                     // refused
  REQUIRE(server.changes.size() == 2);
  CHECK(server.changes[0].id == id);
  CHECK(server.changes[0].version == 1);
  CHECK(server.changes[0].state == TENON_SESSION_OPEN);
  CHECK(server.changes[1].version == 2);
  CHECK(server.changes[1].state == TENON_SESSION_ANSWERED);
}

TEST_CASE("a question whose time is over expires at the tick, is emptied after its retention, and goes with its tombstone") {
  Server server([](tenon_feedback &f) {
    f.retention_ms = 60'000;
    f.tombstone_ms = 24 * 3'600'000;
  });
  const std::string id = server.question(R"({"message":"Ready?","timeout":30})");
  server.changes.clear();
  server.pass(30'000 + 10'000); // and the grace that nobody sees
  server.pass(1);
  REQUIRE(server.changes.size() == 1);
  CHECK(server.changes[0].state == TENON_SESSION_EXPIRED);
  server.pass(60'001);
  REQUIRE(server.changes.size() == 2);
  CHECK(server.changes[1].state == TENON_SESSION_PURGED);
  CHECK(server.read(id).status == 410);
  server.pass(24 * 3'600'000 + 1);
  CHECK(server.read(id).status == 404);
}

TEST_CASE("inside told and changed every door is open") {
  Server server;
  std::string id;
  int depth = 0;
  Ear inner;
  server.on_change = [&] {
    if (++depth == 1) id = server.question(R"({"message":"asked inside changed"})");
  };
  Ear outer;
  outer.then = [&] {
    const tenon_hearer hearer = inner.record();
    CHECK(tenon_feedback_read(server.handle(), str(id), &hearer, server.now) == TENON_OK);
  };
  const tenon_hearer hearer = outer.record();
  CHECK(tenon_feedback_create(server.handle(), nullptr, str(R"({"message":"asked outside"})"), &hearer, server.now) == TENON_OK);
  CHECK(outer.told == 1);
  CHECK(inner.told == 1);
  CHECK(inner.status == 200);
  CHECK(depth == 2);
}

TEST_CASE("the server may be destroyed inside told, and inside changed") {
  for (const bool by_change : {false, true}) {
    Server server;
    Ear ear;
    int drops_inside = -1;
    const auto destroy = [&] {
      server.end();
      drops_inside = server.drops;
    };
    if (by_change) server.on_change = destroy;
    else ear.then = destroy;
    const tenon_hearer hearer = ear.record();
    CHECK(tenon_feedback_create(server.handle(), nullptr, str(R"({"message":"the last one"})"), &hearer, server.now) == TENON_OK);
    CHECK(ear.told == 1);
    CHECK(ear.drops == 1);
    CHECK(drops_inside == 0); // its functions are on the stack
    CHECK(server.drops == 1);
  }
}

TEST_CASE("an HTTP request that waits for the store is answered when that has come, or when the server ends") {
  Kept kept;
  const tenon_storage storage = storage_of(kept);
  Server server([&](tenon_feedback &f) { f.storage = &storage; });
  const std::string id = server.question();
  server.tick();
  kept.slow = true;
  Request first(server, "GET", "/api/feedback/" + id);
  CHECK(first.status() == 0);
  Request second(server, "GET", "/feedback/" + id), left(server, "GET", "/api/feedback/" + id);
  CHECK(second.status() == 0);
  left.close();
  kept.let_until_quiet();
  CHECK(first.wakes == 1);
  CHECK(first.status() == 200);
  CHECK(says(first.take(), id));
  CHECK(second.status() == 200);
  CHECK(says(second.take(), "<html"));
  Request owed(server, "GET", "/api/feedback/" + id);
  CHECK(owed.status() == 0);
  server.end();
  CHECK(owed.wakes == 1);
  CHECK(owed.status() == 503);
  CHECK(says(owed.take(), R"("code":"INTERNAL_ERROR")"));
  kept.let_until_quiet();
  CHECK(owed.over());
}

TEST_CASE("whoever waits misses nothing, however slow the store is") {
  Kept kept;
  const tenon_storage storage = storage_of(kept);
  Server server([&](tenon_feedback &f) { f.storage = &storage; });
  const std::string id = server.question();
  server.tick();
  kept.slow = true;
  Request wait(server, "GET", "/api/feedback/" + id + "/wait?seconds=50");
  kept.let_all(); // that it exists is known; now it looks
  REQUIRE(kept.waiting.size() == 1);
  kept.slow = false;
  CHECK(server.answer(id).status == 200); // while it looks at what was before
  CHECK(wait.status() == 0);
  kept.let_until_quiet();
  server.tick();
  CHECK(wait.status() == 200);
  CHECK(says(wait.take(), R"("outcome":"answered")"));
}

TEST_CASE("a store that fails while somebody waits: a wait ends with that in its time, events go on when it is back") {
  Kept kept;
  const tenon_storage storage = storage_of(kept);
  Server server([&](tenon_feedback &f) { f.storage = &storage; });
  const std::string id = server.question(R"({"message":"Ready?","timeout":600})");
  Request wait(server, "GET", "/api/feedback/" + id + "/wait?seconds=20"), events(server, "GET", "/api/feedback/" + id + "/events");
  CHECK(says(events.take(), "event: state"));
  kept.fault = TENON_STORE_FAILED;
  server.pass(20'000);
  CHECK(wait.status() == 500);
  CHECK(says(wait.take(), "INTERNAL_ERROR"));
  kept.fault = 0;
  CHECK(server.answer(id).status == 200);
  server.pass(2'000);
  CHECK(says(events.take(), R"("state":"answered")"));
}

TEST_CASE("what tools say is laid out as by the system before, where the host says so") {
  const auto status_said = [](uint64_t seed_texts) {
    Server server([&](tenon_feedback &f) { f.seed_texts = seed_texts; });
    called(server, "interactive_feedback", R"({"message":"Ready?","mode":"async"})", "{}");
    return called(server, "check_feedback_status", R"({"sessionId":")" + text_of(server.list().json, "sessionId") + "\"}", "{}");
  };
  CHECK(says(status_said(1), "⏳ Feedback Session Status"));
  CHECK(says(status_said(0), "The person has not answered yet."));
  CHECK_FALSE(says(status_said(0), "⏳"));
}

TEST_CASE("a client that shows forms is not asked to, where the host says so, and its call waits for the page") {
  const auto asked = [](uint64_t no_ask_in_client) {
    Server server([&](tenon_feedback &f) { f.no_ask_in_client = no_ask_in_client; });
    return called(server, "interactive_feedback", R"({"message":"Ready?"})", R"({"elicitation":{"form":{}}})");
  };
  CHECK(says(asked(0), R"("resultType":"input_required")"));
  CHECK(says(asked(0), "elicitation/create"));
  CHECK_FALSE(says(asked(1), "elicitation"));
  CHECK(says(asked(1), "requestState")); // the call waits for the page, and comes again
}
