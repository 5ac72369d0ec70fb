// resource.cpp - reading the words of resources and templates at the door, and writing their entries.
#include "catalog/resource.hpp"
#include "catalog/annotations.hpp"
#include "catalog/uri_letters.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include <utility>

namespace tenon::catalog {
namespace {

// RFC 3986 section 3.1: where the scheme ends, or npos.
size_t scheme_end(std::string_view uri) {
  if (uri.empty() || !is_alpha(uri[0])) return std::string_view::npos;
  for (size_t i = 1; i < uri.size(); ++i) {
    const char c = uri[i];
    if (c == ':') return i;
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') break;
  }
  return std::string_view::npos;
}

// Empty, or what is wrong.
std::string uri_trouble(std::string_view uri) {
  if (uri.size() > max_uri_bytes) return words(": is longer than {} bytes", max_uri_bytes);
  if (scheme_end(uri) == std::string_view::npos) return ": does not begin with a scheme, as \"file:\"";
  bool fragment = false;
  for (size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] == '#' && std::exchange(fragment, true)) return words(": has a second # at byte {}", i);
    if (letter(uri[i]) == Letter::none && !is_escape(uri, i)) return words(": has no character of a URI at byte {} (RFC 3986)", i);
  }
  return {};
}

bool valid_mime_type(std::string_view text) { return text.empty() || valid_label(text); }

} // namespace

Outcome<Resource> read_resource(const ResourceWords &words, const EntryBounds &bounds, json::Reader &reader) {
  if (!valid_label(words.face.name)) return Refusal{Status::invalid, tenon::words("resource name: {}", label_words)};
  const Reading reading{"resource", words.face.name, bounds, reader};
  const std::string trouble = uri_trouble(words.uri);
  if (!trouble.empty()) return reading.refuse("uri", trouble);
  if (!valid_mime_type(words.mime_type)) return reading.refuse("mime_type", tenon::words(": {}", label_words));
  if (words.has_text && words.has_blob) return reading.refuse("text", ": there is a blob already; only one of the two");
  if (words.has_text && !json::valid_utf8(words.text)) return reading.refuse("text", ": is not UTF-8");
  if (words.content_bytes > max_content_bytes) return reading.refuse("content_bytes", ": is over 2^53-1");
  Outcome<Face> face = read_face(reading, words.face, uint64_t{words.uri.size()} + words.mime_type.size(), annotations_trouble);
  if (!face) return face.refusal();

  Resource resource;
  resource.face = std::move(*face);
  resource.uri = words.uri;
  resource.mime_type = words.mime_type;
  resource.is_fixed = words.has_text || words.has_blob;
  resource.is_text = words.has_text;
  resource.shared = words.shared;
  resource.content_bytes = words.content_bytes;
  resource.ttl_ms = words.ttl_ms;
  if (words.has_text) resource.fixed = words.text;
  else if (words.has_blob) append_base64(resource.fixed, words.blob);
  if (resource.is_fixed && resource.content_bytes == 0) resource.content_bytes = words.has_text ? words.text.size() : words.blob.size();
  return resource;
}

void append_resource(std::string &out, const Resource &resource, const Shown &shown) {
  open_entry(out, resource.face, shown);
  append_text_member(out, "uri", resource.uri);
  append_text_member(out, "mimeType", resource.mime_type);
  if (resource.is_fixed || resource.content_bytes != 0) {
    out += ",\"size\":";
    json::append_unsigned(out, resource.content_bytes);
  }
  close_entry(out, resource.face, shown, true); // resources had annotations from the start
}

Outcome<ResourceTemplate> read_template(const TemplateWords &words, const EntryBounds &bounds, json::Reader &reader) {
  if (!valid_label(words.face.name)) return Refusal{Status::invalid, tenon::words("resource template name: {}", label_words)};
  const Reading reading{"resource template", words.face.name, bounds, reader};
  Outcome<UriTemplate> uri_template = UriTemplate::read(words.uri_template);
  if (!uri_template) return reading.refuse("uri_template", uri_template.refusal().text);
  if (!valid_mime_type(words.mime_type)) return reading.refuse("mime_type", tenon::words(": {}", label_words));
  Outcome<Face> face = read_face(reading, words.face, uint64_t{words.uri_template.size()} + words.mime_type.size(), annotations_trouble);
  if (!face) return face.refusal();

  ResourceTemplate made;
  made.face = std::move(*face);
  made.mime_type = words.mime_type;
  made.uri_template = std::move(*uri_template);
  made.shared = words.shared;
  made.ttl_ms = words.ttl_ms;
  return made;
}

void append_template(std::string &out, const ResourceTemplate &entry, const Shown &shown) {
  open_entry(out, entry.face, shown);
  append_text_member(out, "uriTemplate", entry.uri_template.text());
  append_text_member(out, "mimeType", entry.mime_type);
  close_entry(out, entry.face, shown, true);
}

} // namespace tenon::catalog
