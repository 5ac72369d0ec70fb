// page_guard.hpp - what tells a form of our own page from a stranger's: a token in it, and the origin that it came from.
#pragma once
#include "crypto/mac.hpp"
#include <string>
#include <string_view>

namespace tenon::web {

// Tokens bound to a session and to whoever reads its page. For any number of threads.
class PageGuard final {
public:
  explicit PageGuard(std::string_view secret) : mac_(secret) {}

  std::string token(std::string_view session, std::string_view reader) const;
  bool fits(std::string_view token, std::string_view session, std::string_view reader) const;

private:
  crypto::HmacSha256 mac_;
};

// Whether a page of that origin is a page of ours: the host that was asked for, by https:// alone where it was asked over TLS (`secure`), or the
// public URL's origin. "null" is nobody's.
bool own_origin(std::string_view origin, std::string_view host, bool secure, std::string_view public_url);

} // namespace tenon::web
