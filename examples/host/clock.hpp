// clock.hpp - what time it is, for the core and for the Date header, at one clock read per event.
#pragma once
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string_view>

#include <tenon/tenon.h>

namespace host {

class Clock final {
public:
  Clock() { refresh(); }

  tenon_now now() const {
    const auto monotonic = monotonic_ms();
    return {monotonic, static_cast<int64_t>(monotonic) + wall_ahead_};
  }

  // Once a second: somebody may have set the wall clock. In between one read of the steady clock gives both times.
  void refresh() {
    using namespace std::chrono;
    const auto wall = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    wall_ahead_ = static_cast<int64_t>(wall) - static_cast<int64_t>(monotonic_ms());
  }

  // "Sat, 21 Nov 2026 09:15:35 GMT" (RFC 9110 section 5.6.7), made anew when the second changes.
  std::string_view date(tenon_now now) {
    const int64_t second = now.unix_ms / 1000;
    if (second != dated_) write_date(second);
    return {date_, date_length_};
  }

private:
  static uint64_t monotonic_ms() {
    using namespace std::chrono;
    return static_cast<uint64_t>(duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
  }

  void write_date(int64_t second) {
    dated_ = second;
    const auto when = static_cast<std::time_t>(second);
    std::tm parts{};
    gmtime_r(&when, &parts);
    date_length_ = std::strftime(date_, sizeof date_, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  }

  int64_t wall_ahead_ = 0;
  int64_t dated_ = -1;
  size_t date_length_ = 0;
  char date_[40] = {};
};

} // namespace host
