// identity.cpp - writing the introduction.
#include "protocol/identity.hpp"
#include "json/writer.hpp"

namespace tenon::protocol {
namespace {

constexpr std::string_view capabilities = "{\"tools\":{}}";

void append_member(std::string &out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  json::append_text(out, text);
}

void append_server_info(std::string &out, const Identity &identity, bool titles) {
  out += "{\"name\":";
  json::append_text(out, identity.name);
  if (titles && !identity.title.empty()) append_member(out, "title", identity.title);
  append_member(out, "version", identity.version);
  out += '}';
}

} // namespace

std::string initialize_result(const Identity &identity, Revision revision) {
  std::string out = "{\"protocolVersion\":";
  json::append_text(out, facts(revision).name);
  out += ",\"capabilities\":";
  out += capabilities;
  out += ",\"serverInfo\":";
  append_server_info(out, identity, facts(revision).titles);
  if (!identity.instructions.empty()) append_member(out, "instructions", identity.instructions);
  out += '}';
  return out;
}

std::string discover_result(const Identity &identity) {
  std::string out = "{\"resultType\":\"complete\",\"supportedVersions\":[";
  bool first = true;
  for (const RevisionFacts &r : revisions) {
    if (!r.modern) continue;
    if (!first) out += ',';
    first = false;
    json::append_text(out, r.name);
  }
  out += "],\"capabilities\":";
  out += capabilities;
  if (!identity.instructions.empty()) append_member(out, "instructions", identity.instructions);
  out += ",\"ttlMs\":0,\"cacheScope\":";
  out += identity.shared_cache ? "\"public\"" : "\"private\"";
  out += ",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":";
  append_server_info(out, identity, true);
  out += "}}";
  return out;
}

} // namespace tenon::protocol
