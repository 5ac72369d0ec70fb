// inbox.hpp - the list's own way in: a link that works once, which the host hands out, and the cookie that it turns into.
#pragma once
#include "feedback/store.hpp"
#include "web/responder.hpp"
#include "web/stamps.hpp"
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::web {

struct InboxRules {
  std::string base_path, public_url;
  int64_t link_ms = 3'600'000, cookie_ms = 30 * int64_t{86'400'000};
  std::function<bool(void *, size_t)> random; // false: no randomness
};

// For any number of threads.
class Inbox final {
public:
  static constexpr size_t most_of_a_principal = 1024, most_used = 4096; // bytes; links that this server remembers as used up

  Inbox(const Stamps &stamps, feedback::Store store, InboxRules rules); // outlived by the stamps

  // "<base>/feedback?inbox=..."; whose: of one principal, or everybody's. "": no randomness, or a principal that is too long.
  std::string link(std::string_view base, const std::optional<std::string> &whose, Instant now) const;
  // By a token of theirs, or by the cookie.
  InboxVisit look(const Visit &visit) const;
  // The cookie that is there; `holder` is its own number, for what is bound to a browser.
  struct Cookie {
    std::optional<std::string> principal;
    std::string holder;
  };
  std::optional<Cookie> cookie(const Visit &visit) const;
  // A Set-Cookie; "": used up, or none of ours.
  void open(const Visit &visit, const std::string &key, std::function<void(std::string)> opened) const;

private:
  struct Ticket {
    int64_t expires = 0; // Unix seconds
    std::string number;
    std::optional<std::string> principal;
  };
  std::string write(std::string_view purpose, int64_t expires, const std::optional<std::string> &whose) const;
  std::optional<Ticket> read(std::string_view purpose, std::string_view text, Instant now) const;
  bool use(const Ticket &ticket, Instant now) const; // false: it was used here

  const Stamps &stamps_;
  const feedback::Store store_;
  const InboxRules rules_;
  mutable std::mutex mutex_; // a leaf
  mutable std::map<std::string, int64_t, std::less<>> used_; // number, expires
};

} // namespace tenon::web
