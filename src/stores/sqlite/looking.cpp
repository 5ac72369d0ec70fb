// looking.cpp - the thread that looks for what other processes have written: SQLite tells that there is something, the tide tells what.
#include "clerks.hpp"
#include <algorithm>
#include <chrono>

namespace tenon::sqlite {
namespace {

constexpr int64_t most_at_once = 10'000; // beyond them it is a hint lost

struct Written {
  std::string id;
  int64_t version, tide;
};

std::vector<Written> written_since(Database &db, int64_t tide) {
  std::vector<Written> all;
  Statement found = db.prepare("SELECT id, version, tide FROM session WHERE tide > ? ORDER BY tide LIMIT ?");
  found.number(tide).number(most_at_once);
  while (found.step()) all.push_back({found.bytes_at(0), found.number_at(1), found.number_at(2)});
  return all;
}

} // namespace

void Clerks::watch(tenon_watch *watch) {
  const std::lock_guard lock(mutex_);
  watch_ = watch;
  if (settings_.watch_ms == 0 || stopping_) return;
  try {
    auto db = std::make_shared<Database>(settings_.file, Access::reads);
    threads_.emplace_back([clerks = shared_from_this(), db = std::move(db)]() mutable {
      clerks->look_for_ever(*db);
      close(db);
    });
  } catch (...) { // without this thread the hints of others do not come, which the contract allows
  }
}

void Clerks::look_for_ever(Database &db) {
  int64_t seen = -1, tide = -1;
  while (sleep_until_next_look()) {
    try {
      const int64_t data = db.ask("PRAGMA data_version");
      if (data == seen) continue;
      seen = data;
      tell_since(db, tide);
    } catch (...) { // the next look may fare better
      seen = -1;
    }
  }
}

void Clerks::tell_since(Database &db, int64_t &tide) {
  if (tide < 0) {
    tide = db.ask("SELECT value FROM counter WHERE name = 'tide'"); // what was before the watch is no news
    return;
  }
  for (const Written &each : written_since(db, tide)) {
    tide = each.tide;
    if (ours(each.tide)) continue;
    tenon_storage_changed(watch_, borrow(each.id), static_cast<uint64_t>(each.version));
    const std::lock_guard lock(mutex_);
    if (stopping_) return; // with that the store may have gone
  }
}

bool Clerks::ours(int64_t tide) {
  const std::lock_guard lock(mutex_);
  return std::binary_search(our_tides_.begin(), our_tides_.end(), tide);
}

bool Clerks::sleep_until_next_look() {
  std::unique_lock lock(mutex_);
  return !ended_.wait_for(lock, std::chrono::milliseconds(settings_.watch_ms), [&] { return stopping_; });
}

} // namespace tenon::sqlite
