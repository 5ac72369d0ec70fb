// live_room.hpp - who is on which question's channel, by names that the others see: "web-client-1", "app-client-1".
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace tenon::web {

enum class LiveKind : uint8_t { web, app };

// Those on one channel, at one moment.
struct LiveCrowd {
  uint64_t version = 0;            // another one whenever somebody comes or goes; 0: nobody is there
  std::vector<std::string> names;  // in the order in which they came
  int64_t last_activity = 0;       // when one of them last said something
};

// For any number of threads. Wakes come with no lock held, and one may still come after its client has left.
class LiveRoom final {
public:
  struct Bounds {
    size_t clients = 1000, of_session = 5;
  };
  using Wake = std::function<void()>;

  explicit LiveRoom(Bounds bounds) : bounds_(bounds) {}
  LiveRoom() : LiveRoom(Bounds{}) {}

  // Its name; "": there is no room. The others are woken, and again when it leaves.
  std::string join(const std::string &session, LiveKind kind, int64_t now, Wake wake);
  void leave(const std::string &session, const std::string &name) noexcept;
  void note(const std::string &session, int64_t now); // somebody said something
  LiveCrowd crowd(const std::string &session) const;
  size_t size() const;

private:
  struct Client {
    std::string name;
    std::shared_ptr<const Wake> wake;
  };
  struct Channel {
    std::vector<Client> clients;
    uint64_t version = 0;
    int64_t last_activity = 0;
  };
  using Wakes = std::vector<std::shared_ptr<const Wake>>;

  const Bounds bounds_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Channel> channels_;
  size_t size_ = 0;
  uint64_t last_version_ = 0;
};

} // namespace tenon::web
