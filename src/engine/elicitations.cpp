// elicitations.cpp - a list by age and a table by id.
#include "engine/elicitations.hpp"
#include "engine/held_call.hpp"
#include "engine/server.hpp"

namespace tenon::engine {

void Elicitations::add(Open open) {
  Ref<HeldCall> gone; // goes without the lock
  const std::lock_guard lock(mutex_);
  open_.push_back(std::move(open));
  try {
    by_id_.emplace(open_.back().id, std::prev(open_.end()));
  } catch (...) { // out of memory
    gone = std::move(open_.back().call);
    open_.pop_back();
    throw;
  }
  if (open_.size() <= most) return;
  gone = std::move(open_.front().call);
  by_id_.erase(open_.front().id);
  open_.pop_front();
}

std::optional<Elicitations::Open> Elicitations::take(std::string_view id, std::string_view context) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end() || context.empty() || found->second->context != context) return std::nullopt;
  const auto at = found->second;
  by_id_.erase(found);
  Open taken = std::move(*at);
  open_.erase(at);
  return taken;
}

void Elicitations::forget_call(const std::string &id) {
  Ref<HeldCall> gone; // goes without the lock
  const std::lock_guard lock(mutex_);
  if (const auto found = by_id_.find(id); found != by_id_.end()) gone = std::move(found->second->call);
}

size_t Elicitations::size() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

void Elicitations::note_opened(const std::string &id, const std::string &context, const std::string &session) {
  const std::lock_guard lock(mutex_);
  opened_.push_back({id, context, session});
  try {
    opened_by_session_.emplace(opened_.back().session, std::prev(opened_.end()));
  } catch (...) { // out of memory
    opened_.pop_back();
    throw;
  }
  if (opened_.size() > most) forget_opened(opened_.begin());
}

std::vector<std::string> Elicitations::take_opened(const std::string &context, const std::string &session) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> ids;
  for (auto [at, end] = opened_by_session_.equal_range(session); at != end;) {
    const auto found = (at++)->second;
    if (found->context != context) continue;
    ids.push_back(found->id);
    forget_opened(found);
  }
  return ids;
}

void Elicitations::forget_opened(std::list<Opened>::iterator which) {
  for (auto [at, end] = opened_by_session_.equal_range(which->session); at != end; ++at)
    if (at->second == which) {
      opened_by_session_.erase(at);
      break;
    }
  opened_.erase(which);
}

size_t Elicitations::opened() const {
  const std::lock_guard lock(mutex_);
  return opened_.size();
}

} // namespace tenon::engine
