// identity.cpp - writing the introduction.
#include "protocol/identity.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include "protocol/dispatch.hpp"
#include "protocol/dressing.hpp"
#include <new>

namespace tenon::protocol {
namespace {

constexpr std::string_view tasks_extension = "io.modelcontextprotocol/tasks";

void append_json(std::string &out, std::string_view name, std::string_view json) {
  out += ",\"";
  out += name;
  out += "\":";
  append_one_line(out, json);
}

// Implementation, with what the revision knows of it.
void append_server_info(std::string &out, const Identity &identity, const RevisionFacts &known) {
  out += "{\"name\":";
  json::append_text(out, identity.name);
  if (known.titles && !identity.title.empty()) append_member(out, "title", identity.title);
  append_member(out, "version", identity.version);
  if (known.website && !identity.description.empty()) append_member(out, "description", identity.description);
  if (known.website && !identity.website_url.empty()) append_member(out, "websiteUrl", identity.website_url);
  if (known.icons && !identity.icons.empty()) append_json(out, "icons", identity.icons);
  out += '}';
}

bool names_tasks(std::string_view extensions) {
  json::Reader reader;
  if (reader.parse_copy(extensions, json::Reader::deepest) == json::Trouble::memory) throw std::bad_alloc();
  return reader.root() && reader.root().find(tasks_extension);
}

// The host's object, and tasks if they are offered and the host did not name them.
void append_extensions(std::string &out, const Identity &identity) {
  const bool adds_tasks =
      (identity.offers & offers_tasks) != 0 && (identity.extensions.empty() || !names_tasks(identity.extensions));
  if (!adds_tasks) {
    if (!identity.extensions.empty()) append_json(out, "extensions", identity.extensions);
    return;
  }
  out += ",\"extensions\":{\"";
  out += tasks_extension;
  out += "\":{}";
  if (identity.extensions.empty()) {
    out += '}';
    return;
  }
  std::string rest;
  json::append_compact(rest, identity.extensions);
  if (rest != "{}") out += ',';
  out.append(rest, 1);
}

// ServerCapabilities
void append_capabilities(std::string &out, const Identity &identity, const RevisionFacts &known) {
  out += "{\"tools\":{\"listChanged\":true}";
  if (identity.offers & offers_resources) out += ",\"resources\":{\"subscribe\":true,\"listChanged\":true}";
  if (identity.offers & offers_prompts) out += ",\"prompts\":{\"listChanged\":true}";
  if (known.completions && (identity.offers & offers_completions)) out += ",\"completions\":{}";
  if (identity.offers & offers_logging) out += ",\"logging\":{}";
  if (known.task_requests && (identity.offers & offers_tasks))
    out += ",\"tasks\":{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}";
  if (!identity.experimental.empty()) append_json(out, "experimental", identity.experimental);
  if (known.modern) append_extensions(out, identity);
  out += '}';
}

} // namespace

std::string initialize_result(const Identity &identity, Revision revision) {
  const RevisionFacts &known = facts(revision);
  std::string out = "{\"protocolVersion\":";
  json::append_text(out, known.name);
  out += ",\"capabilities\":";
  append_capabilities(out, identity, known);
  out += ",\"serverInfo\":";
  append_server_info(out, identity, known);
  if (!identity.instructions.empty()) append_member(out, "instructions", identity.instructions);
  out += '}';
  return out;
}

std::string discover_result(const Identity &identity) {
  const RevisionFacts &known = facts(latest);
  std::string out = "{\"supportedVersions\":[";
  for (const RevisionFacts &r : revisions) {
    if (!r.modern) continue;
    if (out.back() != '[') out += ',';
    json::append_text(out, r.name);
  }
  out += "],\"capabilities\":";
  append_capabilities(out, identity, known);
  if (!identity.instructions.empty()) append_member(out, "instructions", identity.instructions);
  std::string server;
  if (identity.server_in_meta) { // here in full, as nowhere else
    server = "\"io.modelcontextprotocol/serverInfo\":";
    append_server_info(server, identity, known);
  }
  append_dressing(out, {latest, server}, {identity.list_ttl_ms, identity.shared_cache});
  out += '}';
  return out;
}

// Name, title and version: description and icons would be a burden to each answer, and discover has them.
std::string server_meta(const Identity &identity) {
  if (!identity.server_in_meta) return "";
  std::string out = "\"io.modelcontextprotocol/serverInfo\":{\"name\":";
  json::append_text(out, identity.name);
  if (!identity.title.empty()) append_member(out, "title", identity.title);
  append_member(out, "version", identity.version);
  out += '}';
  return out;
}

} // namespace tenon::protocol
