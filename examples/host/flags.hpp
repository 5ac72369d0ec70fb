// flags.hpp - what the person who started the host asked for.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "address.hpp"
#include "feedback_flags.hpp"
#include "log.hpp"
#include "policy_flags.hpp"

namespace host {

struct Flags {
  std::vector<Address> listen;
  unsigned threads = 0; // 0: as many as there are cores, at most 4
  bool stdio = false;
  bool demo = false;
  bool authless = false;
  bool known_to_be_open = false;
  PolicyFlags policy;
  FeedbackFlags feedback;
  std::string api_keys; // files
  std::string revoked;
  bool audit = false;
  std::map<std::string, std::string> tool_scopes; // by the name of a demo tool
  std::vector<std::string> allowed_origins;
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> trusted_proxies;
  std::string public_url;
  std::string base_path;
  std::string tls_cert; // PEM files; both or none
  std::string tls_key;
  uint64_t handshake_seconds = 10;
  uint64_t max_handshakes = 512;
  uint64_t max_connections = 10'000;
  uint64_t max_message_bytes = 4 << 20;
  uint64_t grace_seconds = 10;
  uint64_t header_seconds = 15;
  uint64_t body_seconds = 60;
  uint64_t idle_seconds = 75;
  uint64_t write_seconds = 60;
  Level log_level = Level::info;
  bool log_json = false;
  bool help = false;
  bool version = false;

  bool uses_tls() const { return !tls_cert.empty(); }
};

// Returns what is wrong with the words, or "".
std::string parse_flags(const std::vector<std::string_view> &words, Flags &flags);

std::string help_text();

} // namespace host
