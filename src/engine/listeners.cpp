// listeners.cpp - a list for each kind of change, and a table for each kind of name; what can fail is done before anything changes.
#include "engine/listeners.hpp"
#include <algorithm>
#include <utility>

namespace tenon::engine {
namespace {

using Held = std::vector<Watches::iterator>;

// Each name once, and room for all of them.
void prepare(Listener &listener, std::vector<std::string> &names, Watches &prepared, Held &held) {
  for (std::string &name : names) prepared.insert({std::move(name), &listener});
  names = {};
  held.reserve(prepared.size());
}

void move_in(Watches &prepared, Watches &table, Held &held) noexcept {
  while (!prepared.empty()) held.push_back(table.insert(prepared.extract(prepared.begin())).position);
}

} // namespace

Listeners::~Listeners() {
  while (Listener *const last = first_[everyone]) remove(*last);
}

bool Listeners::add(Ref<Listener> added, uint64_t most_modern) {
  Listener &listener = *added;
  Watches uris, tasks;
  prepare(listener, listener.uris, uris, listener.watched_uris_);
  prepare(listener, listener.task_ids, tasks, listener.watched_tasks_);

  const std::lock_guard lock(mutex_);
  if (over_ || (listener.modern && modern_ >= most_modern)) return false;
  modern_ += listener.modern;
  move_in(uris, by_uri_, listener.watched_uris_);
  move_in(tasks, by_task_, listener.watched_tasks_);
  if (listener.tools) link(listener, static_cast<size_t>(Change::tools));
  if (listener.prompts) link(listener, static_cast<size_t>(Change::prompts));
  if (listener.resources) link(listener, static_cast<size_t>(Change::resources));
  link(listener, everyone);
  listener.listed_ = true;
  static_cast<void>(added.hand_over()); // the table's reference, until remove()
  return true;
}

void Listeners::remove(Listener &listener) {
  Ref<Listener> gone; // let go after the lock
  const std::lock_guard lock(mutex_);
  if (!listener.listed_) return;
  gone = Ref<Listener>::adopt(&listener);
  listener.listed_ = false;
  modern_ -= listener.modern;
  for (const Watches::iterator &watch : listener.watched_uris_) by_uri_.erase(watch);
  for (const Watches::iterator &watch : listener.watched_tasks_) by_task_.erase(watch);
  listener.watched_uris_.clear();
  listener.watched_tasks_.clear();
  if (listener.tools) unlink(listener, static_cast<size_t>(Change::tools));
  if (listener.prompts) unlink(listener, static_cast<size_t>(Change::prompts));
  if (listener.resources) unlink(listener, static_cast<size_t>(Change::resources));
  unlink(listener, everyone);
}

void Listeners::end() {
  const std::lock_guard lock(mutex_);
  over_ = true;
}

void Listeners::watch(Listener &listener, std::string_view uri, uint64_t most, bool &room) {
  Watches prepared;
  prepared.insert({std::string(uri), &listener});
  const std::lock_guard lock(mutex_);
  room = true;
  if (!listener.listed_ || by_uri_.contains(*prepared.begin())) return;
  Held &held = listener.watched_uris_;
  room = held.size() + listener.watched_tasks_.size() < most;
  if (!room) return;
  held.emplace_back(); // the last that can fail
  held.back() = by_uri_.insert(prepared.extract(prepared.begin())).position;
}

void Listeners::unwatch(Listener &listener, std::string_view uri) {
  const Watch wanted{std::string(uri), &listener};
  Watches::node_type gone; // freed after the lock is let go
  const std::lock_guard lock(mutex_);
  const auto found = by_uri_.find(wanted);
  if (found == by_uri_.end()) return;
  Held &held = listener.watched_uris_;
  *std::find(held.begin(), held.end(), found) = held.back();
  held.pop_back();
  gone = by_uri_.extract(found);
}

size_t Listeners::size() const {
  const std::lock_guard lock(mutex_);
  return modern_;
}

void Listeners::link(Listener &listener, size_t kind) noexcept {
  Listener *const next = first_[kind];
  listener.links_[kind] = {nullptr, next};
  if (next) next->links_[kind].before = &listener;
  first_[kind] = &listener;
}

void Listeners::unlink(Listener &listener, size_t kind) noexcept {
  const Listener::Link link = listener.links_[kind];
  (link.before ? link.before->links_[kind].next : first_[kind]) = link.next;
  if (link.next) link.next->links_[kind].before = link.before;
}

} // namespace tenon::engine
