// code_tries.cpp - a small table, and a search through the journal from the newest entry to the oldest.
#include "web/code_tries.hpp"
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

constexpr std::string_view entry_name = "code_tried", wrong_status = "warning", right_status = "info"; // as severities of events

// Wrong tries of one link; with a mark, only those that stand before it.
struct Search {
  Store store;
  JournalQuery query;
  std::string mark;
  uint32_t wrong = 0;
  std::function<void(Result<uint32_t>)> done;
};

std::string body_of(const std::string &mark) { return "{\"try\":\"" + mark + "\"}"; }

void read_on(const std::shared_ptr<Search> &search) {
  search->store.read_journal(search->query, [search](Result<JournalPage> page) {
    if (page.fault != Fault::none) return search->done({page.fault, 0, std::move(page.trouble)});
    for (const JournalEntry &each : page.value.entries) {
      if (!search->mark.empty() && each.body == body_of(search->mark)) search->wrong = 0; // what was counted so far came after it
      else search->wrong += each.status == wrong_status;
    }
    if (page.value.next.empty()) return search->done({Fault::none, search->wrong, ""});
    search->query.cursor = std::move(page.value.next);
    read_on(search);
  });
}

void search_journal(const Store &store, std::string session, std::string link, std::string mark, std::function<void(Result<uint32_t>)> done) {
  auto search = std::make_shared<Search>(Search{store, {}, std::move(mark), 0, std::move(done)});
  search->query.kind = feedback::JournalKind::event;
  search->query.session = std::move(session);
  search->query.name = entry_name;
  search->query.user = std::move(link);
  search->query.most = 1000;
  read_on(search);
}

} // namespace

CodeTries::Begun CodeTries::begin(const std::string &link, int64_t expires, int64_t now) {
  const std::lock_guard lock(mutex_);
  const auto found = tried_.find(link);
  if (found != tried_.end()) {
    if (found->second.wrong >= most_code_tries) return Begun::spent;
    ++found->second.wrong;
    return Begun::yes;
  }
  if (tried_.size() >= most_) std::erase_if(tried_, [now](const auto &each) { return each.second.expires < now; });
  if (tried_.size() >= most_) return Begun::full; // one that cannot be counted could be guessed
  tried_.emplace(link, Tried{1, expires});
  return Begun::yes;
}

void CodeTries::give_back(const std::string &link) {
  const std::lock_guard lock(mutex_);
  const auto found = tried_.find(link);
  if (found != tried_.end() && --found->second.wrong == 0) tried_.erase(found);
}

void CodeTries::spend(const std::string &link) {
  const std::lock_guard lock(mutex_);
  if (const auto found = tried_.find(link); found != tried_.end()) found->second.wrong = most_code_tries;
}

uint32_t CodeTries::count(std::string_view link) const {
  const std::lock_guard lock(mutex_);
  const auto found = tried_.find(link);
  return found == tried_.end() ? 0 : found->second.wrong;
}

size_t CodeTries::size() const {
  const std::lock_guard lock(mutex_);
  return tried_.size();
}

void note_code(const Store &store, CodeTry mine, std::function<void(Result<uint32_t>)> noted) {
  JournalEntry entry;
  entry.kind = feedback::JournalKind::event;
  entry.at = mine.at;
  entry.session = mine.session;
  entry.name = entry_name;
  entry.status = mine.right ? right_status : wrong_status;
  entry.user = mine.link;
  entry.body = body_of(mine.mark);
  store.write_journal(std::move(entry), [store, mine = std::move(mine), noted = std::move(noted)](Result<uint64_t> wrote) mutable {
    if (wrote.fault != Fault::none) return noted({wrote.fault, 0, std::move(wrote.trouble)});
    search_journal(store, std::move(mine.session), std::move(mine.link), std::move(mine.mark), std::move(noted));
  });
}

void count_codes(const Store &store, std::string session, std::string link, std::function<void(Result<uint32_t>)> counted) {
  search_journal(store, std::move(session), std::move(link), "", std::move(counted));
}

} // namespace tenon::web
