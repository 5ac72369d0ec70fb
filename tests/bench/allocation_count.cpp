// allocation_count.cpp - malloc, calloc and realloc of this program and all its libraries, counted on their way to glibc's.
#include "allocation_count.hpp"

#include <cstddef>

extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
}

namespace {
uint64_t count = 0; // the bench has one thread
}

extern "C" {
__attribute__((visibility("default"))) void *malloc(size_t size) {
  ++count;
  return __libc_malloc(size);
}
__attribute__((visibility("default"))) void *calloc(size_t number, size_t size) {
  ++count;
  return __libc_calloc(number, size);
}
__attribute__((visibility("default"))) void *realloc(void *old, size_t size) {
  ++count;
  return __libc_realloc(old, size);
}
}

namespace bench {

uint64_t allocations() { return count; }

} // namespace bench
