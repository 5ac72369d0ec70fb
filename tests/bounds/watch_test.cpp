// watch_test.cpp - how many streams listen, how much each watches, and what is kept for a stream that broke off.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"
#include <memory>

using namespace bounds;

namespace {

using Lines = std::vector<std::unique_ptr<Line>>;

std::string listen(std::string_view notifications, std::string_view id = "1") {
  return guest::request(id, "subscriptions/listen", std::string(guest::modern_meta) + ",\"notifications\":{" + std::string(notifications) + "}");
}

guest::Head listen_head() { return guest::Head::modern("subscriptions/listen"); }

constexpr std::string_view tools_changed = R"("toolsListChanged":true)";

void add_listener(House &house, Lines &lines) {
  lines.push_back(std::make_unique<Line>(house, listen_head()));
  REQUIRE(says(lines.back()->ask(listen(tools_changed)).hear().body, "subscriptions/acknowledged"));
}

// "name":["house:room/0","house:room/1",...]
std::string names(std::string_view member, uint64_t count) {
  std::string text = "\"" + std::string(member) + "\":[";
  for (uint64_t i = 0; i < count; ++i) text += (i ? ",\"house:room/" : "\"house:room/") + std::to_string(i) + "\"";
  return text + "]";
}

// Whatever room is asked for, there is one.
void add_rooms(House &house) {
  tenon_resource_template rooms{};
  rooms.size = sizeof rooms;
  rooms.uri_template = str("house:room/{number}");
  rooms.name = str("room");
  rooms.read = [](void *, const tenon_call *call, tenon_reply *reply) { tenon_reply_release(reply, call->now); };
  REQUIRE(tenon_server_add_resource_template(house.server(), &rooms, nullptr) == TENON_OK);
}

std::string watch(uint64_t room, bool on = true) {
  return guest::request("1", on ? "resources/subscribe" : "resources/unsubscribe", "\"uri\":\"house:room/" + std::to_string(room) + "\"");
}

// The answer to a call on a session of 2025-11-25, as it is kept.
std::string answer_to(std::string_view id, std::string_view text) {
  return "{\"jsonrpc\":\"2.0\",\"id\":" + std::string(id) + R"(,"result":{"content":[{"type":"text","text":")" + std::string(text) + "\"}]}}";
}

constexpr uint64_t event_cost = 64; // that an event counts beside its words

std::string words_for(std::string_view id, uint64_t event_bytes) {
  return std::string(static_cast<size_t>(event_bytes - event_cost) - answer_to(id, "").size(), 'w');
}

std::string first_event_id(std::string_view stream) {
  const size_t at = stream.find("id: ");
  REQUIRE(at != stream.npos);
  return std::string(stream.substr(at + 4, stream.find('\n', at) - at - 4));
}

// A call whose stream opens; its place to come back to.
std::string open_stream(House &house, Line &line, std::string_view id) {
  line.ask(guest::call(id, "later"));
  house.pass(50);
  const Heard heard = line.hear();
  REQUIRE(heard.is_stream());
  return first_event_id(heard.body);
}

// The call's stream breaks off, and only then the handler answers. The place that its client knows.
std::string answer_nobody(House &house, const std::string &session, std::string_view id, std::string_view text) {
  std::string place;
  {
    Line line(house, guest::Head::of_session(session));
    place = open_stream(house, line, id);
  }
  house.settle_all(text);
  return place;
}

std::string come_back(House &house, const std::string &session, const std::string &place) {
  return Line(house, guest::Head::of_session(session, "GET").add("Last-Event-ID", place)).hear().body;
}

} // namespace

