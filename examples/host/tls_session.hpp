// tls_session.hpp - one client's TLS over its descriptor, step by step; nothing here waits.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>

#include <boost/system/error_code.hpp>

struct ssl_st;

namespace host {

class TlsIdentity;

// What a step came to: bytes moved, or an error, or what the descriptor has to be ready for before it is tried again.
struct TlsStep {
  enum class Wants : uint8_t { nothing, readable, writable };
  Wants wants = Wants::nothing;
  size_t bytes = 0;
  boost::system::error_code error{};
};

class TlsSession final {
public:
  TlsSession() = default;
  TlsSession(const TlsSession &) = delete;
  TlsSession &operator=(const TlsSession &) = delete;
  ~TlsSession();

  bool open(const TlsIdentity &identity, int descriptor); // false: no memory
  bool is_open() const { return session_ != nullptr; }

  TlsStep shake_hands();
  TlsStep read(void *room, size_t size);
  TlsStep write(const void *bytes, size_t size); // after `wants`, again with the same bytes

  bool has_pending() const; // bytes that came and that no readiness will announce
  void say_goodbye();       // close_notify, if it can be written at once

  const char *trouble() const { return trouble_; } // OpenSSL's words for the last error

private:
  TlsStep judge(int result, size_t bytes);

  ssl_st *session_ = nullptr;
  const char *trouble_ = "";
};

} // namespace host
