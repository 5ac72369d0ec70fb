// policy_words.hpp - flags and keys as the core's records, with the memory that those point into.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tenon/tenon.h>

#include "policy_flags.hpp"

namespace host {

// The keys of all sources, as texts. Empty: that source has none, or none yet.
struct KeyTexts {
  std::string secret;
  std::vector<std::string> pems; // as the flags name them
  std::string file;
  std::string url;

  bool any() const { return !secret.empty() || !pems.empty() || !file.empty() || !url.empty(); }
};

// Views into flags and texts, which have to outlive it.
class PolicyWords final {
public:
  PolicyWords(const PolicyFlags &flags, const KeyTexts &texts);
  PolicyWords(const PolicyWords &) = delete;
  PolicyWords &operator=(const PolicyWords &) = delete;

  const std::vector<tenon_key> &keys() const { return keys_; }
  const tenon_token_policy &policy() const { return policy_; }

private:
  void add_secrets(const std::string &secret);
  void write_policy();

  const PolicyFlags &flags_;
  std::vector<std::string_view> algorithms_;
  std::vector<tenon_key> keys_;
  std::vector<tenon_str> audiences_;
  std::vector<tenon_str> authorization_servers_;
  tenon_token_policy policy_{};
};

// Names the first flag that makes no policy, or source whose keys cannot be used, and why; "" when all is well. Keys of a URL
// are not looked at.
std::string check_policy(const PolicyFlags &flags, const KeyTexts &texts);

// Reads the files of --public-key. Returns what is wrong, or "".
std::string read_public_keys(const PolicyFlags &flags, std::vector<std::string> &pems);

} // namespace host
