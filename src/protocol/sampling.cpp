// sampling.cpp - member by member, what messages to a model and from it look like.
#include "protocol/sampling.hpp"
#include "ground/text.hpp"
#include "ground/words.hpp"
#include <new>

namespace tenon::protocol {
namespace {

using json::Value;

bool is_role(const Value &role) { return role.is_text() && (role.text() == "user" || role.text() == "assistant"); }

bool are_objects(const Value &list) {
  if (!list.is_array()) return false;
  for (Value each = list.first(); each.at() != list.end(); each = each.next())
    if (!each.is_object()) return false;
  return true;
}

bool are_texts(const Value &list) {
  if (!list.is_array()) return false;
  for (Value each = list.first(); each.at() != list.end(); each = each.next())
    if (!each.is_text()) return false;
  return true;
}

const char *wrong_block(const Value &block) {
  const Value type = block.find("type");
  if (!type.is_text()) return "content lacks \"type\"";
  const std::string_view name = type.text();
  if (name == "text") return block.find("text").is_text() ? nullptr : "text content lacks \"text\"";
  if (name == "image" || name == "audio")
    return block.find("data").is_text() && block.find("mimeType").is_text() ? nullptr : "image or audio content lacks \"data\" or \"mimeType\"";
  if (name == "tool_use")
    return block.find("id").is_text() && block.find("name").is_text() && block.find("input").is_object()
               ? nullptr : "tool_use content lacks \"id\", \"name\" or \"input\"";
  if (name == "tool_result")
    return block.find("toolUseId").is_text() && are_objects(block.find("content")) ? nullptr : "tool_result content lacks \"toolUseId\" or \"content\"";
  return "content is of no type that there is";
}

// One block, or an array of them.
const char *wrong_content(const Value &content) {
  if (content.is_object()) return wrong_block(content);
  if (!content.is_array()) return "\"content\" is neither an object nor an array";
  for (Value each = content.first(); each.at() != content.end(); each = each.next())
    if (const char *why = wrong_block(each)) return why;
  return nullptr;
}

const char *wrong_messages(const Value &messages) {
  if (!messages.is_array()) return "\"messages\" is not an array";
  for (Value each = messages.first(); each.at() != messages.end(); each = each.next()) {
    if (!is_role(each.find("role"))) return "a message lacks \"role\", user or assistant";
    if (const char *why = wrong_content(each.find("content"))) return why;
  }
  return nullptr;
}

const char *wrong_tools(const Value &tools) {
  if (!tools.is_array()) return "\"tools\" is not an array";
  for (Value each = tools.first(); each.at() != tools.end(); each = each.next())
    if (!each.find("name").is_text() || !each.find("inputSchema").is_object()) return "one of \"tools\" lacks \"name\" or \"inputSchema\"";
  return nullptr;
}

bool is_context(const Value &value) {
  return value.is_text() && (value.text() == "none" || value.text() == "thisServer" || value.text() == "allServers");
}

bool has_own_shape(std::string_view name, const Value &value) {
  if (name == "modelPreferences" || name == "metadata" || name == "toolChoice" || name == "_meta") return value.is_object();
  if (name == "systemPrompt") return value.is_text();
  if (name == "temperature") return value.is_number();
  if (name == "stopSequences") return are_texts(value);
  if (name == "includeContext") return is_context(value);
  return name != "task"; // it would be answered by a task of the client's, which nobody here would fetch
}

} // namespace

std::string check_sampling_params(const Value &params) {
  if (!params.is_object()) return "are not an object";
  const Value most = params.find("maxTokens"), tools = params.find("tools");
  if (const char *why = wrong_messages(params.find("messages"))) return why;
  if (!most || most.kind() != json::Kind::integer || most.integer() <= 0) return "\"maxTokens\" is not a whole number over 0";
  for (Value name = params.first(); name.at() != params.end(); name = name.next().next())
    if (!has_own_shape(name.text(), name.next())) return words("\"{}\" is not what it has to be", cut(name.text(), 64));
  const char *why = tools ? wrong_tools(tools) : nullptr;
  return why ? why : "";
}

bool sampling_needs_tools(std::string_view params) {
  if (params.find("\"tool") == params.npos && params.find("\\u00") == params.npos) return false; // not even by another spelling
  json::Reader reader;
  if (reader.parse_copy(params, json::Reader::deepest) == json::Trouble::memory) throw std::bad_alloc();
  return reader.root().find("tools") || reader.root().find("toolChoice");
}

std::string check_sampling_result(const Value &result) {
  if (!is_role(result.find("role"))) return "lacks \"role\", user or assistant";
  if (!result.find("model").is_text()) return "lacks \"model\", a string";
  const Value stop = result.find("stopReason");
  if (stop && !stop.is_text()) return "has a \"stopReason\" that is not a string";
  const char *why = wrong_content(result.find("content"));
  return why ? words("has no right content: {}", why) : "";
}

} // namespace tenon::protocol
