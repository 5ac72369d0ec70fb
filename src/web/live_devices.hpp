// live_devices.hpp - the devices that apps have registered for a session, kept with it in the store for who sends pushes.
#pragma once
#include "feedback/store.hpp"
#include "web/live_messages.hpp"
#include <functional>
#include <memory>
#include <string>

namespace tenon::web {

// A handle: copies share what is behind. Within one process no registration is lost to another; across processes the last one
// may be, and apps register again whenever they connect.
class LiveDevices final {
public:
  static constexpr size_t most = 20; // of a session; the one that was registered longest ago gives way
  static constexpr std::string_view blob = "devices";

  explicit LiveDevices(feedback::Store store);

  // A device of the same id is replaced. `done` is called once, with no lock held; false: the store would not.
  void keep(std::string session, LiveDevice device, int64_t now, std::function<void(bool)> done) const;

  struct Core;

private:
  std::shared_ptr<Core> core_;
};

// [{"deviceId":"...","platform":"ios","appVersion":"...","pushToken":"...","registeredAt":"..."}], with this one as the last.
// What was there and cannot be read is begun anew.
std::string with_device(std::string_view devices, const LiveDevice &device, int64_t now);

} // namespace tenon::web
