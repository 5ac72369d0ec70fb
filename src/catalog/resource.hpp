// resource.hpp - resources and families of resources that we offer: their words, checked once.
#pragma once
#include "catalog/face.hpp"
#include "catalog/uri_template.hpp"
#include "ground/outcome.hpp"
#include "json/reader.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::catalog {

inline constexpr size_t max_uri_bytes = 2048;
inline constexpr uint64_t max_content_bytes = (uint64_t{1} << 53) - 1; // the largest that every client reads exactly

// The host's words, as they came.
struct ResourceWords {
  FaceWords face = {};
  std::string_view uri = {}, mime_type = {}, text = {}, blob = {};
  uint64_t content_bytes = 0, ttl_ms = 0;
  bool shared = false;
  bool has_text = false, has_blob = false;
};

struct Resource {
  Face face;
  std::string uri, mime_type;
  std::string fixed; // the content, if it is fixed: text, or a blob in base64
  bool is_fixed = false, is_text = false, shared = false;
  uint64_t content_bytes = 0; // 0: unknown, unless it is fixed
  uint64_t ttl_ms = 0;
};

// What text and blob have does not count against max_bytes.
Outcome<Resource> read_resource(const ResourceWords &, const EntryBounds &, json::Reader &);
// The entry of resources/list.
void append_resource(std::string &out, const Resource &, const Shown &);

struct TemplateWords {
  FaceWords face = {};
  std::string_view uri_template = {}, mime_type = {};
  uint64_t ttl_ms = 0;
  bool shared = false;
};

struct ResourceTemplate {
  Face face;
  std::string mime_type;
  UriTemplate uri_template;
  bool shared = false;
  uint64_t ttl_ms = 0;
};

Outcome<ResourceTemplate> read_template(const TemplateWords &, const EntryBounds &, json::Reader &);
// The entry of resources/templates/list.
void append_template(std::string &out, const ResourceTemplate &, const Shown &);

} // namespace tenon::catalog
