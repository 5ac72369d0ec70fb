// elicitations.cpp - a list by age and a table by id.
#include "engine/elicitations.hpp"
#include "engine/held_call.hpp"
#include "engine/server.hpp"

namespace tenon::engine {

void Elicitations::add(Open open) {
  Ref<HeldCall> gone; // goes without the lock
  const std::lock_guard lock(mutex_);
  open_.push_back(std::move(open));
  by_id_.emplace(open_.back().id, std::prev(open_.end()));
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

} // namespace tenon::engine
