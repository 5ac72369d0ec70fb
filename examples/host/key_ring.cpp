// key_ring.cpp - merges the sources, and hands the set to the server when one of them changes.
#include "key_ring.hpp"

#include <utility>

#include "clock.hpp"
#include "texts.hpp"

namespace host {

std::string KeyRing::read(std::string secret) {
  newest_.secret = std::move(secret);
  if (std::string wrong = read_public_keys(flags_, newest_.pems); !wrong.empty()) return wrong;
  if (!flags_.jwks_file.empty()) {
    KeyFileOptions options;
    options.path = flags_.jwks_file;
    options.changed = [this](std::string text) { take(&KeyTexts::file, std::move(text)); };
    options.failed = [this](const std::string &wrong) { log_failure("--jwks-file", wrong); };
    options.looked = [this] {
      if (!url_) settle();
    };
    file_ = std::make_unique<KeyFile>(std::move(options));
    if (std::string wrong = file_->start(); !wrong.empty()) return "--jwks-file " + wrong;
  }
  const std::lock_guard lock(mutex_);
  good_ = newest_;
  return check_policy(flags_, good_);
}

std::string KeyRing::serve(tenon_server *server) {
  bool any = false;
  {
    const std::lock_guard lock(mutex_);
    server_ = server;
    std::string wrong;
    any = good_.any();
    if (any && !try_keys(good_, wrong)) return wrong;
  }
  if (flags_.jwks_url.empty()) return {};
  if (!any) log_.write(Level::warn, "no_keys_yet", {{"message", "requests get 503 until --jwks-url has answered"}});
  KeyUrlOptions options;
  options.from.url = flags_.jwks_url;
  options.from.ca_file = flags_.jwks_ca;
  options.changed = [this](std::string text) { take(&KeyTexts::url, std::move(text)); };
  options.failed = [this](const std::string &wrong) { log_failure("--jwks-url", wrong); };
  options.planned = [this](uint64_t seconds) {
    log_.write(Level::debug, "keys_planned", {{"source", "--jwks-url"}, {"seconds", seconds}});
    settle();
  };
  url_ = std::make_unique<KeyUrl>(std::move(options));
  return url_->start();
}

void KeyRing::renew() {
  if (file_) file_->refresh();
  if (url_) url_->refresh();
}

void KeyRing::want(tenon_decision *decision) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_ && watches()) {
      wanted_.push_back(decision);
      decision = nullptr;
    }
  }
  if (decision) return tenon_decision_release(decision, Clock().now());
  log_.write(Level::info, "key_wanted");
  renew();
}

void KeyRing::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  file_.reset(); // the first to go, since it asks whether there is a URL
  url_.reset();
  settle();
  server_ = nullptr;
}

void KeyRing::take(std::string KeyTexts::*source, std::string text) {
  std::string wrong;
  {
    const std::lock_guard lock(mutex_);
    newest_.*source = std::move(text);
    if (!server_) return; // not yet: they are looked at all together
    KeyTexts without_the_others = good_;
    without_the_others.*source = newest_.*source;
    if (try_keys(newest_, wrong)) good_ = newest_;
    else if (try_keys(without_the_others, wrong)) good_ = std::move(without_the_others);
  }
  if (wrong.empty()) log_.write(Level::info, "keys_taken", {{"source", flag_of(source)}});
  else log_.write(Level::error, "keys_refused", {{"source", flag_of(source)}, {"reason", wrong}, {"message", "the old keys stay in use"}});
}

// With the lock: so the last one to come is the last one to be set.
bool KeyRing::try_keys(const KeyTexts &texts, std::string &wrong) {
  const PolicyWords words(flags_, texts);
  ErrorText why;
  const tenon_status status = has_policy_ ? tenon_server_set_keys(server_, words.keys().data(), words.keys().size(), &why.error)
                                          : tenon_server_require_token(server_, &words.policy(), &why.error);
  wrong = status == TENON_OK ? std::string() : why.text(status);
  has_policy_ = has_policy_ || status == TENON_OK;
  return wrong.empty();
}

// Each is judged again, on this thread, perhaps with a call back to us: without the lock.
void KeyRing::settle() {
  std::vector<tenon_decision *> settled;
  {
    const std::lock_guard lock(mutex_);
    settled.swap(wanted_);
  }
  for (tenon_decision *decision : settled) {
    tenon_decision_allow(decision, nullptr, Clock().now());
    tenon_decision_release(decision, Clock().now());
  }
}

void KeyRing::log_failure(const char *flag, const std::string &wrong) const {
  log_.write(Level::error, "keys_not_read", {{"source", flag}, {"reason", wrong}, {"message", "the old keys stay in use"}});
}

} // namespace host