HELD(max_listens, "that many listen, one more is 429 until another has gone") {
  each({{3, 3}, {0, 10'000}}, [](uint64_t said, uint64_t bound) {
    House house([&](tenon_options &o) {
      o.max_listens = said;
      o.max_exchanges = TENON_OFF;
    });
    Lines open;
    while (open.size() < bound) add_listener(house, open);
    CHECK(house.counts().listens == bound);
    const Heard over = house.post(listen_head(), listen(tools_changed, "\"over\""));
    CHECK(over.status == 429);
    CHECK(code_of(over.body) == -32000);
    CHECK(says(over.body, R"("id":"over")"));
    Line channel(house, guest::channel(TENON_LINES));
    CHECK(channel.feed(listen(tools_changed) + "\n") == TENON_OK);
    CHECK(code_of(channel.take()) == -32000);
    CHECK(house.counts().listens == bound);
    Line older(house, guest::Head::of_session(house.begin_session(), "GET")); // sessions have bounds of their own
    CHECK(older.hear().is_stream());

    REQUIRE(house.add_tool("fresh") == TENON_OK);
    CHECK(says(open.back()->take(), "tools/list_changed"));
    open.pop_back();
    CHECK(house.counts().listens == bound - 1);
    add_listener(house, open);
    CHECK(house.goes_on());
    open.clear();
    CHECK(house.counts().listens == 0);
  });
}

OFF(max_listens, "more than the default listen") {
  House house([](tenon_options &o) { o.max_listens = o.max_exchanges = TENON_OFF; });
  Lines open;
  while (open.size() < 10'001) add_listener(house, open);
  CHECK(house.counts().listens == 10'001);
}

HELD(max_subscriptions, "one stream watches that many, with one more it does not begin") {
  each({{3, 3}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_subscriptions, said);
    add_rooms(house);
    for (const std::string &over : {names("resourceSubscriptions", bound + 1), names("taskIds", bound + 1),
                                    names("resourceSubscriptions", bound) + "," + names("taskIds", 1)}) {
      const Heard heard = house.post(listen_head(), listen(over));
      CHECK_FALSE(heard.is_stream());
      CHECK(code_of(heard.body) == -32602);
    }
    CHECK(house.counts().listens == 0);

    Line line(house, listen_head());
    CHECK(says(line.ask(listen(names("resourceSubscriptions", bound))).hear().body, "subscriptions/acknowledged"));
    const std::string last = Line(house, listen_head()).ask(listen(names("resourceSubscriptions", bound))).hear().body;
    CHECK(says(last, "house:room/" + std::to_string(bound - 1))); // another stream has its own
    CHECK(tenon_server_resource_updated(house.server(), str("house:room/" + std::to_string(bound - 1)), house.now()) == TENON_OK);
    CHECK(count(line.take(), "resources/updated") == 1);
    CHECK(house.goes_on());
  });
}

HELD(max_subscriptions, "one session watches that many, one more is an error until another is let go") {
  each({{3, 3}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_subscriptions, said);
    add_rooms(house);
    const std::string session = house.begin_session();
    const auto ask = [&](const std::string &body) { return code_of(house.post(guest::Head::of_session(session), body).body); };
    for (uint64_t i = 0; i < bound; ++i) REQUIRE(ask(watch(i)) == 0);
    CHECK(ask(watch(bound)) == -32000);
    CHECK(ask(watch(0)) == 0); // is watched already
    CHECK(code_of(house.post(guest::Head::of_session(house.begin_session()), watch(bound)).body) == 0); // another session has its own
    CHECK(ask(watch(0, false)) == 0);
    CHECK(ask(watch(bound)) == 0);
    CHECK(ask(watch(0)) == -32000);
  });
}

HELD(max_subscriptions, "one channel watches that many, one more is an error until another is let go") {
  each({{3, 3}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_subscriptions, said);
    add_rooms(house);
    Line line(house, guest::channel(TENON_LINES));
    const auto ask = [&](const std::string &body) {
      REQUIRE(line.feed(body + "\n") == TENON_OK);
      return code_of(line.take());
    };
    CHECK(ask(guest::initialize("2025-11-25") + "\n" + guest::initialized()) == 0);
    for (uint64_t i = 0; i < bound; ++i) REQUIRE(ask(watch(i)) == 0);
    CHECK(ask(watch(bound)) == -32000);
    CHECK(ask(watch(0, false)) == 0);
    CHECK(ask(watch(bound)) == 0);
  });
}

OFF(max_subscriptions, "more than the default are watched") {
  House house(&tenon_options::max_subscriptions, TENON_OFF);
  add_rooms(house);
  Line line(house, listen_head());
  CHECK(says(line.ask(listen(names("resourceSubscriptions", 1001))).hear().body, "house:room/1000"));
  const guest::Head head = guest::Head::of_session(house.begin_session());
  for (uint64_t i = 0; i <= 1000; ++i) CHECK(code_of(house.post(head, watch(i)).body) == 0);
}

