// live_devices.cpp - read, put in, write; one registration of a session after the other.
#include "web/live_devices.hpp"
#include "feedback/members.hpp"
#include "web/timestamp.hpp"
#include <deque>
#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tenon::web {

using feedback::Fault;

namespace {

struct Registration {
  std::string session;
  LiveDevice device;
  int64_t now;
  std::function<void(bool)> done;
};

std::string text_of(const LiveDevice &device, int64_t now) {
  std::string out;
  feedback::Members(out)
      .text("deviceId", device.id)
      .text("platform", device.platform)
      .text_if("appVersion", device.app_version)
      .text_if("pushToken", device.push_token)
      .text("registeredAt", timestamp(now))
      .close();
  return out;
}

} // namespace

struct LiveDevices::Core {
  explicit Core(feedback::Store kept) : store(std::move(kept)) {}

  feedback::Store store;
  std::mutex mutex;
  std::unordered_map<std::string, std::deque<Registration>> waiting; // the first of each is under way

  static void run(const std::shared_ptr<Core> &core, Registration next);
  static void finish(const std::shared_ptr<Core> &core, const Registration &done, bool well);
};

LiveDevices::LiveDevices(feedback::Store store) : core_(std::make_shared<Core>(std::move(store))) {}

void LiveDevices::keep(std::string session, LiveDevice device, int64_t now, std::function<void(bool)> done) const {
  Registration wanted{std::move(session), std::move(device), now, std::move(done)};
  {
    const std::lock_guard lock(core_->mutex);
    std::deque<Registration> &queue = core_->waiting[wanted.session];
    queue.push_back(wanted);
    if (queue.size() > 1) return;
  }
  Core::run(core_, std::move(wanted));
}

void LiveDevices::Core::run(const std::shared_ptr<Core> &core, Registration next) {
  const std::string session = next.session;
  core->store.get_blob(session, std::string(blob), [core, next = std::move(next)](feedback::Result<std::string> got) {
    if (got.fault != Fault::none && got.fault != Fault::not_found) return finish(core, next, false);
    core->store.put_blob(next.session, std::string(blob), with_device(got.value, next.device, next.now),
                         [core, next](feedback::Result<bool> put) { finish(core, next, put.fault == Fault::none); });
  });
}

void LiveDevices::Core::finish(const std::shared_ptr<Core> &core, const Registration &done, bool well) {
  std::optional<Registration> next;
  {
    const std::lock_guard lock(core->mutex);
    const auto found = core->waiting.find(done.session);
    found->second.pop_front();
    if (found->second.empty()) core->waiting.erase(found);
    else next = found->second.front();
  }
  done.done(well);
  if (next) run(core, std::move(*next));
}

std::string with_device(std::string_view devices, const LiveDevice &device, int64_t now) {
  json::Reader reader;
  std::vector<std::string_view> others;
  const json::Trouble trouble = reader.parse_copy(devices, live_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  if (trouble == json::Trouble::none && reader.root().is_array())
    for (json::Span each = reader.first_of(reader.whole()); each.value; each = reader.next_of(each)) {
      const json::Value id = each.value.find("deviceId");
      if (id.is_text() && id.text() != device.id) others.push_back(each.raw);
    }
  std::string out = "[";
  for (size_t i = others.size() < LiveDevices::most ? 0 : others.size() + 1 - LiveDevices::most; i < others.size(); ++i) out.append(others[i]) += ',';
  return out.append(text_of(device, now)) += ']';
}

} // namespace tenon::web
