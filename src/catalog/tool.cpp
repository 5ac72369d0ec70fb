// tool.cpp - reading a tool's words at the door and writing its entry.
#include "catalog/tool.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include <new>

namespace tenon::catalog {
namespace {

// 2026-07-28 server/tools, Tool Names.
bool well_formed(std::string_view name) {
  if (name.empty() || name.size() > 128) return false;
  for (const char c : name) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    if (!fine) return false;
  }
  return true;
}

// Lack of memory is not the text's fault.
json::Trouble parse(json::Reader &reader, std::string_view text, const ToolBounds &bounds) {
  const json::Trouble trouble = reader.parse_copy(text, bounds.max_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  return trouble;
}

Refusal invalid(std::string text) { return {Status::invalid, std::move(text)}; }

void append_member(std::string &out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  json::append_text(out, text);
}

} // namespace

Outcome<Tool> read_tool(const ToolWords &words, const ToolBounds &bounds, json::Reader &reader) {
  if (!well_formed(words.name)) return invalid("tool name: 1 to 128 characters of A-Z a-z 0-9 _ - .");
  const std::string_view schema = words.input_schema.empty() ? std::string_view("{\"type\":\"object\"}") : words.input_schema;
  const uint64_t bytes = uint64_t{words.name.size()} + words.title.size() + words.description.size() + schema.size() + words.annotations.size();
  if (bytes > bounds.max_bytes)
    return Refusal{Status::limit, tenon::words("tool {}: its words are {} bytes, over max_tool_bytes", words.name, bytes)};
  if (!json::valid_utf8(words.title) || !json::valid_utf8(words.description))
    return invalid(tenon::words("tool {}: title or description is not UTF-8", words.name));

  Tool tool;
  tool.name = words.name;
  tool.title = words.title;
  tool.description = words.description;
  if (!words.annotations.empty()) {
    const json::Trouble trouble = parse(reader, words.annotations, bounds);
    if (trouble != json::Trouble::none || !reader.root().is_object())
      return invalid(tenon::words("tool {}: annotations: {}", tool.name, trouble == json::Trouble::none ? "not an object" : json::word(trouble)));
    json::append_compact(tool.annotations, words.annotations);
  }
  const json::Trouble trouble = parse(reader, schema, bounds);
  if (trouble != json::Trouble::none)
    return Refusal{Status::bad_schema, tenon::words("tool {}: input_schema is not JSON: {}", tool.name, json::word(trouble))};
  // MCP asks for an object schema at the root: arguments are always an object.
  const json::Value type = reader.root().find("type");
  if (!reader.root().is_object() || !type.is_text() || type.text() != "object")
    return Refusal{Status::bad_schema, tenon::words("tool {}: input_schema must be an object with \"type\": \"object\"", tool.name)};
  json::append_compact(tool.input_schema, schema);
  return tool;
}

void append_tool(std::string &out, const Tool &tool, bool titles, bool annotations) {
  out += "{\"name\":";
  json::append_text(out, tool.name);
  if (titles && !tool.title.empty()) append_member(out, "title", tool.title);
  if (!tool.description.empty()) append_member(out, "description", tool.description);
  out += ",\"inputSchema\":";
  out += tool.input_schema;
  if (annotations && !tool.annotations.empty()) {
    out += ",\"annotations\":";
    out += tool.annotations;
  }
  out += '}';
}

} // namespace tenon::catalog
