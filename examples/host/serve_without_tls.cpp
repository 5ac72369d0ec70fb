// serve_without_tls.cpp - stands in for serve_tls.cpp where there was no OpenSSL to build with.
#include "serve.hpp"

namespace host {

bool has_tls() {
  return false;
}

// parse_flags refuses --tls-cert here; this is for hosts that fill in Flags by themselves.
int serve_tls(const Flags &, const House &house, const Log &log) {
  log.say(house.name + ": this host was built without TLS");
  return 1;
}

} // namespace host