HELD(max_stored_event_bytes, "events of that many bytes are kept for their streams, with one more the oldest goes") {
  each({{1000, 1000}, {0, 256u << 10}}, [](uint64_t said, uint64_t bound) {
    for (const uint64_t over : {0u, 1u}) {
      INFO("the second event goes " << over << " beyond the bound");
      House house([&](tenon_options &o) {
        o.max_stored_event_bytes = said;
        o.max_undelivered_bytes = 1; // which is for answers whose client knows no place to come back to
      });
      const std::string session = house.begin_session();
      const std::string first = words_for("1", 400), second = words_for("2", bound - 400 + over);
      const std::string place_of_first = answer_nobody(house, session, "1", first);
      const std::string place_of_second = answer_nobody(house, session, "2", second);
      CHECK(says(come_back(house, session, place_of_second), answer_to("2", second)));
      CHECK(says(come_back(house, session, place_of_first), answer_to("1", first)) == (over == 0));
      CHECK(house.goes_on());
      CHECK(house.is_empty());
    }
  });
}

HELD(max_stored_event_bytes, "one event of that many bytes is kept, of one byte more it is not") {
  each({{1000, 1000}, {0, 256u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_stored_event_bytes, said);
    const std::string session = house.begin_session();
    const std::string fits = words_for("1", bound);
    CHECK(says(come_back(house, session, answer_nobody(house, session, "1", fits)), answer_to("1", fits)));
    const std::string place = answer_nobody(house, session, "2", words_for("2", bound + 1));
    CHECK_FALSE(says(come_back(house, session, place), "www"));
    CHECK(house.ping(session).status == 200);
  });
}

HELD(max_stored_event_bytes, "who comes back to a stream that lost an event gets the rest, and the host's log tells of it") {
  each({{1000, 1000}, {0, 256u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_stored_event_bytes, said);
    const std::string session = house.begin_session();
    std::string place;
    {
      Line line(house, guest::Head::of_session(session));
      line.ask(guest::request("1", "tools/call", R"("name":"later","arguments":{},"_meta":{"progressToken":"p"})"));
      house.pass(50);
      place = first_event_id(line.hear().body);
      REQUIRE(house.owed.size() == 1);
      CHECK(tenon_reply_progress(house.owed[0], 1, 0, str("kept"), house.now()) == TENON_OK);
    }
    CHECK(tenon_reply_text(house.owed[0], str(words_for("1", bound + 1)), house.now()) == TENON_OK);
    house.settle_all();
    const std::string rest = come_back(house, session, place);
    CHECK(says(rest, "\"kept\""));
    CHECK_FALSE(says(rest, "www"));
    CHECK(house.logged("events_lost over_bound"));
  });
}

OFF(max_stored_event_bytes, "more than the default is kept") {
  House house(&tenon_options::max_stored_event_bytes, TENON_OFF);
  const std::string session = house.begin_session(), words = words_for("1", (256u << 10) + 1);
  const std::string first = answer_nobody(house, session, "1", words), second = answer_nobody(house, session, "2", words);
  CHECK(says(come_back(house, session, first), answer_to("1", words)));
  CHECK(says(come_back(house, session, second), answer_to("2", words)));
}

HELD(retry_ms, "the client of a closed stream is asked to wait that long") {
  each({{7, 7}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::retry_ms, said);
    const std::string session = house.begin_session();
    Line line(house, guest::Head::of_session(session));
    const std::string place = open_stream(house, line, "1");
    REQUIRE(house.owed.size() == 1);
    CHECK(tenon_reply_close_stream(house.owed[0], house.now()) == TENON_OK);
    CHECK(line.take() == "retry: " + std::to_string(bound) + "\n\n");
    CHECK(line.finished());
    house.settle_all();
    CHECK(says(come_back(house, session, place), answer_to("1", "done"))); // sooner or later than that
  });
}

OFF(retry_ms, "the client of a closed stream waits as long as it likes") {
  House house(&tenon_options::retry_ms, TENON_OFF);
  const std::string session = house.begin_session();
  Line line(house, guest::Head::of_session(session));
  const std::string place = open_stream(house, line, "1");
  REQUIRE(house.owed.size() == 1);
  CHECK(tenon_reply_close_stream(house.owed[0], house.now()) == TENON_OK);
  CHECK(line.take() == "");
  CHECK(line.finished());
  house.settle_all();
  CHECK(says(come_back(house, session, place), answer_to("1", "done")));
}
