// completion.cpp - reading what is to be completed, and writing suggestions.
#include "protocol/completion.hpp"
#include "json/writer.hpp"
#include "protocol/content.hpp"
#include <new>

namespace tenon::protocol {
namespace {

constexpr size_t most_values = 100;     // 2026-07-28 server/utilities/completion, Completion Results
constexpr size_t most_chosen = 1000;    // arguments in the context

Refused invalid(const char *why) { return {{jsonrpc::invalid_params, why, ""}, 200}; }

// Reads context.arguments. False: they are not texts by name.
bool read_context(const json::Reader &reader, const json::Span &context, Complete &out) {
  if (!context.value) return true;
  if (!context.value.is_object()) return false;
  for (json::Span it = reader.first_of(context); it.value; it = reader.next_of(it)) {
    if (it.name.text() != "arguments") continue;
    if (!it.value.is_object() || it.value.count() > most_chosen) return false;
    for (json::Value name = it.value.first(); name.at() != it.value.end();) {
      const json::Value value = name.next();
      if (!value.is_text()) return false;
      name = value.next();
    }
    out.context = it.value;
    out.context_json = it.raw;
  }
  return true;
}

// The bare form of a handler's answer as a CompleteResult: only what belongs into it.
std::string wrapped(const json::Reader &reader) {
  std::string result = "{\"completion\":{";
  for (json::Span it = reader.first_of(reader.whole()); it.value; it = reader.next_of(it)) {
    const std::string_view name = it.name.text();
    if (name != "values" && name != "total" && name != "hasMore") continue;
    if (result.back() != '{') result += ',';
    json::append_text(result, name);
    result += ':';
    append_one_line(result, it.raw);
  }
  result += "}}";
  return result;
}

} // namespace

std::optional<Refused> read_complete(const json::Reader &reader, const Params &params, Complete &out) {
  const json::Value ref = params.ref.value, argument = params.argument.value;
  const json::Value type = ref.find("type");
  if (!type.is_text()) return invalid("Invalid params: completion/complete needs \"ref\" with a \"type\"");
  out.of_prompt = type.text() == "ref/prompt";
  if (!out.of_prompt && type.text() != "ref/resource")
    return invalid("Invalid params: \"ref\" is neither ref/prompt nor ref/resource");
  const json::Value name = ref.find(out.of_prompt ? "name" : "uri");
  if (!name.is_text()) return invalid("Invalid params: \"ref\" lacks \"name\" or \"uri\"");
  const json::Value of = argument.find("name"), value = argument.find("value");
  if (!of.is_text() || !value.is_text())
    return invalid("Invalid params: completion/complete needs \"argument\" with \"name\" and \"value\", strings");
  out.name = name.text();
  out.argument = of.text();
  out.value = value.text();
  out.context_json = "{}";
  if (!read_context(reader, params.context, out))
    return invalid("Invalid params: \"context\" may hold \"arguments\", at most 1000 strings by name");
  return std::nullopt;
}

void append_completion(std::string &out, std::string_view raw_id, const Dressing &dressing, std::string_view values_result) {
  json::Reader reader;
  if (reader.parse_copy(values_result, json::Reader::deepest) == json::Trouble::memory) throw std::bad_alloc();
  if (reader.root().find("completion")) return append_dressed(out, raw_id, dressing, values_result, nullptr);
  append_dressed(out, raw_id, dressing, wrapped(reader), nullptr);
}

void append_one_completion(std::string &out, std::string_view raw_id, const Dressing &dressing, std::string_view text) {
  open_result(out, raw_id);
  out += "\"completion\":{\"values\":[";
  json::append_text(out, text);
  out += "],\"total\":1,\"hasMore\":false}";
  close_result(out, dressing);
}

void append_no_completion(std::string &out, std::string_view raw_id, const Dressing &dressing) {
  open_result(out, raw_id);
  out += "\"completion\":{\"values\":[],\"total\":0,\"hasMore\":false}";
  close_result(out, dressing);
}

const char *check_completion(const json::Value &root) {
  if (!root.is_object()) return "the result is not an object";
  const json::Value inner = root.find("completion"), said = inner ? inner : root;
  const json::Value values = said.find("values");
  if (!values.is_array()) return "the result lacks \"values\", an array";
  if (values.count() > most_values) return "\"values\" are more than 100";
  for (json::Value item = values.first(); item.at() != values.end(); item = item.next())
    if (!item.is_text()) return "one of \"values\" is not a string";
  const json::Value total = said.find("total"), has_more = said.find("hasMore");
  if (total && !(total.kind() == json::Kind::integer && total.integer() >= 0)) return "\"total\" is not a whole number";
  if (has_more && !has_more.is_bool()) return "\"hasMore\" is not a boolean";
  return result_trouble(root);
}

} // namespace tenon::protocol
