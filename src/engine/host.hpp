// host.hpp - what the host lends to the core, as values; abi/ fills them with functions that translate to the C records.
#pragma once
#include "ground/instant.hpp"
#include "json/reader.hpp"
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace tenon::engine {

class Reply;
class Work;

// Runs drop(user) when it goes: exactly once, wherever that is.
class Dropper {
public:
  Dropper() = default;
  Dropper(void *user, void (*drop)(void *)) : user_(user), drop_(drop) {}
  Dropper(Dropper &&other) noexcept : user_(other.user_), drop_(std::exchange(other.drop_, nullptr)) {}
  Dropper &operator=(Dropper &&other) noexcept {
    std::swap(user_, other.user_);
    std::swap(drop_, other.drop_);
    return *this;
  }
  ~Dropper() { run(); }
  void run() { if (auto *drop = std::exchange(drop_, nullptr)) drop(user_); }
  void forget() { drop_ = nullptr; } // somebody else has taken it over
  void *user() const { return user_; }

private:
  void *user_ = nullptr;
  void (*drop_)(void *) = nullptr;
};

enum class LogLevel : uint8_t { debug, info, warn, error };

struct LogLine {
  LogLevel level;
  std::string_view event, reason, message, subject, peer;
};

// All but `dropper` may be null.
struct Host {
  Dropper dropper; // its user is handed to the functions
  int32_t (*entropy)(void *user, void *out, size_t len) = nullptr;
  void (*log)(void *user, const LogLine &) = nullptr;
  void (*deadline_moved)(void *user) = nullptr;
  void (*dispatch)(void *user, Work *work) = nullptr;
};

// One call, as its handler sees it. Views are valid until the handler returns.
struct Call {
  std::string_view name, arguments_json, subject, scopes, claims_json, authorization, client_name, client_version, revision;
  Instant now;
  json::Value arguments; // absent when the client sent none
  const json::Reader *reader = nullptr;
  json::Span arguments_span;
};

// A host's function behind a tool.
struct Handler {
  Dropper dropper;
  void (*host_function)() = nullptr; // the host's own, kept by abi/
  void (*invoke)(void (*host_function)(), void *user, const Call &, Reply *) = nullptr;
};

} // namespace tenon::engine
