// live_room.cpp - coming and going; the smallest number that is free makes the name.
#include "web/live_room.hpp"
#include <algorithm>
#include <new>
#include <utility>

namespace tenon::web {

std::string LiveRoom::join(const std::string &session, LiveKind kind, int64_t now, Wake wake) {
  std::string name;
  Wakes others;
  {
    const std::lock_guard lock(mutex_);
    const auto there = channels_.find(session);
    if (size_ >= bounds_.clients || (there == channels_.end() ? 0 : there->second.clients.size()) >= bounds_.of_session) return name;
    Channel &channel = channels_[session];
    const auto taken = [&] {
      return std::any_of(channel.clients.begin(), channel.clients.end(), [&](const Client &each) { return each.name == name; });
    };
    for (size_t number = 1; name.empty() || taken(); ++number) name = (kind == LiveKind::app ? "app-client-" : "web-client-") + std::to_string(number);
    try {
      for (const Client &each : channel.clients) others.push_back(each.wake);
      channel.clients.push_back({name, std::make_shared<const Wake>(std::move(wake))});
    } catch (...) { // out of memory
      if (channel.clients.empty()) channels_.erase(session);
      throw;
    }
    channel.version = ++last_version_;
    channel.last_activity = std::max(channel.last_activity, now);
    ++size_;
  }
  for (const auto &each : others) (*each)();
  return name;
}

void LiveRoom::leave(const std::string &session, const std::string &name) noexcept {
  Wakes others;
  {
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(session);
    if (found == channels_.end()) return;
    Channel &channel = found->second;
    const auto at = std::find_if(channel.clients.begin(), channel.clients.end(), [&](const Client &each) { return each.name == name; });
    if (at == channel.clients.end()) return;
    channel.clients.erase(at);
    channel.version = ++last_version_;
    --size_;
    try {
      for (const Client &each : channel.clients) others.push_back(each.wake);
    } catch (const std::bad_alloc &) { // the rest see it when they look for something else
    }
    if (channel.clients.empty()) channels_.erase(found);
  }
  for (const auto &each : others) (*each)();
}

void LiveRoom::note(const std::string &session, int64_t now) {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(session);
  if (found != channels_.end()) found->second.last_activity = std::max(found->second.last_activity, now);
}

LiveCrowd LiveRoom::crowd(const std::string &session) const {
  const std::lock_guard lock(mutex_);
  LiveCrowd crowd;
  const auto found = channels_.find(session);
  if (found == channels_.end()) return crowd;
  crowd.version = found->second.version;
  crowd.last_activity = found->second.last_activity;
  for (const Client &each : found->second.clients) crowd.names.push_back(each.name);
  return crowd;
}

size_t LiveRoom::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

} // namespace tenon::web
