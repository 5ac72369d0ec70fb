// tls_identity.cpp - reads a certificate and a key, says clearly what is wrong with them, and decides what TLS we speak.
#include "tls_identity.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

namespace host {
namespace {

constexpr int soon = 14; // days

struct ContextCloser {
  void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, ContextCloser>;

// HTTP/1.1 or nothing: who offers protocols and not ours is told so at once (RFC 7301 section 3.2).
int choose_protocol(SSL *, const unsigned char **out, unsigned char *out_length, const unsigned char *offered, unsigned length,
                    void *) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char *chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_length, ours, sizeof ours - 1, offered, length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// A server has nobody to ask for a passphrase.
int refuse_passphrase(char *, int, int, void *asked) {
  *static_cast<bool *>(asked) = true;
  return 0;
}

// TLS 1.2 with forward secrecy and authenticated encryption, TLS 1.3 as it is. No session is resumed: connections of agents
// live long, and a ticket key that lives as long as the process would undo what forward secrecy promises.
Context make_context() {
  Context context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX *raw = context.get();
  if (!raw || SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1 ||
      SSL_CTX_set1_groups_list(raw, "X25519:P-256:P-384") != 1 || SSL_CTX_set_num_tickets(raw, 0) != 1)
    return nullptr;
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(raw, 1); // one read call for a record's head and body
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  return context;
}

std::string unreadable(const std::string &path) {
  struct stat facts {};
  std::FILE *file = std::fopen(path.c_str(), "re");
  if (!file) return path + ": " + std::strerror(errno);
  const bool regular = fstat(fileno(file), &facts) == 0 && S_ISREG(facts.st_mode);
  std::fclose(file);
  return regular ? std::string() : path + " is no regular file";
}

// The reason that came first: what follows are its consequences.
int first_reason() {
  return ERR_GET_REASON(ERR_peek_error());
}

std::string first_words() {
  const char *words = ERR_reason_error_string(ERR_peek_error());
  return words ? words : "it is not accepted";
}

std::string take_certificate(SSL_CTX *context, const std::string &path) {
  if (std::string wrong = unreadable(path); !wrong.empty()) return "cannot read the certificate: " + wrong;
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, path.c_str()) == 1) return {};
  if (first_reason() == PEM_R_NO_START_LINE) return path + " holds no certificate in PEM form";
  return "cannot use the certificate in " + path + ": " + first_words();
}

std::string take_key(SSL_CTX *context, const std::string &path, const std::string &cert_path) {
  if (std::string wrong = unreadable(path); !wrong.empty()) return "cannot read the key: " + wrong;
  bool passphrase_wanted = false;
  SSL_CTX_set_default_passwd_cb(context, refuse_passphrase);
  SSL_CTX_set_default_passwd_cb_userdata(context, &passphrase_wanted);
  ERR_clear_error();
  const bool taken = SSL_CTX_use_PrivateKey_file(context, path.c_str(), SSL_FILETYPE_PEM) == 1;
  const int reason = first_reason();
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  if (passphrase_wanted) return "the key in " + path + " needs a passphrase; give one without (openssl pkey -in OLD -out NEW)";
  if (taken && SSL_CTX_check_private_key(context) == 1) return {};
  if (taken || reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH)
    return "the key in " + path + " does not belong to the certificate in " + cert_path;
  return path + " holds no private key in PEM form";
}

bool others_may_read(const std::string &path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 && (facts.st_mode & S_IROTH) != 0;
}

} // namespace

TlsIdentity::TlsIdentity(std::string cert_file, std::string key_file)
    : cert_file_(std::move(cert_file)), key_file_(std::move(key_file)) {}

TlsIdentity::~TlsIdentity() {
  SSL_CTX_free(context_);
}

std::string TlsIdentity::load() {
  Context fresh = make_context();
  if (!fresh) return "OpenSSL could not be set up: " + first_words();
  if (std::string wrong = take_certificate(fresh.get(), cert_file_); !wrong.empty()) return wrong;
  if (std::string wrong = take_key(fresh.get(), key_file_, cert_file_); !wrong.empty()) return wrong;
  const std::lock_guard lock(mutex_);
  SSL_CTX *old = std::exchange(context_, fresh.release());
  SSL_CTX_free(old); // connections that began with it hold it too
  return {};
}

void TlsIdentity::renew(const Log &log) {
  const std::string wrong = load();
  if (wrong.empty()) return describe(log, "tls_reloaded");
  log.write(Level::error, "tls_reload_failed", {{"reason", wrong}, {"message", "the certificate from before stays in use"}});
}

void TlsIdentity::describe(const Log &log, std::string_view event) const {
  int days = 0;
  int seconds = 0;
  char subject[128] = {};
  {
    const std::lock_guard lock(mutex_);
    X509 *certificate = SSL_CTX_get0_certificate(context_);
    ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate));
    X509_NAME_oneline(X509_get_subject_name(certificate), subject, sizeof subject);
  }
  log.write(Level::info, event, {{"certificate", cert_file_}, {"subject", subject}, {"expires_in_days", days}});
  if (days < 0 || seconds < 0) log.write(Level::error, "tls_certificate_expired", {{"certificate", cert_file_}});
  else if (days < soon) log.write(Level::warn, "tls_certificate_expires_soon", {{"certificate", cert_file_}, {"expires_in_days", days}});
  if (others_may_read(key_file_))
    log.write(Level::warn, "tls_key_is_readable_by_all", {{"key", key_file_}, {"message", "chmod 640 or less, please"}});
}

SSL *TlsIdentity::begin() const {
  const std::lock_guard lock(mutex_);
  return SSL_new(context_);
}

} // namespace host
