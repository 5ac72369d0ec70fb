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
  if (flags.public_url.empty())
    log.write(Level::warn, "no_public_url",
              {{"message", "without --public-url https://NAME the home page shows a http address, and only loopback names are answered"}});
  return run_service<ExchangeLink<TlsStream>>(flags, house, log, {&identity});
}

} // namespace host
