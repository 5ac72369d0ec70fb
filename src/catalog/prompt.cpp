// prompt.cpp - reading a prompt's words at the door and writing its entry.
#include "catalog/prompt.hpp"
#include "catalog/annotations.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"

namespace tenon::catalog {
namespace {

bool is_taken(const Prompt &prompt, std::string_view name) {
  for (const PromptArgument &argument : prompt.arguments)
    if (argument.name == name) return true;
  return false;
}

// Empty, or what is wrong with it.
std::string add_argument(Prompt &prompt, const json::Value &value) {
  if (!value.is_object()) return ": is not an object";
  const json::Value name = value.find("name"), required = value.find("required");
  if (!name.is_text() || !valid_label(name.text())) return words(".name: {}", label_words);
  if (is_taken(prompt, name.text())) return words(".name: there is a \"{}\" already", name.text());
  for (const char *member : {"title", "description"}) {
    const json::Value text = value.find(member);
    if (text && !text.is_text()) return words(".{}: is not a string", member);
  }
  if (required && !required.is_bool()) return ".required: is not a boolean";
  prompt.arguments.push_back({std::string(name.text()), required && required.truth()});
  return {};
}

std::string add_arguments(Prompt &prompt, const json::Value &root) {
  if (!root.is_array()) return ": is not an array";
  size_t index = 0;
  for (json::Value value = root.first(); value.at() != root.end(); value = value.next(), ++index) {
    if (index == max_prompt_arguments) return words(": are more than {}", max_prompt_arguments);
    const std::string trouble = add_argument(prompt, value);
    if (!trouble.empty()) return words("[{}]{}", index, trouble);
  }
  return {};
}

bool any_title(const json::Value &root) {
  for (json::Value value = root.first(); value.at() != root.end(); value = value.next())
    if (value.find("title")) return true;
  return false;
}

void append_untitled(std::string &out, const json::Reader &reader) {
  out += '[';
  for (json::Span argument = reader.first_of(reader.whole()); argument.value; argument = reader.next_of(argument)) {
    if (out.back() != '[') out += ',';
    out += '{';
    for (json::Span member = reader.first_of(argument); member.value; member = reader.next_of(member)) {
      if (member.name.text() == "title") continue;
      if (out.back() != '{') out += ',';
      json::append_text(out, member.name.text());
      out += ':';
      json::append_compact(out, member.raw);
    }
    out += '}';
  }
  out += ']';
}

std::optional<Refusal> read_arguments(const Reading &reading, std::string_view json, Prompt &prompt) {
  if (json.empty()) return std::nullopt;
  if (auto refusal = reading.parse("arguments", json)) return refusal;
  const json::Value root = reading.reader.root();
  const std::string trouble = add_arguments(prompt, root);
  if (!trouble.empty()) return reading.refuse("arguments", trouble);
  json::append_compact(prompt.arguments_json, json);
  if (any_title(root)) append_untitled(prompt.untitled_arguments_json, reading.reader);
  return std::nullopt;
}

} // namespace

Outcome<Prompt> read_prompt(const PromptWords &words, const EntryBounds &bounds, json::Reader &reader) {
  if (!valid_label(words.face.name)) return Refusal{Status::invalid, tenon::words("prompt name: {}", label_words)};
  const Reading reading{"prompt", words.face.name, bounds, reader};
  Outcome<Face> face = read_face(reading, words.face, words.arguments.size(), no_annotations_trouble);
  if (!face) return face.refusal();
  Prompt prompt;
  prompt.face = std::move(*face);
  if (auto refusal = read_arguments(reading, words.arguments, prompt)) return *refusal;
  return prompt;
}

void append_prompt(std::string &out, const Prompt &prompt, const Shown &shown) {
  open_entry(out, prompt.face, shown);
  const bool untitled = !shown.titles && !prompt.untitled_arguments_json.empty();
  append_json_member(out, "arguments", untitled ? prompt.untitled_arguments_json : prompt.arguments_json);
  close_entry(out, prompt.face, shown, false);
}

} // namespace tenon::catalog
