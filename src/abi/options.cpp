// options.cpp - every member of tenon_options is checked here and nowhere else.
#include "abi/options.hpp"
#include "ground/words.hpp"
#include "abi/doorway.hpp"
#include "abi/record.hpp"
#include "json/writer.hpp"
#include "web/cross_origin.hpp"

namespace tenon::abi {
namespace {

constexpr size_t longest_text = 64 << 10;
constexpr size_t most_names = 1024;

bool read_text(tenon_str text, const char *name, std::string &out, std::string &why) {
  if (sound(text) && text.len <= longest_text && json::valid_utf8(unwrap(text))) {
    out = unwrap(text);
    return true;
  }
  why = words("options.{}: NULL with a length, over {} bytes, or not UTF-8", name, longest_text);
  return false;
}

bool read_names(const tenon_str *names, size_t count, const char *name, std::vector<std::string> &out, std::string &why) {
  if ((!names && count > 0) || count > most_names) {
    why = words("options.{}: NULL with a count, or more than {}", name, most_names);
    return false;
  }
  for (size_t i = 0; i < count; ++i)
    if (!read_text(names[i], name, out.emplace_back(), why)) return false;
  return true;
}

// "" or "/prefix", without a slash at its end, in characters that need no escape in a URL.
bool is_base_path(std::string_view path) {
  if (path.empty()) return true;
  if (path.front() != '/' || path.back() == '/') return false;
  for (const char c : path) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '_' || c == '.' || c == '~';
    if (!fine) return false;
  }
  return path.find("//") == std::string_view::npos;
}

uint64_t limit(uint64_t said, uint64_t standard) { return said == 0 ? standard : said; }

bool check_addresses(const engine::Options &options, std::string &why) {
  if (!is_base_path(options.base_path)) {
    why = "options.base_path: \"\" or \"/prefix\" of A-Z a-z 0-9 / - _ . ~";
    return false;
  }
  if (!options.public_url.empty() && !web::HostGuard::usable_url(options.public_url)) {
    why = "options.public_url: not a URL such as https://example.com";
    return false;
  }
  for (const std::string &host : options.allowed_hosts)
    if (!web::HostGuard::usable_host(host)) {
      why = words("options.allowed_hosts: not a host name: {}", host);
      return false;
    }
  for (const std::string &origin : options.allowed_origins)
    if (!web::HostGuard::usable_origin(origin)) {
      why = words("options.allowed_origins: not an origin such as https://example.com: {}", origin);
      return false;
    }
  return true;
}

} // namespace

Status read_options(const tenon_options *given, engine::Options &out, std::string &why) {
  tenon_options record{};
  if (given) {
    const Status status = read_record(given, sizeof record, record);
    if (status != Status::ok) {
      why = "options: wrong size";
      return status;
    }
  }
  if (!read_text(record.name, "name", out.name, why) || !read_text(record.version, "version", out.version, why) ||
      !read_text(record.title, "title", out.title, why) || !read_text(record.instructions, "instructions", out.instructions, why) ||
      !read_text(record.base_path, "base_path", out.base_path, why) || !read_text(record.public_url, "public_url", out.public_url, why) ||
      !read_names(record.allowed_hosts, record.allowed_host_count, "allowed_hosts", out.allowed_hosts, why) ||
      !read_names(record.allowed_origins, record.allowed_origin_count, "allowed_origins", out.allowed_origins, why) || !check_addresses(out, why))
    return Status::invalid;
  if (out.name.empty()) out.name = "tenon";
  if (out.version.empty()) out.version = TENON_VERSION;
  if (record.authless > 1 || record.expose_authorization > 1) {
    why = "options.authless and options.expose_authorization are 0 or 1";
    return Status::invalid;
  }
  out.authless = record.authless == 1;
  out.expose_authorization = record.expose_authorization == 1;
#define TENON_READ_LIMIT(name, standard, unit) out.limits.name = limit(record.name, standard);
  TENON_LIMITS(TENON_READ_LIMIT)
#undef TENON_READ_LIMIT
  return Status::ok;
}

} // namespace tenon::abi
