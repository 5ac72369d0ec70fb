// lives.hpp - scripted lives of a server, lived again and again while one allocation after the other fails.
#pragma once
#include "faults/play.hpp"

namespace faults {

struct Script {
  std::string name;
  void (*play)(Play &);
  Setting setting;
};

// For every n the n-th allocation fails, once or from then on. Checks that no life has complaints, leaks, crashes or stands still.
void fail_everywhere(const Script &);

} // namespace faults
