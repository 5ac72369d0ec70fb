// tls_session.cpp - OpenSSL's results, as steps.
#include "tls_session.hpp"

#include <cerrno>

#include <boost/asio/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tls_identity.hpp"

namespace host {

TlsSession::~TlsSession() {
  SSL_free(session_);
}

bool TlsSession::open(const TlsIdentity &identity, int descriptor) {
  ERR_clear_error();
  session_ = identity.begin();
  if (!session_ || SSL_set_fd(session_, descriptor) != 1) return false;
  SSL_set_accept_state(session_);
  return true;
}

TlsStep TlsSession::shake_hands() {
  ERR_clear_error(); // the queue belongs to the thread, not to the session
  errno = 0;
  return judge(SSL_do_handshake(session_), 0);
}

TlsStep TlsSession::read(void *room, size_t size) {
  ERR_clear_error();
  errno = 0;
  size_t bytes = 0;
  const int result = SSL_read_ex(session_, room, size, &bytes);
  return judge(result, bytes);
}

TlsStep TlsSession::write(const void *bytes, size_t size) {
  ERR_clear_error();
  errno = 0;
  size_t written = 0;
  const int result = SSL_write_ex(session_, bytes, size, &written);
  return judge(result, written);
}

bool TlsSession::has_pending() const {
  return SSL_has_pending(session_) == 1;
}

void TlsSession::say_goodbye() {
  if (!SSL_is_init_finished(session_)) return;
  ERR_clear_error();
  SSL_shutdown(session_);
}

TlsStep TlsSession::judge(int result, size_t bytes) {
  namespace error = boost::asio::error;
  if (result == 1) return {TlsStep::Wants::nothing, bytes, {}};
  const int number = errno;
  switch (SSL_get_error(session_, result)) {
  case SSL_ERROR_WANT_READ: return {TlsStep::Wants::readable, 0, {}};
  case SSL_ERROR_WANT_WRITE: return {TlsStep::Wants::writable, 0, {}};
  case SSL_ERROR_ZERO_RETURN: return {TlsStep::Wants::nothing, 0, error::eof};
  case SSL_ERROR_SYSCALL:
    trouble_ = "connection lost";
    if (number == 0) return {TlsStep::Wants::nothing, 0, error::eof};
    return {TlsStep::Wants::nothing, 0, {number, boost::system::system_category()}};
  default:
    const char *words = ERR_reason_error_string(ERR_peek_error());
    trouble_ = words ? words : "TLS went wrong";
    return {TlsStep::Wants::nothing, 0, error::connection_aborted};
  }
}

} // namespace host
