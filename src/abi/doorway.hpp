// doorway.hpp - the one place where C comes in and exceptions stop: handles, text, statuses, and what is told on leaving.
#pragma once
#include "engine/server.hpp"
#include "engine/work.hpp"
#include <new>
#include <string_view>
#include <tenon/tenon.h>

namespace tenon::abi {

// A handle is the object's address under another name.
inline engine::Server *unwrap(tenon_server *handle) { return reinterpret_cast<engine::Server *>(handle); }
inline const engine::Server *unwrap(const tenon_server *handle) { return reinterpret_cast<const engine::Server *>(handle); }
inline engine::Exchange *unwrap(tenon_exchange *handle) { return reinterpret_cast<engine::Exchange *>(handle); }
inline engine::Reply *unwrap(tenon_reply *handle) { return reinterpret_cast<engine::Reply *>(handle); }
inline const engine::Reply *unwrap(const tenon_reply *handle) { return reinterpret_cast<const engine::Reply *>(handle); }
inline engine::Work *unwrap(tenon_work *handle) { return reinterpret_cast<engine::Work *>(handle); }
inline engine::Decision *unwrap(tenon_decision *handle) { return reinterpret_cast<engine::Decision *>(handle); }
inline tenon_decision *wrap(engine::Decision *object) { return reinterpret_cast<tenon_decision *>(object); }
inline tenon_server *wrap(engine::Server *object) { return reinterpret_cast<tenon_server *>(object); }
inline tenon_exchange *wrap(engine::Exchange *object) { return reinterpret_cast<tenon_exchange *>(object); }
inline tenon_reply *wrap(engine::Reply *object) { return reinterpret_cast<tenon_reply *>(object); }
inline tenon_work *wrap(engine::Work *object) { return reinterpret_cast<tenon_work *>(object); }

inline tenon_str wrap(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view unwrap(tenon_str text) { return text.data ? std::string_view(text.data, text.len) : std::string_view(); }
inline bool sound(tenon_str text) { return text.data || text.len == 0; }
inline tenon_status wrap(Status status) { return static_cast<tenon_status>(status); }
inline Instant unwrap(tenon_now now) { return {now.monotonic_ms, now.unix_ms}; }
inline tenon_now wrap(Instant now) { return {now.monotonic_ms, now.unix_ms}; }

// Writes the reason into the caller's record, if there is one, and returns the status.
tenon_status explain(tenon_error *error, Status status, std::string_view why);

// Runs `body`; an exception becomes `on_failure` and goes no further. Only std::bad_alloc is expected here.
template <class Body> tenon_status guarded(Status on_failure, Body body) noexcept {
  try {
    return wrap(body());
  } catch (...) {
    return wrap(on_failure);
  }
}

// The same for calls on a server: on leaving, the host hears what had to wait until no lock was held.
template <class Body> tenon_status at_server(engine::Server &server, Body body) noexcept {
  const Ref<engine::Server> alive = Ref<engine::Server>::share(&server);
  const tenon_status status = guarded(Status::no_memory, body);
  server.tell_host();
  return status;
}

} // namespace tenon::abi
