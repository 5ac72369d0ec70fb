// prompts.cpp - reading which prompt is meant and what goes into it, and writing its messages.
#include "protocol/prompts.hpp"
#include "catalog/prompt.hpp"
#include "ground/text.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/content.hpp"

namespace tenon::protocol {
namespace {

constexpr size_t most_arguments = 1000; // that a client may send: each is compared with those of the prompt

jsonrpc::Fault invalid(std::string why) { return {jsonrpc::invalid_params, std::move(why), ""}; }

const char *message_trouble(const json::Value &message) {
  if (!message.is_object()) return "a message is not an object";
  const json::Value role = message.find("role");
  if (!role.is_text() || (role.text() != "user" && role.text() != "assistant"))
    return "a message's \"role\" is neither user nor assistant";
  return content_trouble(message.find("content"));
}

} // namespace

std::optional<Refused> read_prompt_get(const Params &params, PromptGet &out) {
  if (!params.name.value.is_text()) return Refused{invalid("Invalid params: prompts/get needs \"name\", a string"), 200};
  if (params.arguments.value && !params.arguments.value.is_object())
    return Refused{invalid("Invalid params: \"arguments\" must be an object"), 200};
  out.name = params.name.value.text();
  out.arguments = params.arguments.value;
  out.arguments_json = params.arguments.value ? params.arguments.raw : std::string_view("{}");
  return std::nullopt;
}

jsonrpc::Fault unknown_prompt(std::string_view name) { return invalid(words("Unknown prompt: {}", cut(name, 128))); }

std::optional<jsonrpc::Fault> check_prompt_arguments(const catalog::Prompt &prompt, const json::Value &arguments) {
  if (arguments.is_object()) {
    if (arguments.count() > most_arguments) return invalid(words("Invalid params: more than {} arguments", most_arguments));
    for (json::Value name = arguments.first(); name.at() != arguments.end();) {
      const json::Value value = name.next();
      if (!value.is_text()) return invalid(words("Invalid params: argument {} must be a string", cut(name.text(), 128)));
      name = value.next();
    }
  }
  for (const catalog::PromptArgument &argument : prompt.arguments)
    if (argument.required && !arguments.find(argument.name))
      return invalid(words("Invalid params: argument {} is required", cut(argument.name, 128)));
  return std::nullopt;
}

void append_prompt_text(std::string &out, std::string_view raw_id, const Dressing &dressing, std::string_view description,
                        std::string_view text) {
  open_result(out, raw_id);
  out += "\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\"";
  append_member(out, "text", text);
  out += "}}]";
  if (!description.empty()) append_member(out, "description", description);
  close_result(out, dressing);
}

void append_prompt_response(std::string &out, std::string_view raw_id, const Dressing &dressing,
                            std::string_view description, std::string_view result, const json::Reader &reader) {
  if (description.empty() || reader.root().find("description"))
    return append_dressed(out, raw_id, dressing, result, nullptr);
  std::string described = "{\"description\":";
  json::append_text(described, description);
  described += ','; // a fit result has messages
  described += result.substr(result.find('{') + 1);
  append_dressed(out, raw_id, dressing, described, nullptr);
}

const char *check_prompt_result(const json::Value &root) {
  if (!root.is_object()) return "the result is not an object";
  const json::Value messages = root.find("messages");
  if (!messages.is_array()) return "the result lacks \"messages\", an array";
  for (json::Value item = messages.first(); item.at() != messages.end(); item = item.next())
    if (const char *trouble = message_trouble(item)) return trouble;
  const json::Value description = root.find("description");
  if (description && !description.is_text()) return "\"description\" is not a string";
  return result_trouble(root);
}

} // namespace tenon::protocol
