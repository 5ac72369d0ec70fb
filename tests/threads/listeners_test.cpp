// listeners_test.cpp - the catalog changes on some threads while those who listen come, hear and go on others.
#include "threads/stage.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace stage;

namespace {

// A resource, template, prompt or tool that knows whether it may be dropped.
struct Offered {
  Complaints &complaints;
  std::atomic<int> inside{0}, drops{0};

  static void serve(void *user, const tenon_call *call, tenon_reply *reply) {
    Offered &self = *static_cast<Offered *>(user);
    self.complaints.expect(self.drops.load() == 0, "called after its drop");
    self.inside.fetch_add(1);
    tenon_reply_text(reply, str("here"), call->now);
    tenon_reply_release(reply, call->now);
    self.inside.fetch_sub(1);
  }
  static void drop(void *user) {
    Offered &self = *static_cast<Offered *>(user);
    self.complaints.expect(self.inside.load() == 0, "dropped while it was called");
    self.complaints.expect(self.drops.fetch_add(1) == 0, "dropped twice");
  }
};

enum Kind { resource, pattern, prompt, tool, kinds };

template <class Record> Record record_of(Offered &user) {
  Record record{};
  record.size = sizeof record;
  record.name = str("passing");
  record.user = &user;
  record.drop = Offered::drop;
  return record;
}

tenon_status add(tenon_server *server, Kind kind, Offered &user) {
  if (kind == resource) {
    auto record = record_of<tenon_resource>(user);
    record.uri = str("house:passing");
    record.read = Offered::serve;
    return tenon_server_add_resource(server, &record, nullptr);
  }
  if (kind == pattern) {
    auto record = record_of<tenon_resource_template>(user);
    record.uri_template = str("house:room/{number}");
    record.read = record.complete = Offered::serve;
    return tenon_server_add_resource_template(server, &record, nullptr);
  }
  if (kind == prompt) {
    auto record = record_of<tenon_prompt>(user);
    record.get = record.complete = Offered::serve;
    return tenon_server_add_prompt(server, &record, nullptr);
  }
  auto record = record_of<tenon_tool>(user);
  record.run = Offered::serve;
  return tenon_server_replace_tool(server, &record, nullptr);
}

void take_back(tenon_server *server, Kind kind) {
  if (kind == resource) tenon_server_remove_resource(server, str("house:passing"));
  else if (kind == pattern) tenon_server_remove_resource_template(server, str("house:room/{number}"));
  else if (kind == prompt) tenon_server_remove_prompt(server, str("passing"));
  else tenon_server_remove_tool(server, str("passing"));
}

using All = std::vector<std::unique_ptr<Offered>>;
All make(House &house, int count) {
  All all;
  for (int i = 0; i < count; ++i) all.push_back(std::unique_ptr<Offered>(new Offered{house.complaints}));
  return all;
}

std::string ask(House &house, std::string_view method, std::string_view name, std::string_view params) {
  Line line(house.server(), guest::Head::modern(method, name), house.complaints);
  line.say_all(guest::request("1", method, std::string(params) + (params.empty() ? "" : ",") + std::string(guest::modern_meta)));
  return line.hear().body;
}

constexpr std::string_view all_changes =
    R"("notifications":{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,"resourceSubscriptions":["house:passing","house:room/1"]})";
std::string listen(std::string_view id) { return guest::request(id, "subscriptions/listen", std::string(guest::modern_meta) + "," + std::string(all_changes)); }

void offer_all(tenon_options &options, tenon_host &) { options.offers = TENON_OFFER_RESOURCES | TENON_OFFER_PROMPTS | TENON_OFFER_COMPLETIONS; }

// One of each kind comes, changes and goes, again and again.
void change(House &house, All &all, int from, int to) {
  for (int i = from; i < to; ++i) {
    const Kind kind = static_cast<Kind>(i % kinds);
    const tenon_status said = add(house.server(), kind, *all[static_cast<size_t>(i)]);
    house.complaints.expect(said == TENON_OK || said == TENON_DUPLICATE, "added, or the name is taken");
    tenon_server_resource_updated(house.server(), str(i % 2 ? "house:passing" : "house:room/1"), start);
    if (i % 3) take_back(house.server(), kind);
  }
}

void all_are_dropped(House &house, All &all) {
  for (int kind = 0; kind < kinds; ++kind) take_back(house.server(), static_cast<Kind>(kind));
  for (const auto &each : all) CHECK(each->drops == 1);
}

} // namespace

