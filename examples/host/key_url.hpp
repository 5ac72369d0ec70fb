// key_url.hpp - keys from a URL, fetched on a thread of its own: at once, when they are due, and when one is missed.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "key_fetch.hpp"

namespace host {

struct KeyUrlOptions {
  KeyFetchOptions from;
  std::function<void(std::string jwks)> changed;    // all three run on the fetcher's thread; this one only with new text
  std::function<void(std::string wrong)> failed;    // a fetch brought nothing; what was fetched before stays in use
  std::function<void(uint64_t seconds)> planned;    // after each fetch: how long until the next; may be empty
  uint64_t first_retry_seconds = 5;                 // doubled by each failure,
  uint64_t most_retry_seconds = 300;                // up to this
  uint64_t least_between_seconds = 5;               // between two fetches, however often refresh is called
  uint64_t second_ms = 1'000;                       // how long a second is; tests are in a hurry
};

class KeyUrl final {
public:
  explicit KeyUrl(KeyUrlOptions options);
  KeyUrl(const KeyUrl &) = delete;
  KeyUrl &operator=(const KeyUrl &) = delete;
  ~KeyUrl(); // within moments, also in mid-fetch; no call comes after it

  // Says what is wrong with the URL, or "" and begins. Call it once.
  std::string start();

  // A token names a key that we do not have: fetch soon. Any thread; many calls make one fetch.
  void refresh();

private:
  using Clock = std::chrono::steady_clock;

  void run();
  uint64_t fetch_once(); // seconds until the next
  uint64_t back_off();
  Clock::time_point in(Clock::time_point from, uint64_t seconds) const;

  const KeyUrlOptions options_;
  KeyFetch fetch_;
  std::string text_;
  uint64_t failures_ = 0;
  uint64_t chance_; // for spreading the retries of many hosts
  std::mutex mutex_;
  std::condition_variable stirred_;
  bool wanted_ = false;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace host
