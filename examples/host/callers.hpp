// callers.hpp - who may call, by the flags: keys and policy, API keys, what is revoked, and the record of it all.
#pragma once
#include <memory>
#include <string>

#include <tenon/tenon.h>

#include "api_keys.hpp"
#include "flags.hpp"
#include "key_ring.hpp"
#include "log.hpp"
#include "revoked.hpp"
#include "watched_list.hpp"

namespace host {

class Callers final : public std::enable_shared_from_this<Callers> {
public:
  // Both have to outlive it.
  Callers(const Flags &flags, const Log &log) : flags_(flags), log_(log), keys_(flags.policy, log) {}

  // Reads secret, keys and lists. Returns what is wrong, for whoever started us, or "".
  std::string read();

  // From now on this server asks them. Returns what is wrong, or "".
  std::string serve(tenon_server *server);

  bool watches() const { return keys_.watches() || api_keys_ || revoked_; }
  void renew(); // reads what is watched again, now
  void stop();  // watches no more; before the server goes

private:
  std::string become_authority(tenon_server *server);
  void warn() const;
  void identify(const tenon_credential &credential, tenon_decision *decision) const;
  void look_up(const tenon_credential &credential, tenon_decision *decision) const;
  void record(const tenon_audit &audit) const;

  const Flags &flags_;
  const Log &log_;
  KeyRing keys_;
  std::unique_ptr<WatchedList<ApiKeys>> api_keys_;
  std::unique_ptr<WatchedList<Revoked>> revoked_;
};

} // namespace host
