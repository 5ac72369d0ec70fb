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

// One request as tracing sees it: told when it is taken, and again, with the same id, when its answer is known.
struct SpanLine {
  bool ends;
  uint64_t id;
  std::string_view name, traceparent, tracestate, baggage;
  struct Attribute {
    std::string_view name, value;
  };
  const Attribute *attributes;
  size_t attribute_count;
  Instant now;
};

// All but `dropper` may be null.
struct Host {
  Dropper dropper; // its user is handed to the functions
  int32_t (*entropy)(void *user, void *out, size_t len) = nullptr;
  void (*log)(void *user, const LogLine &) = nullptr;
  void (*deadline_moved)(void *user) = nullptr;
  void (*dispatch)(void *user, Work *work) = nullptr;
  void (*span)(void *user, const SpanLine &) = nullptr;
};

// What a handler is called for.
enum class Purpose : uint8_t { tool, read, prompt, completion };

// One call, as its handler sees it. Views are valid until the handler returns.
struct Call {
  std::string_view name, arguments_json, subject, scopes, claims_json, authorization, client_name, client_version, revision;
  Instant now;
  json::Value arguments; // absent when the client sent none
  const json::Reader *reader = nullptr;
  json::Span arguments_span;
  std::string_view client_id, issuer, permissions, owner; // owner: to whom what this call leaves behind belongs
  std::string_view uri, argument, value, answers_json, state, meta_json, traceparent, tracestate, baggage, task_id;
  uint32_t client_can = 0;
  Purpose purpose = Purpose::tool;
  uint32_t rounds = 0;       // how often this call has asked before
  std::string_view supplied; // inputResponses that came without a requestState
};

// A host's functions behind an entry of the catalog.
struct Handler {
  Dropper dropper;
  void (*host_function)() = nullptr;  // the host's own, kept by abi/
  void (*host_completer)() = nullptr; // the same for completions
  void (*invoke)(void (*host_function)(), void *user, const Call &, Reply *) = nullptr;
};

} // namespace tenon::engine
