// base_url.cpp - where we are, as clients write it.
#include "web/base_url.hpp"
#include "web/cross_origin.hpp"

namespace tenon::web {
namespace {

std::string_view without_slash(std::string_view text) {
  if (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

} // namespace

std::string base_url(std::string_view public_url, std::string_view host, bool secure, std::string_view base_path) {
  const bool is_public = HostGuard::usable_url(public_url);
  std::string url = is_public ? std::string(without_slash(public_url)) : (secure ? "https://" : "http://") + std::string(host);
  return url.append(without_slash(base_path));
}

} // namespace tenon::web
