// tool.cpp - reading a tool's words at the door and writing its entry.
#include "catalog/tool.hpp"
#include "catalog/annotations.hpp"
#include "json/writer.hpp"

namespace tenon::catalog {
namespace {

constexpr std::string_view any_arguments = "{\"type\":\"object\"}";

// 2026-07-28 server/tools, Tool Names.
bool well_formed(std::string_view name) {
  if (name.empty() || name.size() > 128) return false;
  for (const char c : name) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    if (!fine) return false;
  }
  return true;
}

bool is_of_type_object(const json::Value &schema) {
  const json::Value type = schema.find("type");
  return type.is_text() && type.text() == "object";
}

std::optional<Refusal> read_output(const Reading &reading, std::string_view schema, Tool &tool) {
  if (schema.empty()) return std::nullopt;
  if (auto refusal = reading.parse("output_schema", schema, Status::bad_schema)) return refusal;
  const json::Value root = reading.reader.root();
  if (!root.is_object()) return reading.refuse("output_schema", " must be an object", Status::bad_schema);
  tool.output_is_object = is_of_type_object(root);
  json::append_compact(tool.output_schema, schema);
  return std::nullopt;
}

std::optional<Refusal> read_input(const Reading &reading, std::string_view schema, Tool &tool) {
  if (auto refusal = reading.parse("input_schema", schema, Status::bad_schema)) return refusal;
  const json::Value root = reading.reader.root();
  if (!is_of_type_object(root)) // MCP asks for it: arguments are always an object
    return reading.refuse("input_schema", " must be an object with \"type\": \"object\"", Status::bad_schema);
  const std::string trouble = read_header_params(root, tool.header_params);
  if (!trouble.empty()) return reading.refuse("input_schema", trouble, Status::bad_schema);
  json::append_compact(tool.input_schema, schema);
  return std::nullopt;
}

void append_task_support(std::string &out, TaskSupport support) {
  if (support == TaskSupport::never) return;
  out += ",\"execution\":{\"taskSupport\":";
  out += support == TaskSupport::required ? "\"required\"}" : "\"optional\"}";
}

} // namespace

Outcome<Tool> read_tool(const ToolWords &words, const EntryBounds &bounds, json::Reader &reader) {
  if (!well_formed(words.name)) return Refusal{Status::invalid, "tool name: 1 to 128 characters of A-Z a-z 0-9 _ - ."};
  const Reading reading{"tool", words.name, bounds, reader};
  if (words.task_support > static_cast<uint64_t>(TaskSupport::by_handler))
    return reading.refuse("task_support", ": is none of TENON_TASK_*");

  const std::string_view input = words.input_schema.empty() ? any_arguments : words.input_schema;
  const FaceWords face_words{words.name, words.title, words.description, words.annotations, words.icons, words.meta, words.required_scopes};
  Outcome<Face> face = read_face(reading, face_words, uint64_t{input.size()} + words.output_schema.size(), tool_annotations_trouble);
  if (!face) return face.refusal();

  Tool tool;
  tool.face = std::move(*face);
  tool.task_support = static_cast<TaskSupport>(words.task_support);
  if (auto refusal = read_output(reading, words.output_schema, tool)) return *refusal;
  if (auto refusal = read_input(reading, input, tool)) return *refusal; // last: the caller compiles it
  return tool;
}

void append_tool(std::string &out, const Tool &tool, const Shown &shown) {
  open_entry(out, tool.face, shown);
  append_json_member(out, "inputSchema", tool.input_schema);
  if (shown.output_schemas && (tool.output_is_object || shown.any_output_schemas))
    append_json_member(out, "outputSchema", tool.output_schema);
  if (shown.task_support) append_task_support(out, tool.task_support);
  close_entry(out, tool.face, shown, shown.annotations);
}

} // namespace tenon::catalog
