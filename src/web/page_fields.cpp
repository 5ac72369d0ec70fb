// page_fields.cpp - each kind of field by what it needs: rows, a menu, one line, or several.
#include "web/page_fields.hpp"
#include "json/writer.hpp"
#include <algorithm>
#include <utility>

namespace tenon::web {
namespace {

using feedback::Question;
using json::Value;

constexpr size_t most_rows = 7;        // more choices than that are a menu
constexpr double longest_line = 200;   // letters; more than that are an area

Field::Need need(bool required) { return required ? Field::Need::required : Field::Need::optional; }

std::string_view options_label(size_t least, size_t most) {
  if (least != 0 && least == most) return "choose_exactly";
  if (least != 0) return most != 0 ? "choose_between" : "choose_least";
  return most != 0 ? "choose_most" : "choose_any";
}

// Many short choices of which one counts are a menu; otherwise each is a row of its own.
Field with_choices(Field field, bool single) {
  const bool described = std::any_of(field.choices.begin(), field.choices.end(), [](const Choice &each) { return !each.described.empty(); });
  field.single = single;
  field.menu = single && field.choices.size() > most_rows && !described;
  field.rows = !field.menu;
  return field;
}

Field options_field(const PageWords &words, const Question &question) {
  const bool single = question.selection == feedback::Selection::single;
  const size_t least = question.least_selected, most = single ? 1 : question.most_selected;
  const std::string n = std::to_string(least != 0 ? least : most);
  Field field;
  field.name = "option";
  field.label = words.say(single ? "choose_one" : options_label(least, most),
                          {{"n", n}, {"least", std::to_string(least)}, {"most", std::to_string(most)}});
  if (least != 0) field.need = Field::Need::required;
  for (const feedback::Option &option : question.options)
    field.choices.push_back({option.value, option.label.empty() ? option.value : option.label, option.description, option.preset});
  return with_choices(std::move(field), single);
}

std::vector<std::string> presets_of(const Value &schema) {
  const Value preset = schema.find("default");
  std::vector<std::string> all;
  if (!preset) return all;
  if (!preset.is_array()) return {shown(preset)};
  for (Value each = preset.first(); each.at() != preset.end(); each = each.next()) all.push_back(shown(each));
  return all;
}

bool preset(const std::vector<std::string> &presets, std::string_view value) {
  return std::find(presets.begin(), presets.end(), value) != presets.end();
}

void add_choice(Field &field, const std::vector<std::string> &presets, std::string_view value, std::string_view text) {
  field.choices.push_back({std::string(value), std::string(text.empty() ? value : text), "", preset(presets, value)});
}

// From ["a","b"] and names beside it, if there are some.
void add_plain(Field &field, const std::vector<std::string> &presets, const Value &values, const Value &names) {
  if (!values.is_array()) return;
  Value name = names.is_array() ? names.first() : Value();
  for (Value each = values.first(); each.at() != values.end(); each = each.next()) {
    const bool named = name && name.at() != names.end();
    add_choice(field, presets, shown(each), named ? shown(name) : "");
    if (named) name = name.next();
  }
}

// From [{"const":"a","title":"A"}].
void add_titled(Field &field, const std::vector<std::string> &presets, const Value &titled) {
  if (!titled.is_array()) return;
  for (Value each = titled.first(); each.at() != titled.end(); each = each.next())
    add_choice(field, presets, text_of(each, "const"), text_of(each, "title"));
}

std::string_view input_of(std::string_view format) {
  return format == "email" ? "email" : format == "uri" ? "url" : format == "date" ? "date" : "text";
}

// One line, or several for long texts.
Field with_control(const PageWords &words, Field field, const Value &schema, std::string_view type) {
  const std::string_view format = text_of(schema, "format");
  const Value longest = schema.find("maxLength"), least = schema.find("minimum");
  if (type == "string" && format.empty() && longest.is_number() && longest.number() > longest_line) {
    field.area = "3";
    return field;
  }
  field.input = input_of(format);
  if (type == "integer" && least.is_number() && least.number() >= 0) field.inputmode = "numeric";
  else if (type == "integer" || type == "number") field.inputmode = "text";
  if (format == "date-time") {
    if (!field.hint.empty()) field.hint += " · ";
    field.hint += words.word("moment_hint");
  }
  return field;
}

Field form_field(const PageWords &words, std::string_view name, const Value &schema, bool required) {
  const std::string_view title = text_of(schema, "title"), type = text_of(schema, "type");
  const std::vector<std::string> presets = presets_of(schema);
  Field field;
  field.name = "form." + std::string(name);
  field.label = title.empty() ? name : title;
  field.hint = text_of(schema, "description");
  field.need = need(required);
  if (type == "array") {
    const Value items = schema.find("items"), plain = items.find("enum");
    if (plain) add_plain(field, presets, plain, {});
    else add_titled(field, presets, items.find("anyOf"));
    return with_choices(std::move(field), false);
  }
  if (type == "boolean") {
    add_choice(field, presets, "true", words.word("yes"));
    add_choice(field, presets, "false", words.word("no"));
    return with_choices(std::move(field), true);
  }
  if (const Value plain = schema.find("enum")) {
    add_plain(field, presets, plain, schema.find("enumNames"));
    return with_choices(std::move(field), true);
  }
  if (const Value titled = schema.find("oneOf")) {
    add_titled(field, presets, titled);
    return with_choices(std::move(field), true);
  }
  if (!presets.empty()) field.value = presets.front();
  return with_control(words, std::move(field), schema, type);
}

bool requires_field(const Value &form, std::string_view name) {
  const Value required = form.find("required");
  if (!required.is_array()) return false;
  for (Value each = required.first(); each.at() != required.end(); each = each.next())
    if (each.is_text() && each.text() == name) return true;
  return false;
}

Field text_field(const PageWords &words, const Question &question, bool alone) {
  Field field;
  field.name = "text";
  field.area = alone ? "5" : "3";
  field.placeholder = question.free_text.placeholder;
  field.label = words.word(alone ? "text_alone" : "text_beside");
  field.need = need(question.free_text.required || alone);
  return field;
}

// The id, what was posted before, and what is wrong with it.
void finish(Field &field, std::string id, const PostedForm *posted, const std::vector<FieldProblem> &wrong) {
  field.id = std::move(id);
  for (const FieldProblem &each : wrong)
    if (each.name == field.name && field.error.empty()) field.error = each.what;
  if (posted && field.choices.empty()) field.value = posted->first(field.name);
}

} // namespace

std::vector<Field> fields_of(const PageWords &words, const Question &question, const ParsedForm &form, const PostedForm *posted,
                             const std::vector<FieldProblem> &wrong) {
  std::vector<Field> fields;
  if (!question.options.empty()) fields.push_back(options_field(words, question));
  if (const Value properties = form.properties())
    for (Value name = properties.first(); name.at() != properties.end(); name = name.next().next())
      fields.push_back(form_field(words, name.text(), name.next(), requires_field(form.root(), name.text())));
  const bool alone = question.options.empty() && question.form_json.empty();
  if (question.free_text.allowed) fields.push_back(text_field(words, question, alone));
  for (size_t i = 0; i < fields.size(); ++i) finish(fields[i], "f" + std::to_string(i), posted, wrong);
  return fields;
}

Frame frame_of(Field field, const PostedForm *posted) {
  std::vector<Frame> choices;
  for (size_t i = 0; i < field.choices.size(); ++i) {
    Choice &each = field.choices[i];
    const bool checked = posted ? posted->has(field.name, each.value) : each.preset;
    Frame &choice = choices.emplace_back();
    choice.text("choice_id", each.described.empty() ? std::string() : field.id + '-' + std::to_string(i)).flag("checked", checked);
    choice.text("value", std::move(each.value)).text("text", std::move(each.text)).text("described", std::move(each.described));
  }
  Frame frame;
  frame.flag("required", field.need == Field::Need::required).flag("optional", field.need == Field::Need::optional);
  frame.flag("choices_of", field.rows).flag("one", field.single).view("type", field.single ? "radio" : "checkbox");
  frame.flag("control", !field.rows).flag("select", field.menu).view("area", field.area);
  frame.view("input", field.input).view("inputmode", field.inputmode).list("choices", std::move(choices));
  frame.text("id", std::move(field.id)).text("name", std::move(field.name)).text("label", std::move(field.label));
  frame.text("hint", std::move(field.hint)).text("error", std::move(field.error)).text("value", std::move(field.value));
  frame.text("placeholder", std::move(field.placeholder));
  return frame;
}

} // namespace tenon::web
