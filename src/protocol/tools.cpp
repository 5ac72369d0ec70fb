// tools.cpp - reading calls and writing results.
#include "protocol/tools.hpp"
#include "ground/text.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/content.hpp"

namespace tenon::protocol {
namespace {

// The members of a result that is one text, without the braces.
void append_text_members(std::string &out, std::string_view text, bool is_error) {
  out += "\"content\":[{\"type\":\"text\",\"text\":";
  json::append_text(out, text);
  out += "}]";
  if (is_error) out += ",\"isError\":true";
}

bool is_object(std::string_view json) {
  const size_t at = json.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && json[at] == '{';
}

void append_structured_members(std::string &out, Revision revision, std::string_view structured) {
  const RevisionFacts &known = facts(revision);
  std::string compact;
  if (structured.find_first_of("\r\n") != std::string_view::npos) {
    json::append_compact(compact, structured);
    structured = compact;
  }
  append_text_members(out, structured, false);
  if (!known.structured || (!known.structured_any && !is_object(structured))) return;
  out += ",\"structuredContent\":";
  out += structured;
}

const char *structured_trouble(const json::Value &structured, bool is_error, const schema::Schema *output,
                               schema::Finding *finding) {
  if (!output) return nullptr;
  if (!structured) return is_error ? nullptr : "the tool has an output schema, and \"structuredContent\" is missing";
  switch (schema::check(*output, structured, finding)) {
  case schema::Fit::fits: return nullptr;
  case schema::Fit::misfits: return "\"structuredContent\" does not fit the output schema";
  case schema::Fit::too_costly: break;
  }
  return "\"structuredContent\" takes more than max_schema_steps to check";
}

} // namespace

std::optional<Refused> read_tool_call(const Params &params, ToolCall &out) {
  const auto invalid = [](const char *words) { return Refused{{jsonrpc::invalid_params, words, ""}, 200}; };
  if (!params.name.value.is_text()) return invalid("Invalid params: tools/call needs \"name\", a string");
  if (params.arguments.value && !params.arguments.value.is_object())
    return invalid("Invalid params: \"arguments\" must be an object");
  out.name = params.name.value.text();
  out.arguments = params.arguments.value;
  out.arguments_json = params.arguments.value ? params.arguments.raw : std::string_view("{}");
  return std::nullopt;
}

jsonrpc::Fault unknown_tool(std::string_view name) {
  return {jsonrpc::invalid_params, words("Unknown tool: {}", cut(name, 128)), ""};
}

std::string misfit_words(std::string_view tool, const schema::Finding &finding) {
  return words("Invalid arguments for tool {}: {}{}{}", tool, finding.place, finding.place.empty() ? "" : " ",
               finding.message);
}

void append_text_response(std::string &out, std::string_view raw_id, const Dressing &dressing, std::string_view text,
                          bool is_error) {
  open_result(out, raw_id);
  append_text_members(out, text, is_error);
  close_result(out, dressing);
}

void append_tool_response(std::string &out, std::string_view raw_id, const Dressing &dressing, std::string_view result) {
  append_dressed(out, raw_id, dressing, result, nullptr);
}

void append_structured_response(std::string &out, std::string_view raw_id, const Dressing &dressing,
                                std::string_view structured) {
  open_result(out, raw_id);
  append_structured_members(out, dressing.revision, structured);
  close_result(out, dressing);
}

void append_text_result(std::string &out, std::string_view text, bool is_error) {
  out += '{';
  append_text_members(out, text, is_error);
  out += '}';
}

void append_structured_result(std::string &out, Revision revision, std::string_view structured) {
  out += '{';
  append_structured_members(out, revision, structured);
  out += '}';
}

const char *check_tool_result(const json::Value &root, const schema::Schema *output, schema::Finding *finding) {
  if (!root.is_object()) return "the result is not an object";
  const json::Value content = root.find("content");
  if (!content.is_array()) return "the result lacks \"content\", an array";
  for (json::Value item = content.first(); item.at() != content.end(); item = item.next())
    if (const char *trouble = content_trouble(item)) return trouble;
  if (const char *trouble = result_trouble(root)) return trouble;
  const json::Value is_error = root.find("isError");
  if (is_error && !is_error.is_bool()) return "\"isError\" is not a boolean";
  return structured_trouble(root.find("structuredContent"), is_error && is_error.truth(), output, finding);
}

void append_progress(std::string &out, Revision revision, std::string_view token, double done, double total,
                     std::string_view message) {
  out += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":";
  out += token;
  out += ",\"progress\":";
  json::append_number(out, done);
  if (total > 0) {
    out += ",\"total\":";
    json::append_number(out, total);
  }
  if (!message.empty() && facts(revision).progress_message) append_member(out, "message", message);
  out += "}}";
}

} // namespace tenon::protocol
