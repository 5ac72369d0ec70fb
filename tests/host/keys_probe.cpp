// keys_probe.cpp - lets the tests see what the reference host's key watchers see, one line per event.
//
//   keys_probe file PATH LOOK_EVERY_MS
//   keys_probe url URL CA_FILE SECOND_MS     "refresh" on stdin asks for a fetch
//   keys_probe fresh CACHE_CONTROL AGE
//
// Prints `keys N TEXT` (N bytes; the text only when it is short), `failed WHY`, `planned SECONDS`, `wrong WHY`. Ends with stdin.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>

#include "key_file.hpp"
#ifdef TENON_HOST_FETCH
#include "key_freshness.hpp"
#include "key_url.hpp"
#endif

namespace {

void say(const std::string &line) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  std::cout << line << std::endl;
}

void say_keys(const std::string &text) {
  say("keys " + std::to_string(text.size()) + " " + (text.size() < 200 ? text : ""));
}

void say_failed(const std::string &why) {
  say("failed " + why);
}

int watch_file(const char *path, const char *every) {
  host::KeyFileOptions options;
  options.path = path;
  options.look_every_ms = std::strtoull(every, nullptr, 10);
  options.changed = say_keys;
  options.failed = say_failed;
  host::KeyFile file(options);
  if (const std::string wrong = file.start(); !wrong.empty()) {
    say("wrong " + wrong);
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {}
  return 0;
}

#ifdef TENON_HOST_FETCH
int watch_url(const char *url, const char *ca_file, const char *second) {
  host::KeyUrlOptions options;
  options.from.url = url;
  options.from.ca_file = ca_file;
  options.second_ms = std::strtoull(second, nullptr, 10);
  options.changed = say_keys;
  options.failed = say_failed;
  options.planned = [](uint64_t seconds) { say("planned " + std::to_string(seconds)); };
  host::KeyUrl keys(options);
  if (const std::string wrong = keys.start(); !wrong.empty()) {
    say("wrong " + wrong);
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);)
    if (line == "refresh") keys.refresh();
  return 0;
}
#endif

} // namespace

int main(int argc, char **argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "file" && argc == 4) return watch_file(argv[2], argv[3]);
#ifdef TENON_HOST_FETCH
  if (what == "url" && argc == 5) return watch_url(argv[2], argv[3], argv[4]);
  if (what == "fresh" && argc == 4) return std::printf("%llu\n", static_cast<unsigned long long>(host::fresh_seconds(argv[2], argv[3]))) < 0;
#else
  if (what == "url" || what == "fresh") return std::puts("built without libcurl") < 0 ? 1 : 3;
#endif
  std::fputs("keys_probe file PATH MS | url URL CA_FILE SECOND_MS | fresh CACHE_CONTROL AGE\n", stderr);
  return 2;
}
