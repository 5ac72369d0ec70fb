// options.cpp - every member of tenon_options is checked here and nowhere else.
#include "abi/options.hpp"
#include "ground/words.hpp"
#include "abi/doorway.hpp"
#include "abi/record.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include "web/cross_origin.hpp"

#include <cstddef>
#include <new>

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

// A JSON object or array, as it goes into the introduction: on one line.
bool read_json(tenon_str text, const char *name, char opening, std::string &out, std::string &why) {
  std::string said;
  if (!read_text(text, name, said, why)) return false;
  if (said.empty()) return true;
  json::Reader reader;
  const json::Trouble trouble = reader.parse_copy(said, 64);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  const bool fits = trouble == json::Trouble::none && (opening == '[' ? reader.root().is_array() : reader.root().is_object());
  bool sound_members = fits;
  if (fits && opening == '[')
    for (json::Value icon = reader.root().first(); icon.at() != reader.root().end(); icon = icon.next())
      sound_members = sound_members && icon.is_object() && icon.find("src").is_text();
  if (fits && opening == '{')
    for (json::Value member = reader.root().first(); member.at() != reader.root().end();) {
      const json::Value value = member.next();
      sound_members = sound_members && value.is_object();
      member = value.next();
    }
  if (!sound_members) {
    why = words("options.{}: {}", name, trouble != json::Trouble::none ? json::word(trouble) : opening == '[' ? "not an array of objects with \"src\"" : "not an object of objects");
    return false;
  }
  json::append_compact(out, said);
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
    const Status status = read_record(given, offsetof(tenon_options, description), record);
    if (status != Status::ok) {
      why = "options: wrong size";
      return status;
    }
  }
  if (!read_text(record.name, "name", out.name, why) || !read_text(record.version, "version", out.version, why) ||
      !read_text(record.title, "title", out.title, why) || !read_text(record.instructions, "instructions", out.instructions, why) ||
      !read_text(record.description, "description", out.description, why) || !read_text(record.website_url, "website_url", out.website_url, why) ||
      !read_json(record.icons, "icons", '[', out.icons, why) || !read_json(record.experimental, "experimental", '{', out.experimental, why) ||
      !read_json(record.extensions, "extensions", '{', out.extensions, why) ||
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
  constexpr uint64_t known_offers = TENON_OFFER_RESOURCES | TENON_OFFER_PROMPTS | TENON_OFFER_COMPLETIONS | TENON_OFFER_LOGGING | TENON_OFFER_TASKS;
  if (record.omit_server_info > 1 || (record.offers & ~known_offers) != 0) {
    why = "options.omit_server_info is 0 or 1, options.offers holds TENON_OFFER_* only";
    return Status::invalid;
  }
  out.omit_server_info = record.omit_server_info == 1;
  out.offers = static_cast<uint32_t>(record.offers);
  out.list_ttl_ms = record.list_ttl_ms;
  out.authless = record.authless == 1;
  out.expose_authorization = record.expose_authorization == 1;
#define TENON_READ_LIMIT(name, standard, unit) out.limits.name = limit(record.name, standard);
  TENON_LIMITS(TENON_READ_LIMIT)
#undef TENON_READ_LIMIT
  return Status::ok;
}

} // namespace tenon::abi
