// memory.hpp - memory that runs out on demand: while the core works, the n-th allocation fails, once or from then on.
#pragma once
#include <cstdint>

namespace faults {

void fail_at(uint64_t n, bool from_then_on); // counts from now on; 0: never
bool has_failed();                           // an allocation was refused since
uint64_t refused_in_all();
int64_t live_blocks();                       // of the whole program

// From now on memory that is given back is searched for these bytes, which stay the caller's; nullptr: no more. How often they were in it.
void watch_for(const char *bytes, uint64_t count);
uint64_t seen_in_memory_given_back();

// While one lives, allocations are the core's and may fail; in a callback the host works again.
class CoreWorks {
public:
  CoreWorks();
  ~CoreWorks();

private:
  bool before_;
};
class HostWorks {
public:
  HostWorks();
  ~HostWorks();

private:
  bool before_;
};

template <class Call> auto in_core(Call call) {
  const CoreWorks core;
  return call();
}

} // namespace faults
