// tls_identity.hpp - who the host is under TLS: a certificate and its key, which may be replaced while it serves.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "log.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace host {

class TlsIdentity final {
public:
  TlsIdentity(std::string cert_file, std::string key_file);
  TlsIdentity(const TlsIdentity &) = delete;
  TlsIdentity &operator=(const TlsIdentity &) = delete;
  ~TlsIdentity();

  // Reads both files. Returns what is wrong with them, or ""; when something is, what was read before stays. Connections keep
  // what they began with. Any thread.
  std::string load();

  // Loads again, and tells the log how it went.
  void renew(const Log &log);

  // Tells the log what is in use, and warns of what will be wrong with it soon.
  void describe(const Log &log, std::string_view event) const;

  // A server's side of a new connection. Never more than what memory grants: then nullptr. Any thread.
  ssl_st *begin() const;

private:
  const std::string cert_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;
  ssl_ctx_st *context_ = nullptr;
};

} // namespace host
