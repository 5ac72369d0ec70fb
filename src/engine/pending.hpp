// pending.hpp - an exchange whose caller is being decided on: its head, as it came, and what the host has said by now.
#pragma once
#include "access/bearer.hpp"
#include "crypto/mac.hpp"
#include "engine/exchange.hpp"
#include "web/routes.hpp"

namespace tenon::engine {

struct Exchange::Pending {
  Pending() = default;
  ~Pending() { crypto::wipe(head.text.data(), head.text.size()); } // the token or key is in it

  KeptHead head;
  web::Endpoint endpoint = web::Endpoint::unknown;
  Ref<Decision> decision;
  access::SharedPrincipal who; // whom the token names, if the host lets it pass
  access::Scheme scheme = access::Scheme::none; // by which it came
  uint64_t until = never;      // then the host has taken too long
  // Guarded by the exchange's lock.
  DecisionState said = DecisionState::open;
  bool late = false;  // nobody said anything
  bool ended = false; // nothing more of the request comes: whoever decides goes on at once
};

} // namespace tenon::engine
