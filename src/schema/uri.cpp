// uri.cpp - the parts of an address, the merging of paths, and the removal of dots.
#include "schema/uri.hpp"

namespace tenon::schema {
namespace {

struct Parts {
  std::string_view scheme, authority, path, query;
  bool has_scheme = false, has_authority = false, has_query = false;
};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool scheme_char(char c) { return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'; }

size_t scheme_length(std::string_view uri) {
  if (uri.empty() || !letter(uri[0])) return 0;
  size_t n = 1;
  while (n < uri.size() && scheme_char(uri[n])) ++n;
  return n < uri.size() && uri[n] == ':' ? n : 0;
}

Parts parts_of(std::string_view uri) {
  Parts p;
  if (const size_t n = scheme_length(uri); n != 0) {
    p.scheme = uri.substr(0, n);
    p.has_scheme = true;
    uri.remove_prefix(n + 1);
  }
  if (uri.substr(0, 2) == "//") {
    uri.remove_prefix(2);
    const size_t n = uri.find_first_of("/?");
    p.authority = uri.substr(0, n);
    p.has_authority = true;
    uri.remove_prefix(p.authority.size());
  }
  const size_t mark = uri.find('?');
  p.path = uri.substr(0, mark);
  if (mark != std::string_view::npos) {
    p.query = uri.substr(mark + 1);
    p.has_query = true;
  }
  return p;
}

std::string without_dots(std::string_view path) {
  std::string out;
  const bool rooted = !path.empty() && path[0] == '/';
  while (!path.empty()) {
    const size_t begin = path[0] == '/' ? 1 : 0;
    const size_t slash = path.find('/', begin);
    const auto segment = path.substr(begin, slash == std::string_view::npos ? slash : slash - begin);
    const bool last = slash == std::string_view::npos;
    if (segment == "..") {
      const size_t cut = out.rfind('/');
      out.resize(cut == std::string::npos ? 0 : cut);
      if (last) out += '/';
    } else if (segment == ".") {
      if (last) out += '/';
    } else {
      if (begin == 1) out += '/';
      out += segment;
    }
    path = last ? std::string_view{} : path.substr(slash);
  }
  if (!rooted && !out.empty() && out[0] == '/') out.erase(0, 1);
  return out;
}

std::string merged(const Parts &base, std::string_view path) {
  if (base.has_authority && base.path.empty()) return std::string(1, '/').append(path);
  const size_t slash = base.path.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view{} : base.path.substr(0, slash + 1)) + std::string(path);
}

std::string joined(const Parts &p, std::string_view path) {
  std::string out;
  if (p.has_scheme) (out += p.scheme) += ':';
  if (p.has_authority) (out += "//") += p.authority;
  out += path;
  if (p.has_query) (out += '?') += p.query;
  return out;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

} // namespace

Reference split_fragment(std::string_view reference) {
  const size_t hash = reference.find('#');
  if (hash == std::string_view::npos) return {reference, {}, false};
  return {reference.substr(0, hash), reference.substr(hash + 1), true};
}

bool has_scheme(std::string_view uri) { return scheme_length(uri) != 0; }

std::string resolve(std::string_view base, std::string_view reference) {
  if (reference.empty()) return std::string(base);
  const Parts b = parts_of(base);
  Parts r = parts_of(reference);
  if (r.has_scheme) return r.has_authority || r.path.substr(0, 1) == "/" ? joined(r, without_dots(r.path)) : std::string(reference);
  r.scheme = b.scheme;
  r.has_scheme = b.has_scheme;
  if (r.has_authority) return joined(r, without_dots(r.path));
  r.authority = b.authority;
  r.has_authority = b.has_authority;
  if (r.path.empty()) {
    if (!r.has_query) { r.query = b.query; r.has_query = b.has_query; }
    return joined(r, b.path);
  }
  return joined(r, without_dots(r.path[0] == '/' ? std::string(r.path) : merged(b, r.path)));
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

} // namespace tenon::schema
