// store_suite_lists.cpp - what is found, in which order, and that pages neither lose nor repeat what stays.
#include "feedback/store_suite.hpp"

namespace store_suite {
namespace {

std::string ids(const Rows &rows) {
  std::string all;
  for (const Row &row : rows.rows) all += (all.empty() ? "" : " ") + row.id;
  return all;
}

// All pages, put together.
std::string found(const Desk &desk, Query query) {
  std::string all;
  for (int page = 0; page < 100; ++page) {
    const auto rows = desk.list(query);
    REQUIRE(rows.fault == Fault::none);
    REQUIRE(rows.value.rows.size() <= query.most);
    if (const std::string some = ids(rows.value); !some.empty()) all += (all.empty() ? "" : " ") + some;
    if (rows.value.next.empty()) return all;
    query.cursor = rows.value.next;
  }
  FAIL("pages without end");
  return all;
}

Query of_principal(std::string principal) {
  Query query;
  query.principal = std::move(principal);
  return query;
}

void filters(const Desk &desk) {
  Query query = of_principal("ann");
  CHECK(found(desk, query) == "l-5 l-4 l-3 l-2 l-1");
  query.oldest_first = true;
  CHECK(found(desk, query) == "l-1 l-2 l-3 l-4 l-5");
  query.state_bits = 1u << static_cast<int>(State::open);
  CHECK(found(desk, query) == "l-3 l-4 l-5");
  query.state_bits = 1u << static_cast<int>(State::answered) | 1u << static_cast<int>(State::cancelled);
  CHECK(found(desk, query) == "l-1 l-2");
  query.undelivered = true;
  CHECK(found(desk, query) == "l-1");
  query = of_principal("ann");
  query.thread = "t-1";
  CHECK(found(desk, query) == "l-4 l-2");
  query.state_bits = 1u << static_cast<int>(State::open);
  CHECK(found(desk, query) == "l-4");
  query = of_principal("ann");
  query.digest = hash_text(of("", "", "", "Other?").digest);
  CHECK(found(desk, query) == "l-5");
  query.thread = "t-1";
  CHECK(found(desk, query) == "");
  CHECK(found(desk, of_principal("nobody")) == "");
  CHECK(found(desk, of_principal("")) == "l-7");
  CHECK(found(desk, Query{}) == "l-7 l-6 l-5 l-4 l-3 l-2 l-1");
  query = Query{};
  query.undelivered = true;
  CHECK(found(desk, query) == "l-1");
  query = Query{};
  query.thread = "t-1";
  CHECK(found(desk, query) == "l-6 l-4 l-2");
}

void counts(const Desk &desk) {
  const Tally ann = desk.count("ann"), all = desk.count(std::nullopt);
  CHECK(ann.of_state[static_cast<int>(State::open)] == 3);
  CHECK(ann.of_state[static_cast<int>(State::answered)] == 1);
  CHECK(ann.of_state[static_cast<int>(State::cancelled)] == 1);
  CHECK(ann.undelivered == 1);
  CHECK(all.of_state[static_cast<int>(State::open)] == 5);
  CHECK(desk.count("nobody").of_state[0] == 0);
}

// While somebody pages, rows come and go: those that stay are each seen once.
void pages_hold_still(const Desk &desk) {
  for (int i = 0; i < 10; ++i) desk.create(begun("p-" + std::to_string(i), of("pat"), start + 1000 + i / 3)); // equal times, too
  for (const bool oldest_first : {false, true}) {
    CAPTURE(oldest_first);
    const std::string extra = oldest_first ? "p-x" : "p-y";
    Query query = of_principal("pat");
    query.most = 3;
    query.oldest_first = oldest_first;
    std::multiset<std::string> seen;
    for (int page = 0; page < 20; ++page) {
      const Rows rows = desk.list(query).value;
      for (const Row &row : rows.rows) seen.insert(row.id);
      if (rows.next.empty()) break;
      if (page == 0) desk.create(begun(extra, of("pat"), oldest_first ? start : start + 5000)); // before the place of both
      query.cursor = rows.next;
    }
    CHECK(seen.size() == (oldest_first ? 11 : 10)); // the newer one of the first round is there in the second
    for (int i = 0; i < 10; ++i) CHECK(seen.count("p-" + std::to_string(i)) == 1);
    CHECK(seen.count(extra) == 0);
  }
  Query query = of_principal("pat");
  query.cursor = "no cursor of ours";
  CHECK(desk.list(query).fault == Fault::not_found);
}

void knows_what_is_due(const Desk &desk) {
  const int64_t closes = start + 310'000;
  CHECK(desk.due(closes).ids.empty());
  CHECK(desk.due(closes).next_at == closes + 1 + 3); // l-3 is the first that is open: it was begun three ms later
  const DueIds three = desk.due(closes + 1 + 5);
  CHECK(three.ids == std::vector<std::string>{"l-3", "l-4", "l-5"});
  const DueIds two = desk.due(closes + 1 + 5, 2);
  CHECK(two.ids == std::vector<std::string>{"l-3", "l-4"});
  CHECK(two.next_at == closes + 1 + 5);
  desk.act("l-3", event(EventKind::tick), closes + 4);
  CHECK(desk.due(closes + 1 + 4).ids == std::vector<std::string>{"l-4"});
  CHECK(desk.session("l-3").purge_at == closes + 4 + 86'400'000);
  const DueIds later = desk.due(start + 86'400'000 + 10, 1); // what has ended is due when it is purged
  CHECK(later.ids.size() == 1);
}

} // namespace

void lists_sessions(const Store &store) {
  const Desk desk{store};
  desk.create(begun("l-1", of("ann"), start + 1));
  desk.create(begun("l-2", of("ann", "t-1"), start + 2));
  desk.create(begun("l-3", of("ann"), start + 3));
  desk.create(begun("l-4", of("ann", "t-1"), start + 4));
  desk.create(begun("l-5", of("ann", "t-2", "", "Other?"), start + 5));
  desk.create(begun("l-6", of("bob", "t-1"), start + 6));
  desk.create(begun("l-7", of(""), start + 7));
  desk.act("l-1", says("cyd", "c-1"), start + 10);
  desk.act("l-2", event(EventKind::cancel, "ann"), start + 10);
  filters(desk);
  counts(desk);
  knows_what_is_due(desk);
  pages_hold_still(desk);
}

void keeps_journal(const Store &store) {
  const Desk desk{store};
  constexpr int64_t day = 86'400'000, noon = 1'790'000'000'000 / day * day + day / 2;
  const auto call = [&](int64_t at, std::string name, std::string status, int64_t ms, std::string session) {
    JournalEntry entry;
    entry.at = at;
    entry.name = std::move(name);
    entry.status = std::move(status);
    entry.duration_ms = ms;
    entry.session = std::move(session);
    entry.user = entry.name == "look" ? "" : "ann";
    entry.body = R"({"arguments":{}})";
    return desk.write(std::move(entry));
  };
  const uint64_t first = call(noon, "ask", "success", 100, "s-1");
  CHECK(call(noon + 1, "ask", "error", 0, "s-1") > first);
  call(noon + 2, "look", "success", -1, "");
  call(noon + day, "ask", "timeout", 50, "s-2");
  JournalEntry created;
  created.kind = JournalKind::event;
  created.at = noon;
  created.name = "session_created";
  created.status = "info";
  desk.write(created);

  const JournalPage all = desk.read({}).value;
  REQUIRE(all.entries.size() == 4);
  CHECK(all.total == 4);
  CHECK(all.next.empty());
  CHECK(all.entries[0].at == noon + day); // the newest first
  CHECK(all.entries[3].number == first);
  CHECK(all.entries[3].duration_ms == 100);
  CHECK(all.entries[1].duration_ms == -1);
  CHECK(all.entries[3].body == R"({"arguments":{}})");
  CHECK(all.entries[3].user == "ann");

  JournalQuery query;
  query.most = 2;
  const JournalPage page = desk.read(query).value;
  CHECK(page.entries.size() == 2);
  CHECK(page.total == 4);
  query.cursor = page.next;
  const JournalPage rest = desk.read(query).value;
  REQUIRE(rest.entries.size() == 2);
  CHECK(rest.next.empty());
  CHECK(rest.total == 4);
  CHECK(rest.entries[1].number == first);
  query.cursor = "none of ours";
  CHECK(desk.read(query).fault == Fault::not_found);

  const auto total = [&](auto set) {
    JournalQuery wanted;
    set(wanted);
    return desk.read(wanted).value.total;
  };
  CHECK(total([](JournalQuery &q) { q.name = "ask"; }) == 3);
  CHECK(total([](JournalQuery &q) { q.session = "s-1"; q.status = "error"; }) == 1);
  CHECK(total([&](JournalQuery &q) { q.from = noon + 1; q.until = noon + day; }) == 2);
  CHECK(total([](JournalQuery &q) { q.kind = JournalKind::event; }) == 1);
  CHECK(total([](JournalQuery &q) { q.user = "ann"; }) == 3);
  CHECK(total([](JournalQuery &q) { q.user = ""; }) == 1);
  CHECK(total([](JournalQuery &q) { q.user = "an"; }) == 0);

  const auto names = desk.sum({}, JournalBy::name);
  REQUIRE(names.size() == 2);
  CHECK(names[0].key == "ask");
  CHECK(names[0].total == 3);
  CHECK(names[0].succeeded == 1);
  CHECK(names[0].failed == 1);
  CHECK(names[0].timed_out == 1);
  CHECK(names[0].sessions == 2);
  CHECK(names[0].measured == 3);
  CHECK(names[0].duration_ms == 150);
  CHECK(names[0].first_at == noon);
  CHECK(names[0].last_at == noon + day);
  CHECK(names[1].measured == 0);
  CHECK(names[1].sessions == 0);
  const auto days = desk.sum({}, JournalBy::day);
  REQUIRE(days.size() == 2);
  CHECK(days[0].key == day_of(noon));
  CHECK(days[0].total == 3);
  CHECK(days[1].total == 1);
  JournalQuery of_ann;
  of_ann.user = "ann";
  const auto whole = desk.sum(of_ann, JournalBy::whole);
  REQUIRE(whole.size() == 1);
  CHECK(whole[0].key == "");
  CHECK(whole[0].total == 3);
  CHECK(whole[0].sessions == 2); // each once, on however many days
  CHECK(whole[0].first_at == noon);
  CHECK(whole[0].last_at == noon + day);
  of_ann.user = "bob";
  CHECK(desk.sum(of_ann, JournalBy::whole).empty());

  CHECK(desk.trim(JournalKind::interaction, noon + 2) == 2);
  CHECK(desk.trim(JournalKind::interaction, noon + 2) == 0);
  CHECK(total([](JournalQuery &) {}) == 2);
  CHECK(total([](JournalQuery &q) { q.kind = JournalKind::event; }) == 1);
}

} // namespace store_suite
