// tools.cpp - reading calls and writing results.
#include "protocol/tools.hpp"
#include "ground/text.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"

namespace tenon::protocol {
namespace {

constexpr std::string_view complete = ",\"resultType\":\"complete\"";

void open_response(std::string &out, std::string_view raw_id) {
  out += "{\"jsonrpc\":\"2.0\",\"id\":";
  out += raw_id;
  out += ",\"result\":";
}

// A handler's JSON, without raw line ends: framing needs one line.
void append_one_line(std::string &out, std::string_view json) {
  if (json.find('\n') == std::string_view::npos && json.find('\r') == std::string_view::npos) out += json;
  else json::append_compact(out, json);
}

} // namespace

void open_tool_page(std::string &out) { out += "{\"tools\":["; }

void close_tool_page(std::string &out, Revision revision, std::string_view next_cursor, bool shared_cache) {
  out += ']';
  if (!next_cursor.empty()) {
    out += ",\"nextCursor\":";
    json::append_text(out, next_cursor);
  }
  if (facts(revision).modern) {
    out += complete;
    out += ",\"ttlMs\":0,\"cacheScope\":";
    out += shared_cache ? "\"public\"" : "\"private\"";
  }
  out += '}';
}

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

jsonrpc::Fault unknown_tool(std::string_view name) { return {jsonrpc::invalid_params, words("Unknown tool: {}", cut(name, 128)), ""}; }

std::string misfit_words(std::string_view tool, const schema::Finding &finding) {
  return words("Invalid arguments for tool {}: {}{}{}", tool, finding.place, finding.place.empty() ? "" : " ", finding.message);
}

void append_text_response(std::string &out, std::string_view raw_id, Revision revision, std::string_view text, bool is_error) {
  open_response(out, raw_id);
  out += "{\"content\":[{\"type\":\"text\",\"text\":";
  json::append_text(out, text);
  out += "}]";
  if (is_error) out += ",\"isError\":true";
  if (facts(revision).modern) out += complete;
  out += "}}";
}

void append_tool_response(std::string &out, std::string_view raw_id, Revision revision, std::string_view result) {
  open_response(out, raw_id);
  const size_t brace = result.find('{');
  if (!facts(revision).modern) append_one_line(out, result.substr(brace));
  else { // a fit result has at least `content`, so a comma follows
    out += "{\"resultType\":\"complete\",";
    append_one_line(out, result.substr(brace + 1));
  }
  out += '}';
}

void append_empty_response(std::string &out, std::string_view raw_id) {
  open_response(out, raw_id);
  out += "{}}";
}

const char *check_tool_result(const json::Value &root) {
  if (!root.is_object()) return "the result is not an object";
  const json::Value content = root.find("content");
  if (!content.is_array()) return "the result lacks \"content\", an array";
  for (json::Value item = content.first(); item.at() != content.end(); item = item.next())
    if (!item.is_object() || !item.find("type").is_text()) return "an item of \"content\" lacks \"type\"";
  const json::Value is_error = root.find("isError");
  if (is_error && !is_error.is_bool()) return "\"isError\" is not a boolean";
  if (root.find("resultType")) return "\"resultType\" is the library's to add";
  return nullptr;
}

void append_progress(std::string &out, Revision revision, std::string_view token, double done, double total, std::string_view message) {
  out += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":";
  out += token;
  out += ",\"progress\":";
  json::append_number(out, done);
  if (total > 0) {
    out += ",\"total\":";
    json::append_number(out, total);
  }
  if (!message.empty() && facts(revision).progress_message) {
    out += ",\"message\":";
    json::append_text(out, message);
  }
  out += "}}";
}

} // namespace tenon::protocol
