// page_said.cpp - an answer beside its question, value by value.
#include "web/page_said.hpp"
#include "feedback/letters.hpp"
#include "json/writer.hpp"
#include <new>

namespace tenon::web {
namespace {

using json::Kind;
using json::Value;

constexpr size_t form_nesting = 64; // what was let in at the door has been counted there

std::string_view label_of(const feedback::Question &question, std::string_view value) {
  for (const feedback::Option &option : question.options)
    if (option.value == value) return option.label.empty() ? value : option.label;
  return value;
}

// What a choice is called: by oneOf or items.anyOf, or by enumNames beside enum.
std::string name_of(const Value &schema, const Value &value) {
  if (!value.is_text()) return shown(value);
  const Value one_of = schema.find("oneOf"), titled = one_of ? one_of : schema.find("items").find("anyOf");
  if (titled.is_array())
    for (Value each = titled.first(); each.at() != titled.end(); each = each.next())
      if (text_of(each, "const") == value.text() && !text_of(each, "title").empty()) return std::string(text_of(each, "title"));
  const Value plain = schema.find("enum"), names = schema.find("enumNames");
  if (!plain.is_array() || !names.is_array()) return std::string(value.text());
  Value name = names.first();
  for (Value each = plain.first(); each.at() != plain.end() && name.at() != names.end(); each = each.next(), name = name.next())
    if (each.is_text() && name.is_text() && each.text() == value.text()) return std::string(name.text());
  return std::string(value.text());
}

std::string value_in_words(const PageWords &words, const Value &schema, const Value &value) {
  if (value.is_bool()) return std::string(words.word(value.truth() ? "yes" : "no"));
  if (!value.is_array()) return name_of(schema, value);
  std::string all;
  for (Value each = value.first(); each.at() != value.end(); each = each.next()) {
    if (each.at() != value.first().at()) all += ", ";
    all += name_of(schema, each);
  }
  return all;
}

std::string form_in_words(const PageWords &words, const ParsedForm &form, std::string_view filled_json) {
  const Value properties = form.properties();
  const ParsedForm filled(filled_json);
  std::string lines;
  if (!properties || !filled.root()) return lines;
  for (Value name = properties.first(); name.at() != properties.end(); name = name.next().next()) {
    const Value value = filled.root().find(name.text());
    if (!value) continue;
    if (!lines.empty()) lines += '\n';
    const std::string_view title = text_of(name.next(), "title");
    lines += title.empty() ? name.text() : title;
    lines += ": ";
    lines += value_in_words(words, name.next(), value);
  }
  return lines;
}

} // namespace

ParsedForm::ParsedForm(std::string_view json) {
  if (!json.empty() && reader_.parse_copy(json, form_nesting) == json::Trouble::memory) throw std::bad_alloc();
}

json::Value ParsedForm::properties() const {
  const Value properties = root().find("properties");
  return properties.is_object() ? properties : Value();
}

std::string_view text_of(const json::Value &object, std::string_view name) {
  const Value value = object.find(name);
  return value.is_text() ? value.text() : std::string_view();
}

std::string shown(const json::Value &scalar) {
  std::string out;
  if (scalar.is_text()) return std::string(scalar.text());
  if (scalar.is_bool()) return scalar.truth() ? "true" : "false";
  if (!scalar.is_number()) return out;
  if (scalar.kind() == Kind::integer) json::append_integer(out, scalar.integer());
  else if (scalar.kind() == Kind::big_integer) json::append_unsigned(out, scalar.big_integer());
  else json::append_number(out, scalar.real());
  return out;
}

std::string in_words(const PageWords &words, const feedback::Question &question, const ParsedForm &form, const feedback::Answer &answer) {
  std::string out;
  for (const std::string &value : answer.selected) {
    if (!out.empty()) out += '\n';
    out += label_of(question, value);
  }
  const std::string lines = form_in_words(words, form, answer.form_json);
  for (const std::string_view part : {std::string_view(lines), feedback::trimmed(answer.free_text)}) {
    if (part.empty()) continue;
    if (!out.empty()) out += "\n\n";
    out += part;
  }
  return out;
}

} // namespace tenon::web
