// burnt_links.cpp - a store can put a mark, but not only if there is none: who was first is what the journal says, which numbers all
// that is written to it. Then each of those who raced puts the same mark.
#include "web/burnt_links.hpp"
#include <memory>
#include <utility>

namespace tenon::web {

using feedback::Fault;
using feedback::JournalEntry;
using feedback::JournalPage;
using feedback::JournalQuery;
using feedback::Result;
using feedback::Store;

namespace {

std::string mark_of(const std::string &number) { return "burnt:" + number; }

// From the newest page to the oldest; the last that fits is the first that was written.
struct Search {
  Store store;
  JournalQuery query;
  std::string user, body;
  First first;
};

void read_on(const std::shared_ptr<Search> &search) {
  search->store.read_journal(search->query, [search](Result<JournalPage> page) {
    if (page.fault != Fault::none) return search->first({page.fault, "", std::move(page.trouble)});
    for (const JournalEntry &each : page.value.entries)
      if (each.user == search->user) search->body = each.body;
    if (page.value.next.empty()) return search->first({Fault::none, search->body, ""});
    search->query.cursor = std::move(page.value.next);
    read_on(search);
  });
}

} // namespace

void first_of_journal(const Store &store, JournalEntry mine, First first) {
  auto search = std::make_shared<Search>(Search{store, {}, mine.user, "", std::move(first)});
  search->query.kind = mine.kind;
  search->query.session = mine.session;
  search->query.name = mine.name;
  search->query.most = 1000;
  store.write_journal(std::move(mine), [search](Result<uint64_t> wrote) {
    if (wrote.fault != Fault::none) return search->first({wrote.fault, "", std::move(wrote.trouble)});
    read_on(search);
  });
}

void look_at_link(const Store &store, std::string session, std::string number, std::string holder, std::function<void(Burnt)> looked) {
  store.get_blob(std::move(session), mark_of(number), [holder = std::move(holder), looked = std::move(looked)](Result<std::string> mark) {
    if (mark.fault == Fault::not_found) return looked(Burnt::unused);
    if (mark.fault != Fault::none) return looked(Burnt::unknown);
    looked(mark.value == holder ? Burnt::by_holder : Burnt::by_another);
  });
}

void burn_link(const Store &store, std::string session, std::string number, std::string holder, int64_t now, std::function<void(Burnt)> burnt) {
  look_at_link(store, session, number, holder, [=, burnt = std::move(burnt)](Burnt before) {
    if (before != Burnt::unused) return burnt(before);
    JournalEntry entry;
    entry.kind = feedback::JournalKind::event;
    entry.at = now;
    entry.session = session;
    entry.name = "link_used";
    entry.status = "info";
    entry.user = number;
    entry.body = "{\"holder\":\"" + holder + "\"}"; // of letters and digits
    const std::string mine = entry.body;
    first_of_journal(store, std::move(entry), [=](Result<std::string> first) {
      if (first.fault != Fault::none) return burnt(Burnt::unknown);
      const bool won = first.value.empty() || first.value == mine; // "": a store without a journal
      const Burnt outcome = won ? Burnt::by_holder : Burnt::by_another;
      if (!won) return burnt(outcome);
      store.put_blob(session, mark_of(number), holder, [=](Result<bool> put) { burnt(put.fault == Fault::none ? outcome : Burnt::unknown); });
    });
  });
}

} // namespace tenon::web
