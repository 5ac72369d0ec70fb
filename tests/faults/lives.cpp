// lives.cpp - runs a script once for every allocation that it makes, and notes where the process was should it die.
#include "faults/lives.hpp"
#include <csignal>
#include <doctest/doctest.h>
#include <unistd.h>

#if defined(__has_feature)
#define TENON_HAS(feature) __has_feature(feature)
#else
#define TENON_HAS(feature) 0
#endif

namespace faults {
namespace {

// A sanitizer makes each life five times as long, and looks at how memory is used, not at when it is missing: each fifth tells it enough.
#if defined(__SANITIZE_ADDRESS__) || TENON_HAS(address_sanitizer)
constexpr uint64_t stride = 5;
#else
constexpr uint64_t stride = 1;
#endif

// Told by signal handlers, hence plain memory.
char whereabouts[128];
void die(int signal) {
  static const char hang[] = " stands still\n", crash[] = " crashed\n";
  (void)!write(2, whereabouts, __builtin_strlen(whereabouts));
  if (signal == SIGALRM) (void)!write(2, hang, sizeof hang - 1);
  else (void)!write(2, crash, sizeof crash - 1);
  _exit(3);
}

// One life; what went wrong in it.
std::string live(const Script &script, uint64_t n, bool from_then_on) {
  std::snprintf(whereabouts, sizeof whereabouts, "%s: allocation %llu%s", script.name.c_str(), static_cast<unsigned long long>(n), from_then_on ? " and all after it" : "");
  std::vector<std::string> complaints;
  const int64_t before = live_blocks();
  fail_at(n, from_then_on);
  {
    Play play(script.setting, complaints);
    if (play.server) script.play(play);
  }
  const int64_t after = live_blocks();
  fail_at(0, false);
  std::string all;
  if (complaints.empty() && after != before) all = std::to_string(after - before) + " blocks are left; ";
  for (const std::string &complaint : complaints) all += complaint + "; ";
  if (!all.empty()) all = std::string(whereabouts) + ": " + all;
  return all;
}

} // namespace

void fail_everywhere(const Script &script) {
  for (const int signal : {SIGALRM, SIGSEGV, SIGABRT, SIGFPE}) std::signal(signal, die);
  for (int i = 0; i < 2; ++i) (void)live(script, 0, false); // the first lives may fill caches of the C++ library
  REQUIRE(live(script, 0, false) == "");
  int wrong = 0;
  for (const bool from_then_on : {false, true}) {
    uint64_t n = from_then_on ? 1 : stride;
    for (bool failed = true; failed; n += stride) {
      alarm(30);
      const uint64_t refused = refused_in_all();
      const std::string complaints = live(script, n, from_then_on);
      failed = refused_in_all() != refused;
      if (!complaints.empty() && ++wrong <= 12) MESSAGE(complaints);
    }
    MESSAGE(script.name << ": " << n - 2 * stride << " allocations");
  }
  alarm(0);
  CHECK_MESSAGE(wrong == 0, script.name);
}

} // namespace faults