TEST_CASE("resources, templates, prompts and tools come and go on two threads while others list, read, get and complete them") {
  House house(offer_all);
  constexpr int changes = 400;
  All all = make(house, 2 * changes);
  std::atomic<int> changing{2};
  at_once(5, [&](int thread) {
    if (thread < 2) {
      change(house, all, thread * changes, (thread + 1) * changes);
      changing.fetch_sub(1);
      return;
    }
    do {
      std::vector<std::string> said;
      if (thread == 2) {
        said.push_back(ask(house, "resources/list", "", ""));
        said.push_back(ask(house, "resources/templates/list", "", ""));
        said.push_back(ask(house, "prompts/list", "", ""));
        said.push_back(ask(house, "tools/list", "", ""));
        said.push_back(ask(house, "server/discover", "", ""));
        for (const std::string &each : said) house.complaints.expect(each.find("\"result\"") != std::string::npos, "lists are always there");
      } else if (thread == 3) {
        said.push_back(ask(house, "resources/read", "house:passing", R"("uri":"house:passing")"));
        said.push_back(ask(house, "resources/read", "house:room/1", R"("uri":"house:room/1")"));
        said.push_back(ask(house, "prompts/get", "passing", R"("name":"passing")"));
        said.push_back(ask(house, "tools/call", "passing", R"("name":"passing","arguments":{})"));
      } else {
        said.push_back(ask(house, "completion/complete", "", R"("ref":{"type":"ref/prompt","name":"passing"},"argument":{"name":"a","value":""})"));
        said.push_back(ask(house, "completion/complete", "", R"("ref":{"type":"ref/resource","uri":"house:room/{number}"},"argument":{"name":"number","value":""})"));
      }
      for (const std::string &each : said)
        if (occurrences(each, "\"id\":1,") != 1) house.complaints.add("no answer: " + each);
    } while (changing.load() > 0);
  });
  all_are_dropped(house, all);
  const tenon_counts counts = house.counts();
  CHECK(counts.resources + counts.templates + counts.prompts == 0);
  CHECK(counts.calls == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("listen streams come, hear and go while the catalog changes on two threads") {
  House house(offer_all);
  constexpr int changes = 300;
  All all = make(house, 2 * changes);
  std::atomic<int> changing{2}, heard{0};
  at_once(5, [&](int thread) {
    if (thread < 2) {
      change(house, all, thread * changes, (thread + 1) * changes);
      changing.fetch_sub(1);
    } else if (thread == 2) { // on a channel, cancelled and begun again
      Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
      int round = 0;
      std::string said;
      do {
        const std::string id = std::to_string(++round);
        line.say(listen(id) + "\n");
        said += line.hear_more();
        line.say(guest::cancelled(id) + "\n");
      } while (changing.load() > 0);
      said += line.hear_more();
      house.complaints.expect(occurrences(said, "subscriptions/acknowledged") == static_cast<size_t>(round), "each listen is acknowledged once");
      heard.fetch_add(static_cast<int>(occurrences(said, "list_changed") + occurrences(said, "resources/updated")));
    } else
      do {
        Line line(house.server(), guest::Head::modern("subscriptions/listen"), house.complaints);
        line.say_all(listen("1"));
        std::string said;
        for (int i = 0; i < 3; ++i) said += line.hear_more();
        house.complaints.expect(said.find("subscriptions/acknowledged") < said.find("changed"), "the acknowledgement comes first");
        heard.fetch_add(static_cast<int>(occurrences(said, "list_changed") + occurrences(said, "resources/updated")));
      } while (changing.load() > 0);
  });
  all_are_dropped(house, all);
  CHECK(house.counts().listens == 0);
  CHECK(house.counts().exchanges == 0);
  CHECK(house.complaints.all() == "");
  MESSAGE(heard.load() << " notifications were heard");
}

TEST_CASE("one who listens all the time hears of the last change, whatever came before") {
  House house(offer_all);
  constexpr int changes = 200;
  All all = make(house, 2 * changes);
  Line listening(house.server(), guest::Head::modern("subscriptions/listen"), house.complaints);
  listening.say_all(listen("1"));
  std::string said;
  REQUIRE(listening.hear_until("acknowledged", said));
  std::atomic<int> changing{2};
  at_once(3, [&](int thread) {
    if (thread == 2) {
      while (changing.load() > 0) said += listening.hear_more();
      return;
    }
    change(house, all, thread * changes, (thread + 1) * changes);
    changing.fetch_sub(1);
  });
  said += listening.hear_more();
  All last = make(house, 1);
  REQUIRE(add(house.server(), tool, *last[0]) == TENON_OK);
  CHECK(listening.hear_more().find("tools/list_changed") != std::string::npos);
  for (const std::string_view change : {"tools/list_changed", "prompts/list_changed", "resources/list_changed", "resources/updated"})
    CHECK(said.find(change) != std::string::npos);
  all_are_dropped(house, all);
  CHECK(last[0]->drops == 1);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("GET streams of sessions come and go, subscribe and unsubscribe while the catalog changes") {
  House house(offer_all);
  constexpr int changes = 300;
  All all = make(house, changes);
  Offered stays{house.complaints};
  REQUIRE(add(house.server(), pattern, stays) == TENON_OK);
  std::atomic<bool> changing{true};
  at_once(4, [&](int thread) {
    if (thread == 0) {
      for (int i = 0; i < changes; ++i) {
        const Kind kind = i % 2 ? tool : prompt;
        house.complaints.expect(add(house.server(), kind, *all[static_cast<size_t>(i)]) == TENON_OK, "added");
        tenon_server_resource_updated(house.server(), str("house:room/1"), start);
        take_back(house.server(), kind);
      }
      changing = false;
      return;
    }
    do {
      const std::string session = house.begin_session();
      const auto say = [&](const std::string &body) {
        Line line(house.server(), guest::Head::of_session(session), house.complaints);
        line.say_all(body);
        return line.hear().body;
      };
      say(guest::initialized());
      Line stream(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
      const std::string on = say(guest::request("1", "resources/subscribe", R"("uri":"house:room/1")"));
      house.complaints.expect(on.find("\"result\"") != std::string::npos, "subscribed");
      stream.hear_more();
      Line newer(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
      newer.hear_more();
      say(guest::request("2", "resources/unsubscribe", R"("uri":"house:room/1")"));
      if (thread == 1) stream.close();
      Line(house.server(), guest::Head::of_session(session, "DELETE"), house.complaints).hear();
      newer.hear_rest(); // returns: the session's end is the stream's
    } while (changing);
  });
  all_are_dropped(house, all);
  CHECK(stays.drops == 1);
  CHECK(house.counts().conversations == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("the server is drained and destroyed while streams begin to listen and the catalog changes") {
  for (int round = 0; round < 60; ++round) {
    House house(offer_all);
    All all = make(house, 40);
    std::atomic<bool> over{false};
    Line lines[4] = {{house.server(), guest::Head::modern("subscriptions/listen"), house.complaints},
                     {house.server(), guest::Head::modern("subscriptions/listen"), house.complaints},
                     {house.server(), guest::channel(TENON_LINES), house.complaints},
                     {house.server(), guest::channel(TENON_LINES), house.complaints}};
    at_once(3, [&](int thread) {
      if (thread == 0) {
        for (int i = 0; i < 40; ++i) add(house.server(), tool, *all[static_cast<size_t>(i)]);
        if (round % 2) tenon_server_drain(house.server(), start);
        over = true;
      } else if (thread == 1) {
        for (Line &line : lines) line.say_all(listen("1") + "\n");
      } else
        while (!over) lines[round % 4].hear_more();
    });
    house.destroy();
    for (Line &line : lines) {
      line.hear_rest(); // returns: all has an end
      line.close();
    }
    for (const auto &each : all) CHECK(each->drops == 1);
    CHECK(house.drops() == 1);
    REQUIRE(house.complaints.all() == "");
  }
}
