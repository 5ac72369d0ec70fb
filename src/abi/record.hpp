// record.hpp - reads records of any age: what the caller's header did not have yet is zero, what ours does not know must be.
#pragma once
#include "ground/outcome.hpp"
#include <cstddef>
#include <cstring>

namespace tenon::abi {

// Copies `from` into `to`, which is zeroed first. `oldest` is the size that the record had in its first release.
// Even a refused record is copied as far as it goes, so that its `drop` can be found and run.
template <class Record> Status read_record(const Record *from, size_t oldest, Record &to) {
  std::memset(static_cast<void *>(&to), 0, sizeof to);
  if (!from) return Status::invalid;
  const size_t size = from->size;
  if (size < sizeof(size_t)) return Status::bad_size;
  std::memcpy(static_cast<void *>(&to), from, size < sizeof to ? size : sizeof to);
  if (size < oldest) return Status::bad_size;
  if (size > sizeof to) {
    if (size > sizeof to + 4096) return Status::newer_struct; // no release grows like that: the size is garbage
    const unsigned char *const tail = reinterpret_cast<const unsigned char *>(from);
    for (size_t i = sizeof to; i < size; ++i)
      if (tail[i] != 0) return Status::newer_struct;
  }
  to.size = sizeof to;
  return Status::ok;
}

// Fills the caller's record with as much of `from` as fits; its own size stays.
template <class Record> Status write_record(const Record &from, size_t oldest, Record *to) {
  if (!to) return Status::invalid;
  const size_t size = to->size;
  if (size < oldest) return Status::bad_size;
  std::memcpy(static_cast<void *>(to), &from, size < sizeof from ? size : sizeof from);
  if (size > sizeof from && size <= sizeof from + 4096) std::memset(reinterpret_cast<unsigned char *>(to) + sizeof from, 0, size - sizeof from);
  to->size = size;
  return Status::ok;
}

} // namespace tenon::abi
