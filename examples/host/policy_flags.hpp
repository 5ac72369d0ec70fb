// policy_flags.hpp - which tokens are accepted, as the person who started us asked for: for the host, and for `jwt verify`.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "flag_reader.hpp"

namespace host {

struct PolicyFlags {
  // Where keys come from.
  std::string env_file; // with JWT_SECRET
  bool allow_short_secret = false;
  std::vector<std::string> public_keys; // PEM files
  std::string jwks_file;
  std::string jwks_url;
  std::string jwks_ca;
  // What is looked at.
  std::string algorithms;
  std::string issuer;
  std::vector<std::string> audiences;
  std::string resource;
  uint64_t max_token_age = 0; // seconds; 0: any
  uint64_t leeway = 5;        // seconds
  uint64_t token_type = 0;    // TENON_TYPE_*
  bool expiry_optional = false;
  uint64_t proofs = 0; // TENON_PROOFS_*
  // The host alone.
  bool proof_nonce = false;
  std::string implied_scopes;
  std::vector<std::string> authorization_servers;
  std::string scopes;

  bool names_keys() const { return !public_keys.empty() || !jwks_file.empty() || !jwks_url.empty(); }
};

FlagTable key_flags(PolicyFlags &flags);
FlagTable check_flags(PolicyFlags &flags);
FlagTable resource_flags(PolicyFlags &flags); // the host's alone

// What is wrong between them, or "".
std::string check_together(const PolicyFlags &flags);

} // namespace host
