// allocation_count.hpp - how often malloc and its kin were called in this process.
#pragma once
#include <cstdint>

namespace bench {

uint64_t allocations();

} // namespace bench
