// resources.cpp - reading which resource is meant, and writing its contents.
#include "protocol/resources.hpp"
#include "ground/text.hpp"
#include "json/writer.hpp"
#include "protocol/content.hpp"

namespace tenon::protocol {
namespace {

constexpr size_t longest_echo = 2048; // a resource's URI is no longer

void append_fixed(std::string &out, std::string_view raw_id, const Dressing &dressing, Freshness fresh, std::string_view uri,
                  std::string_view mime_type, std::string_view member, std::string_view content) {
  open_result(out, raw_id);
  out += "\"contents\":[{\"uri\":";
  json::append_text(out, uri);
  if (!mime_type.empty()) append_member(out, "mimeType", mime_type);
  append_member(out, member, content);
  out += "}]";
  close_result(out, dressing, fresh);
}

// One of `contents`: with a uri, and without what the revision does not know.
void append_item(std::string &out, const json::Span &item, std::string_view default_uri, bool meta,
                 const json::Reader &reader) {
  out += '{';
  if (!item.value.find("uri")) {
    out += "\"uri\":";
    json::append_text(out, default_uri);
  }
  for (json::Span it = reader.first_of(item); it.value; it = reader.next_of(it)) {
    if (!meta && it.name.text() == "_meta") continue;
    if (out.back() != '{') out += ',';
    json::append_text(out, it.name.text());
    out += ':';
    append_one_line(out, it.raw);
  }
  out += '}';
}

void append_items(std::string &out, const json::Span &contents, std::string_view default_uri, bool meta,
                  const json::Reader &reader) {
  out += '[';
  for (json::Span item = reader.first_of(contents); item.value; item = reader.next_of(item)) {
    if (out.back() != '[') out += ',';
    append_item(out, item, default_uri, meta, reader);
  }
  out += ']';
}

// Nothing to fill in and nothing to leave out: the handler's text can go as it is.
bool is_ready(const json::Value &contents, bool meta) {
  for (json::Value item = contents.first(); item.at() != contents.end(); item = item.next())
    if (!item.find("uri") || (!meta && item.find("_meta"))) return false;
  return true;
}

} // namespace

std::optional<Refused> read_resource_read(const Params &params, Read &out) {
  if (!params.uri.value.is_text())
    return Refused{{jsonrpc::invalid_params, "Invalid params: \"uri\", a string, is missing", ""}, 200};
  out.uri = params.uri.value.text();
  return std::nullopt;
}

jsonrpc::Fault resource_not_found(Revision revision, std::string_view uri) {
  std::string data = "{\"uri\":";
  json::append_text(data, cut(uri, longest_echo));
  data += '}';
  return {facts(revision).resource_not_found, "Resource not found", std::move(data)};
}

void append_text_contents(std::string &out, std::string_view raw_id, const Dressing &dressing, Freshness fresh,
                          std::string_view uri, std::string_view mime_type, std::string_view text) {
  append_fixed(out, raw_id, dressing, fresh, uri, mime_type, "text", text);
}

void append_blob_contents(std::string &out, std::string_view raw_id, const Dressing &dressing, Freshness fresh,
                          std::string_view uri, std::string_view mime_type, std::string_view base64) {
  append_fixed(out, raw_id, dressing, fresh, uri, mime_type, "blob", base64);
}

void append_resource_response(std::string &out, std::string_view raw_id, const Dressing &dressing, Freshness fresh,
                              std::string_view default_uri, std::string_view result, const json::Reader &reader) {
  const bool meta = facts(dressing.revision).meta;
  if (is_ready(reader.root().find("contents"), meta)) return append_dressed(out, raw_id, dressing, result, &fresh);
  std::string filled = "{";
  for (json::Span it = reader.first_of(reader.whole()); it.value; it = reader.next_of(it)) {
    if (filled.back() != '{') filled += ',';
    json::append_text(filled, it.name.text());
    filled += ':';
    if (it.name.text() == "contents") append_items(filled, it, default_uri, meta, reader);
    else append_one_line(filled, it.raw);
  }
  filled += '}';
  append_dressed(out, raw_id, dressing, filled, &fresh);
}

const char *check_resource_result(const json::Value &root) {
  if (!root.is_object()) return "the result is not an object";
  const json::Value contents = root.find("contents");
  if (!contents.is_array()) return "the result lacks \"contents\", an array";
  for (json::Value item = contents.first(); item.at() != contents.end(); item = item.next())
    if (const char *trouble = resource_contents_trouble(item, false)) return trouble;
  return result_trouble(root);
}

} // namespace tenon::protocol
