// memory.cpp - operator new and the malloc family, counted, and refused when it is time.
#include "faults/memory.hpp"
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>

namespace faults {
namespace {

std::atomic<uint64_t> seen{0}, refuse_at{0}, refused{0};
std::atomic<bool> refuse_on{false}, failed{false};
std::atomic<int64_t> live{0};
thread_local bool core_works = false;
std::atomic<const char *> wanted{nullptr};
std::atomic<uint64_t> wanted_bytes{0}, found{0};

void search(void *block) {
  const char *const bytes = wanted;
  if (bytes && block && memmem(block, malloc_usable_size(block), bytes, wanted_bytes)) ++found;
}

bool refuses() {
  if (!core_works) return false;
  const uint64_t number = ++seen, at = refuse_at;
  if (at == 0 || (refuse_on ? number < at : number != at)) return false;
  failed = true;
  ++refused;
  return true;
}

void *counted(void *block) {
  if (!block) return nullptr;
  ++live;
  if (wanted) std::memset(block, 0, malloc_usable_size(block)); // what lay there before is not the core's doing
  return block;
}

} // namespace

void fail_at(uint64_t n, bool from_then_on) {
  seen = 0;
  refuse_at = n;
  refuse_on = from_then_on;
  failed = false;
}
bool has_failed() { return failed; }
uint64_t refused_in_all() { return refused; }
int64_t live_blocks() { return live; }
void watch_for(const char *bytes, uint64_t count) {
  wanted = nullptr;
  wanted_bytes = count;
  found = 0;
  wanted = bytes;
}
uint64_t seen_in_memory_given_back() { return found; }

CoreWorks::CoreWorks() : before_(core_works) { core_works = true; }
CoreWorks::~CoreWorks() { core_works = before_; }
HostWorks::HostWorks() : before_(core_works) { core_works = false; }
HostWorks::~HostWorks() { core_works = before_; }

} // namespace faults

// --- the malloc family, as the linker bends it

extern "C" {
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__real_aligned_alloc(size_t, size_t);
int __real_posix_memalign(void **, size_t, size_t);
void __real_free(void *);

void *__wrap_malloc(size_t size) { return faults::refuses() ? nullptr : faults::counted(__real_malloc(size)); }
void *__wrap_calloc(size_t count, size_t size) { return faults::refuses() ? nullptr : faults::counted(__real_calloc(count, size)); }
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return faults::refuses() ? nullptr : faults::counted(__real_aligned_alloc(alignment, size));
}
void *__wrap_realloc(void *block, size_t size) {
  if (faults::refuses()) return nullptr;
  faults::search(block); // it may move
  void *const moved = __real_realloc(block, size);
  return block ? moved : faults::counted(moved);
}
int __wrap_posix_memalign(void **out, size_t alignment, size_t size) {
  if (faults::refuses()) return ENOMEM;
  const int status = __real_posix_memalign(out, alignment, size);
  if (status == 0) faults::counted(*out);
  return status;
}
void __wrap_free(void *block) {
  if (block) --faults::live;
  faults::search(block);
  __real_free(block);
}
}

// --- operator new, for the whole program and the shared libraries that it loads

namespace {

void *obtain(size_t size) { return faults::refuses() ? nullptr : faults::counted(__real_malloc(size ? size : 1)); }
void *obtain(size_t size, std::align_val_t alignment) {
  const size_t unit = static_cast<size_t>(alignment);
  return faults::refuses() ? nullptr : faults::counted(__real_aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
void *or_throw(void *block) {
  if (!block) throw std::bad_alloc();
  return block;
}
void give_back(void *block) {
  if (block) --faults::live;
  faults::search(block);
  __real_free(block);
}

} // namespace

void *operator new(size_t size) { return or_throw(obtain(size)); }
void *operator new[](size_t size) { return or_throw(obtain(size)); }
void *operator new(size_t size, const std::nothrow_t &) noexcept { return obtain(size); }
void *operator new[](size_t size, const std::nothrow_t &) noexcept { return obtain(size); }
void *operator new(size_t size, std::align_val_t alignment) { return or_throw(obtain(size, alignment)); }
void *operator new[](size_t size, std::align_val_t alignment) { return or_throw(obtain(size, alignment)); }
void *operator new(size_t size, std::align_val_t alignment, const std::nothrow_t &) noexcept { return obtain(size, alignment); }
void *operator new[](size_t size, std::align_val_t alignment, const std::nothrow_t &) noexcept { return obtain(size, alignment); }
void operator delete(void *block) noexcept { give_back(block); }
void operator delete[](void *block) noexcept { give_back(block); }
void operator delete(void *block, size_t) noexcept { give_back(block); }
void operator delete[](void *block, size_t) noexcept { give_back(block); }
void operator delete(void *block, const std::nothrow_t &) noexcept { give_back(block); }
void operator delete[](void *block, const std::nothrow_t &) noexcept { give_back(block); }
void operator delete(void *block, std::align_val_t) noexcept { give_back(block); }
void operator delete[](void *block, std::align_val_t) noexcept { give_back(block); }
void operator delete(void *block, size_t, std::align_val_t) noexcept { give_back(block); }
void operator delete[](void *block, size_t, std::align_val_t) noexcept { give_back(block); }
