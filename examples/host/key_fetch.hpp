// key_fetch.hpp - one document over HTTPS, with bounds on its size, its time and its redirects.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace host {

struct KeyFetchOptions {
  std::string url;     // https://, or http:// to this machine
  std::string ca_file; // PEM; the system's authorities without it
  size_t most_bytes = 256 * 1024;
  uint64_t most_ms = 5'000; // for all of it, redirects included
};

struct Fetched {
  std::string wrong; // what went wrong, or ""
  std::string text;
  uint64_t fresh_seconds = 0;
};

// What is wrong with the URL, or "".
std::string objection_to_key_url(const std::string &url);

class KeyFetch final {
public:
  explicit KeyFetch(KeyFetchOptions options);
  KeyFetch(const KeyFetch &) = delete;
  KeyFetch &operator=(const KeyFetch &) = delete;
  ~KeyFetch();

  Fetched fetch();  // one thread at a time
  void interrupt(); // any thread: a fetch under way ends soon, and there will be no other

private:
  struct Answer;
  static constexpr int most_redirects = 3;

  void prepare(const std::string &url, uint64_t patience_ms, Answer &answer);
  std::string perform(Answer &answer);

  const KeyFetchOptions options_;
  const bool local_;
  void *multi_;
  void *easy_;
  std::atomic<bool> interrupted_{false};
};

} // namespace host
