// status.cpp - statuses by name, the library's version, and the words for a refused call.
#include "abi/doorway.hpp"
#include <cstring>

namespace tenon::abi {

static_assert(static_cast<int32_t>(Status::dropped) == TENON_DROPPED && static_cast<int32_t>(Status::invalid) == TENON_INVALID &&
              static_cast<int32_t>(Status::bad_size) == TENON_BAD_SIZE && static_cast<int32_t>(Status::newer_struct) == TENON_NEWER_STRUCT &&
              static_cast<int32_t>(Status::reentrant) == TENON_REENTRANT && static_cast<int32_t>(Status::busy) == TENON_BUSY &&
              static_cast<int32_t>(Status::gone) == TENON_GONE && static_cast<int32_t>(Status::duplicate) == TENON_DUPLICATE &&
              static_cast<int32_t>(Status::not_found) == TENON_NOT_FOUND && static_cast<int32_t>(Status::limit) == TENON_LIMIT &&
              static_cast<int32_t>(Status::no_key) == TENON_NO_KEY && static_cast<int32_t>(Status::weak_key) == TENON_WEAK_KEY &&
              static_cast<int32_t>(Status::bad_schema) == TENON_BAD_SCHEMA && static_cast<int32_t>(Status::no_entropy) == TENON_NO_ENTROPY &&
              static_cast<int32_t>(Status::no_memory) == TENON_NO_MEMORY && static_cast<int32_t>(Status::not_capable) == TENON_NOT_CAPABLE && static_cast<int32_t>(Status::broken) == TENON_BROKEN);

tenon_status explain(tenon_error *error, Status status, std::string_view why) {
  if (!error || error->size < sizeof(tenon_error)) return wrap(status);
  error->len = 0;
  if (!error->message || error->capacity == 0) return wrap(status);
  const size_t len = why.size() < error->capacity ? why.size() : error->capacity - 1;
  std::memcpy(error->message, why.data(), len);
  error->message[len] = '\0';
  error->len = len;
  return wrap(status);
}

} // namespace tenon::abi

extern "C" {

const char *tenon_version(void) { return TENON_VERSION; }

uint32_t tenon_abi(void) { return TENON_ABI; }

const char *tenon_status_name(tenon_status status) {
  switch (status) {
  case TENON_OK: return "TENON_OK";
  case TENON_IDLE: return "TENON_IDLE";
  case TENON_FINISHED: return "TENON_FINISHED";
  case TENON_DROPPED: return "TENON_DROPPED";
  case TENON_INVALID: return "TENON_INVALID";
  case TENON_BAD_SIZE: return "TENON_BAD_SIZE";
  case TENON_NEWER_STRUCT: return "TENON_NEWER_STRUCT";
  case TENON_REENTRANT: return "TENON_REENTRANT";
  case TENON_BUSY: return "TENON_BUSY";
  case TENON_GONE: return "TENON_GONE";
  case TENON_DUPLICATE: return "TENON_DUPLICATE";
  case TENON_NOT_FOUND: return "TENON_NOT_FOUND";
  case TENON_LIMIT: return "TENON_LIMIT";
  case TENON_NO_KEY: return "TENON_NO_KEY";
  case TENON_WEAK_KEY: return "TENON_WEAK_KEY";
  case TENON_BAD_SCHEMA: return "TENON_BAD_SCHEMA";
  case TENON_NO_ENTROPY: return "TENON_NO_ENTROPY";
  case TENON_NO_MEMORY: return "TENON_NO_MEMORY";
  case TENON_NOT_CAPABLE: return "TENON_NOT_CAPABLE";
  case TENON_BROKEN: return "TENON_BROKEN";
  default: return "TENON_UNKNOWN";
  }
}

} // extern "C"
