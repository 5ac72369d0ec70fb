// key_ring.hpp - the keys of all sources as one set: read at the start, replaced while the host serves.
//
// A source whose new keys cannot be used keeps its old ones, and the log says why. When another source changes, they are tried
// again: two sources may only have been at odds with each other.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <tenon/tenon.h>

#include "key_file.hpp"
#include "key_url.hpp"
#include "log.hpp"
#include "policy_words.hpp"

namespace host {

class KeyRing final {
public:
  KeyRing(const PolicyFlags &flags, const Log &log) : flags_(flags), log_(log) {}
  KeyRing(const KeyRing &) = delete;
  KeyRing &operator=(const KeyRing &) = delete;
  ~KeyRing() { stop(); }

  // Reads what is on this machine, and begins to watch it. Returns what is wrong, for whoever started us, or "".
  std::string read(std::string secret);

  // From now on the server's policy has these keys, and whatever they become. It has to outlive `stop`. As long as there is
  // no key at all, it has no policy. Call it once, after `read`.
  std::string serve(tenon_server *server);

  bool watches() const { return !flags_.jwks_file.empty() || !flags_.jwks_url.empty(); }
  void renew(); // look now, whatever the clocks say

  // A token names a key that we do not have: looks for it, and settles either way.
  void want(tenon_decision *decision);

  void stop(); // no call comes after it

private:
  void take(std::string KeyTexts::*source, std::string text);
  bool try_keys(const KeyTexts &texts, std::string &wrong);
  void settle();
  void log_failure(const char *flag, const std::string &wrong) const;
  const char *flag_of(std::string KeyTexts::*source) const { return source == &KeyTexts::file ? "--jwks-file" : "--jwks-url"; }

  const PolicyFlags &flags_;
  const Log &log_;
  std::mutex mutex_; // guards all below but the watchers, which begin and end on one thread
  KeyTexts good_;    // in use, or to be used
  KeyTexts newest_;  // what the sources said last
  tenon_server *server_ = nullptr;
  bool has_policy_ = false;
  bool stopped_ = false;
  std::vector<tenon_decision *> wanted_;
  std::unique_ptr<KeyFile> file_;
  std::unique_ptr<KeyUrl> url_;
};

} // namespace host
