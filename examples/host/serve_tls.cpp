// serve_tls.cpp - the same service for clients that speak TLS.
#include <csignal>

#include "serve.hpp"
#include "service.hpp"
#include "tls_stream.hpp"

namespace host {

bool has_tls() {
  return true;
}

int serve_tls(const Flags &flags, const House &house, const Log &log) {
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without asking for quiet
  TlsIdentity identity(flags.tls_cert, flags.tls_key);
  if (const std::string wrong = identity.load(); !wrong.empty()) {
    log.say(house.name + ": " + wrong);
    return 1;
  }
  identity.describe(log, "tls");
  if (flags.public_url.empty() && flags.allowed_hosts.empty())
    log.write(Level::warn, "no_public_url", {{"message", "only loopback names are answered; try --public-url https://NAME"}});
  return run_service<ExchangeLink<TlsStream>>(flags, house, log, {&identity});
}

} // namespace host
