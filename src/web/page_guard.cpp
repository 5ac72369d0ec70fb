// page_guard.cpp - one tag, one comparison of places.
#include "web/page_guard.hpp"
#include "framing/token.hpp"
#include "ground/base64url.hpp"
#include "web/authority.hpp"

namespace tenon::web {
namespace {

bool same_place(const Origin &origin, std::string_view host, int32_t port) {
  return origin.port == port && framing::same_word(origin.host, host);
}

} // namespace

std::string PageGuard::token(std::string_view session, std::string_view reader) const {
  std::string bound = "feedback page\n"; // session ids have no line end, so the two cannot run into each other
  bound.append(session).append("\n").append(reader);
  unsigned char tag[crypto::HmacSha256::tag_bytes];
  mac_.tag(bound, tag);
  std::string out;
  append_base64url(out, {reinterpret_cast<const char *>(tag), sizeof tag});
  return out;
}

bool PageGuard::fits(std::string_view given, std::string_view session, std::string_view reader) const {
  const std::string right = token(session, reader);
  return given.size() == right.size() && crypto::equal_in_constant_time(given.data(), right.data(), right.size());
}

bool own_origin(std::string_view origin, std::string_view host, bool secure, std::string_view public_url) {
  Origin from, ours;
  if (!read_origin(origin, from)) return false;
  if (read_url_origin(public_url, ours) && framing::same_word(from.scheme, ours.scheme) && same_place(from, ours.host, ours.port)) return true;
  Authority asked;
  if (!read_authority(host, asked)) return false;
  const int32_t standard = framing::same_word(from.scheme, "https") ? 443 : !secure && framing::same_word(from.scheme, "http") ? 80 : no_port;
  return standard != no_port && same_place(from, asked.host, asked.port == no_port ? standard : asked.port);
}

} // namespace tenon::web
