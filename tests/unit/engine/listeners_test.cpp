// listeners_test.cpp - something changes, and those who asked for it hear of it; nobody else.
#include "engine/listeners.hpp"
#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::engine;

namespace {

constexpr uint64_t plenty = 1000;

using Names = std::vector<std::string>;

Ref<Listener> listener(std::string subject, bool modern = true) {
  auto made = Ref<Listener>::adopt(new Listener);
  made->owner = std::move(subject);
  made->modern = modern;
  return made;
}

Ref<Listener> watcher(std::string subject, Names uris, Names tasks = {}) {
  auto made = listener(std::move(subject));
  made->uris = std::move(uris);
  made->task_ids = std::move(tasks);
  return made;
}

template <class Ask> Names who(Ask ask) {
  Names names;
  ask([&names](Listener &each) { names.push_back(each.owner); });
  std::sort(names.begin(), names.end());
  return names;
}
Names of_change(Listeners &all, Change change) {
  return who([&](auto take) { all.of_change(change, take); });
}
Names of_uri(Listeners &all, std::string_view uri) {
  return who([&](auto take) { all.of_uri(uri, take); });
}
Names of_task(Listeners &all, std::string_view id) {
  return who([&](auto take) { all.of_task(id, take); });
}

bool watch(Listeners &all, Listener &one, std::string_view uri, uint64_t most = plenty) {
  bool room = false;
  all.watch(one, uri, most, room);
  return room;
}

} // namespace

TEST_CASE("each kind of change is heard by those who asked for it") {
  Listeners all;
  auto ann = listener("ann"), bob = listener("bob"), cyd = listener("cyd");
  ann->tools = true;
  bob->tools = bob->prompts = bob->resources = true;
  CHECK(of_change(all, Change::tools).empty());
  for (auto &each : {ann, bob, cyd}) CHECK(all.add(each, plenty));
  CHECK(of_change(all, Change::tools) == Names{"ann", "bob"});
  CHECK(of_change(all, Change::prompts) == Names{"bob"});
  CHECK(of_change(all, Change::resources) == Names{"bob"});
}

TEST_CASE("whoever is taken out hears nothing more, wherever it stood in the list") {
  for (const int gone : {0, 1, 2}) {
    Listeners all;
    std::vector<Ref<Listener>> three = {listener("0"), listener("1"), listener("2")};
    for (auto &each : three) {
      each->tools = each->resources = true;
      each->uris = {"file:///a"};
      REQUIRE(all.add(each, plenty));
    }
    all.remove(*three[static_cast<size_t>(gone)]);
    Names left = {"0", "1", "2"};
    left.erase(left.begin() + gone);
    CHECK(of_change(all, Change::tools) == left);
    CHECK(of_change(all, Change::resources) == left);
    CHECK(of_uri(all, "file:///a") == left);
    CHECK(all.size() == 2);
    for (auto &each : three) all.remove(*each); // one of them for the second time
    CHECK(of_change(all, Change::tools).empty());
    CHECK(of_uri(all, "file:///a").empty());
    CHECK(all.size() == 0);
  }
}

TEST_CASE("a changed resource is heard by those who watch it, to the letter") {
  Listeners all;
  CHECK(all.add(watcher("ann", {"file:///a", "file:///b"}), plenty));
  CHECK(all.add(watcher("bob", {"file:///b"}), plenty));
  CHECK(of_uri(all, "file:///a") == Names{"ann"});
  CHECK(of_uri(all, "file:///b") == Names{"ann", "bob"});
  for (const char *nobodys : {"", "file:///", "file:///A", "file:///a/", "file:///aa", "file:///c"}) CHECK(of_uri(all, nobodys).empty());
  CHECK(of_task(all, "file:///a").empty());
}

TEST_CASE("a task is heard by those who watch it") {
  Listeners all;
  CHECK(all.add(watcher("ann", {"task-1"}, {"task-2"}), plenty));
  CHECK(of_task(all, "task-2") == Names{"ann"});
  CHECK(of_task(all, "task-1").empty());
  CHECK(of_uri(all, "task-1") == Names{"ann"});
}

TEST_CASE("who asks twice for the same hears it once") {
  Listeners all;
  const auto ann = watcher("ann", {"u:a", "u:a", "u:b", "u:a"}, {"t", "t"});
  CHECK(all.add(ann, plenty));
  CHECK(of_uri(all, "u:a") == Names{"ann"});
  CHECK(of_task(all, "t") == Names{"ann"});
  CHECK(watch(all, *ann, "u:b"));
  CHECK(of_uri(all, "u:b") == Names{"ann"});
  all.remove(*ann);
  CHECK(of_uri(all, "u:a").empty());
}

