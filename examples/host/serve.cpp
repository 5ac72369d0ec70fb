// serve.cpp - serves over plain HTTP, or sends to where TLS is spoken.
#include "serve.hpp"

#include "plain_stream.hpp"
#include "service.hpp"

namespace host {

int serve(const Flags &flags, const House &house, const Log &log) {
  if (flags.uses_tls()) return serve_tls(flags, house, log);
  return run_service<ExchangeLink<PlainStream>>(flags, house, log, {});
}

} // namespace host
