// tokens.hpp - whose tokens a server takes, and how to sign one.
#ifndef TENON_HPP_TOKENS_HPP
#define TENON_HPP_TOKENS_HPP

#include <cstdint>
#include <string>
#include <tenon/hpp/plain.hpp>
#include <vector>

namespace tenon {
inline namespace hpp {

struct token_policy {
  std::string secret = {}; // HS256, at least 32 bytes
  bool allow_short_secret = false;
  std::string issuer = {}, audience = {};
  std::uint64_t leeway_seconds = 0;
  std::string realm = {};
};

struct token_request {
  std::string secret = {};
  bool allow_short_secret = false;
  std::string subject = {}, username = {};
  std::vector<std::string> roles = {};
  std::string issuer = {}, audience = {}, scope = {};
  std::uint64_t expires_in_seconds = 0;
  std::string claims_json = {};
};

// Signs a token with HS256; throws tenon::error.
inline std::string sign_token(const token_request &wish, time_source time = &tenon::now) {
  const std::vector<tenon_str> roles = detail::strs(wish.roles);
  const tenon_token_request request = {sizeof request,       str(wish.secret),   wish.allow_short_secret,
                                       str(wish.subject),    str(wish.username), roles.data(),
                                       roles.size(),         str(wish.issuer),   str(wish.audience),
                                       str(wish.scope),      wish.expires_in_seconds, str(wish.claims_json)};
  std::string token(1024, '\0');
  tenon_buffer out = {sizeof out, token.data(), token.size(), 0};
  detail::configure([&](tenon_error *why) {
    tenon_status status = tenon_token_sign(&request, time(), &out, why);
    if (status != TENON_LIMIT || out.len <= out.capacity) return status;
    token.resize(out.len);
    out = {sizeof out, token.data(), token.size(), 0};
    return tenon_token_sign(&request, time(), &out, why);
  });
  token.resize(out.len);
  return token;
}

} // namespace hpp
} // namespace tenon
#endif