TEST_CASE("a conversation watches and looks away as it goes") {
  Listeners all;
  const auto ann = listener("ann", false);
  CHECK(all.add(ann, plenty));
  for (const char *uri : {"u:a", "u:b", "u:c"}) CHECK(watch(all, *ann, uri));
  all.unwatch(*ann, "u:a");
  all.unwatch(*ann, "u:never");
  CHECK(of_uri(all, "u:a").empty());
  CHECK(of_uri(all, "u:b") == Names{"ann"});
  CHECK(of_uri(all, "u:c") == Names{"ann"});
  CHECK(watch(all, *ann, "u:a"));
  CHECK(of_uri(all, "u:a") == Names{"ann"});
  all.remove(*ann);
  for (const char *uri : {"u:a", "u:b", "u:c"}) CHECK(of_uri(all, uri).empty());
}

TEST_CASE("who looks away does so for itself") {
  Listeners all;
  const auto ann = watcher("ann", {"u:a"}), bob = watcher("bob", {"u:a"});
  CHECK(all.add(ann, plenty));
  CHECK(all.add(bob, plenty));
  all.unwatch(*ann, "u:a");
  CHECK(of_uri(all, "u:a") == Names{"bob"});
}

TEST_CASE("resources and tasks together stay within their bound; what is watched already needs no room") {
  Listeners all;
  const auto ann = watcher("ann", {"u:a"}, {"t"});
  CHECK(all.add(ann, plenty));
  CHECK(watch(all, *ann, "u:b", 3)); // at the bound
  CHECK_FALSE(watch(all, *ann, "u:c", 3));
  CHECK(of_uri(all, "u:c").empty());
  CHECK(watch(all, *ann, "u:b", 3));
  all.unwatch(*ann, "u:a");
  CHECK(watch(all, *ann, "u:c", 3));

}

TEST_CASE("a listener that is out of the table watches nothing") {
  Listeners all;
  const auto ann = listener("ann", false);
  CHECK(watch(all, *ann, "u:a"));
  CHECK(of_uri(all, "u:a").empty());
  CHECK(all.add(ann, plenty));
  all.remove(*ann);
  CHECK(watch(all, *ann, "u:a"));
  all.unwatch(*ann, "u:a");
  CHECK(of_uri(all, "u:a").empty());
}

TEST_CASE("listen streams have a bound of their own; conversations do not count") {
  Listeners all;
  const auto ann = listener("ann"), bob = listener("bob"), cyd = listener("cyd");
  CHECK(all.add(listener("old", false), 0));
  CHECK(all.add(ann, 2));
  CHECK(all.add(bob, 2)); // at the bound
  cyd->tools = true;
  CHECK_FALSE(all.add(cyd, 2));
  CHECK(of_change(all, Change::tools).empty());
  CHECK(all.size() == 2);
  CHECK(all.add(listener("older", false), 2));
  all.remove(*cyd); // was never in
  CHECK(all.size() == 2);
  all.remove(*ann);
  CHECK(all.size() == 1);
  CHECK(all.add(listener("dan"), 2));
}

TEST_CASE("after the end nobody is added, and whoever is there still hears and goes") {
  Listeners all;
  const auto ann = listener("ann");
  ann->tools = true;
  CHECK(all.add(ann, plenty));
  all.end();
  CHECK_FALSE(all.add(listener("bob"), plenty));
  CHECK_FALSE(all.add(listener("cyd", false), plenty));
  CHECK(of_change(all, Change::tools) == Names{"ann"});
  all.remove(*ann);
  CHECK(of_change(all, Change::tools).empty());
}

TEST_CASE("the table keeps its listeners, and lets them go with itself") {
  auto ann = watcher("ann", {"u:a"});
  {
    Listeners all;
    CHECK(all.add(ann, plenty));
    CHECK(all.add(watcher("bob", {"u:a"}), plenty)); // nobody else keeps it
    CHECK(of_uri(all, "u:a") == Names{"ann", "bob"});
    CHECK(ann->shared());
  }
  CHECK_FALSE(ann->shared());
}

TEST_CASE("one change among ten thousand listeners costs what its own listeners cost") {
  Listeners all;
  for (int i = 0; i < 10000; ++i) CHECK(all.add(watcher(std::to_string(i), {"u:" + std::to_string(i), "u:all"}), UINT64_MAX));
  size_t seen = 0;
  all.of_uri("u:4711", [&](Listener &each) { seen += each.owner == "4711" ? 1 : 1000; });
  CHECK(seen == 1);
  seen = 0;
  all.of_uri("u:all", [&](Listener &) { ++seen; });
  CHECK(seen == 10000);
  CHECK(all.size() == 10000);
}

TEST_CASE("an idle listen stream is no more than its record") {
  CHECK(sizeof(Listener) <= 320); // of the 4 KiB that a whole exchange may take; its lists take no heap while they are empty
}
