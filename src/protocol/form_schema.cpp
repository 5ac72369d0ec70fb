// form_schema.cpp - the fields that a form may have, keyword by keyword.
#include "protocol/form_schema.hpp"
#include "ground/text.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/form_formats.hpp"
#include "schema/schema.hpp"
#include <algorithm>
#include <new>
#include <vector>

namespace tenon::protocol {
namespace {

using json::Kind;
using json::Value;

enum Field : unsigned { text_field = 1, number_field = 2, truth_field = 4, choice_field = 8, choices_field = 16, any_field = 31 };
enum class Shape : uint8_t { text, truth, texts, names, number, count, titled, options, format, anything };

struct Keyword {
  std::string_view name;
  unsigned fields; // which may have it
  Shape shape;
};

constexpr Keyword keywords[] = {
    {"type", any_field, Shape::text},         {"title", any_field, Shape::text},       {"description", any_field, Shape::text},
    {"default", any_field, Shape::anything},  {"format", text_field, Shape::format},   {"minLength", text_field, Shape::count},
    {"maxLength", text_field, Shape::count},  {"pattern", text_field, Shape::text},    {"minimum", number_field, Shape::number},
    {"maximum", number_field, Shape::number}, {"enum", choice_field, Shape::texts},    {"enumNames", choice_field, Shape::names},
    {"oneOf", choice_field, Shape::titled},   {"items", choices_field, Shape::options}, {"minItems", choices_field, Shape::count},
    {"maxItems", choices_field, Shape::count},
};

bool are_texts(const Value &value) {
  if (!value.is_array()) return false;
  for (Value each = value.first(); each.at() != value.end(); each = each.next())
    if (!each.is_text()) return false;
  return true;
}

bool all_differ(std::vector<std::string_view> texts) {
  std::sort(texts.begin(), texts.end());
  return std::adjacent_find(texts.begin(), texts.end()) == texts.end();
}

// A non-empty array of different texts.
bool are_choices(const Value &value) {
  if (!are_texts(value) || value.count() == 0) return false;
  std::vector<std::string_view> texts;
  for (Value each = value.first(); each.at() != value.end(); each = each.next()) texts.push_back(each.text());
  return all_differ(std::move(texts));
}

// The same as [{"const":"#FF0000","title":"Red"},...].
bool are_titled_choices(const Value &value) {
  if (!value.is_array() || value.count() == 0) return false;
  std::vector<std::string_view> texts;
  for (Value each = value.first(); each.at() != value.end(); each = each.next()) {
    const Value is = each.find("const");
    if (!is.is_text() || !each.find("title").is_text() || each.count() != 2) return false;
    texts.push_back(is.text());
  }
  return all_differ(std::move(texts));
}

// What many may be chosen of: {"type":"string","enum":[...]} or {"anyOf":[titled]}.
bool are_options(const Value &items) {
  const Value type = items.find("type"), plain = items.find("enum"), titled = items.find("anyOf");
  if (type && (!type.is_text() || type.text() != "string")) return false;
  if (items.count() != (type ? 2u : 1u)) return false;
  return plain ? type && are_choices(plain) : are_titled_choices(titled);
}

bool is_count(const Value &value) { return value && value.kind() == Kind::integer && value.integer() >= 0; }

const char *misshapen(Shape shape, const Value &value) {
  switch (shape) {
  case Shape::text: return value.is_text() ? nullptr : "is not a string";
  case Shape::truth: return value.is_bool() ? nullptr : "is not a boolean";
  case Shape::texts: return are_choices(value) ? nullptr : "is not an array of different strings";
  case Shape::names: return are_texts(value) ? nullptr : "is not an array of strings";
  case Shape::number: return value.is_number() ? nullptr : "is not a number";
  case Shape::count: return is_count(value) ? nullptr : "is not a whole number from 0 on";
  case Shape::titled: return are_titled_choices(value) ? nullptr : "is not an array of {\"const\",\"title\"} with different strings";
  case Shape::options: return value.is_object() && are_options(value) ? nullptr : "has neither an \"enum\" of strings nor an \"anyOf\" of {\"const\",\"title\"}";
  case Shape::format: return value.is_text() && is_form_format(value.text()) ? nullptr : "is none of email, uri, date, date-time";
  case Shape::anything: break;
  }
  return nullptr;
}

// 0: no field of a form.
unsigned field_of(const Value &property) {
  const Value type = property.find("type");
  if (!type.is_text()) return 0;
  const std::string_view name = type.text();
  if (name == "string") return property.find("enum") || property.find("oneOf") ? choice_field : text_field;
  if (name == "number" || name == "integer") return number_field;
  if (name == "boolean") return truth_field;
  if (name == "array") return choices_field;
  return 0;
}

const Keyword *keyword_of(std::string_view name, unsigned field) {
  for (const Keyword &each : keywords)
    if (each.name == name && (each.fields & field) != 0) return &each;
  return nullptr;
}

bool in_order(const Value &property, std::string_view least, std::string_view most) {
  const Value from = property.find(least), to = property.find(most);
  return !from || !to || from.number() <= to.number();
}

// What several keywords say together. They are in shape one by one.
const char *contradiction(const Value &property, unsigned field) {
  if (!in_order(property, "minLength", "maxLength")) return "minLength is over maxLength";
  if (!in_order(property, "minimum", "maximum")) return "minimum is over maximum";
  if (!in_order(property, "minItems", "maxItems")) return "minItems is over maxItems";
  const Value plain = property.find("enum"), names = property.find("enumNames");
  if (plain && property.find("oneOf")) return "has both \"enum\" and \"oneOf\"";
  if (names && (!plain || names.count() != plain.count())) return "\"enumNames\" has not as many names as \"enum\" has values";
  if (field == choices_field && !property.find("items")) return "an array lacks \"items\"";
  return nullptr;
}

// Of a value that fits its field otherwise.
bool has_format_of(const Value &property, const Value &value) {
  const Value format = property.find("format");
  return !format || !value.is_text() || has_format(value.text(), format.text());
}

std::string wrong_default(const Value &property) {
  const Value preset = property.find("default");
  if (!preset) return "";
  const auto compiled = schema::compile(property, schema::Limits{});
  if (!compiled) return compiled.refusal().text;
  schema::Finding finding;
  if (schema::check(**compiled, preset, &finding) != schema::Fit::fits) return words("\"default\" does not fit: {}", finding.message);
  return has_format_of(property, preset) ? "" : "\"default\" does not have the \"format\"";
}

std::string check_property(const Value &property) {
  if (!property.is_object()) return "is not an object";
  const unsigned field = field_of(property);
  if (field == 0) return "\"type\" is none of string, number, integer, boolean, array";
  for (Value name = property.first(); name.at() != property.end(); name = name.next().next()) {
    const Keyword *keyword = keyword_of(name.text(), field);
    if (!keyword) return words("\"{}\" has no place in such a field of a form", cut(name.text(), 64));
    if (const char *why = misshapen(keyword->shape, name.next())) return words("\"{}\" {}", keyword->name, why);
  }
  if (const char *why = contradiction(property, field)) return why;
  return wrong_default(property);
}

std::string check_required(const Value &required, const Value &properties) {
  if (!required) return "";
  if (!are_texts(required)) return "\"required\" is not an array of strings";
  for (Value each = required.first(); each.at() != required.end(); each = each.next())
    if (!properties.find(each.text())) return words("\"required\" names \"{}\", which is no property", cut(each.text(), 64));
  return "";
}

std::string check_root_member(std::string_view name, const Value &value) {
  if (name == "type" || name == "properties" || name == "required") return "";
  const bool text = name == "$schema" || name == "title" || name == "description";
  if (!text && name != "additionalProperties") return words("\"{}\" has no place in a form", cut(name, 64));
  const char *why = misshapen(text ? Shape::text : Shape::truth, value);
  return why ? words("\"{}\" {}", name, why) : "";
}

void append_element(std::string &out, const Value &text) {
  if (out.back() != '[') out += ',';
  json::append_text(out, text.text());
}

// "oneOf":[{"const":...,"title":...}] as "enum":[...],"enumNames":[...].
void append_enum_with_names(std::string &out, const Value &titled) {
  const auto append_each = [&](std::string_view member) {
    for (Value each = titled.first(); each.at() != titled.end(); each = each.next()) append_element(out, each.find(member));
  };
  out += "\"enum\":[";
  append_each("const");
  out += "],\"enumNames\":[";
  append_each("title");
  out += ']';
}

// An object's members again; `append_own` writes one in its own way, name included, or says that it stays as it is.
template <class Own> void append_members(std::string &out, const json::Reader &reader, const json::Span &object, Own append_own) {
  out += '{';
  for (json::Span it = reader.first_of(object); it.value; it = reader.next_of(it)) {
    if (out.back() != '{') out += ',';
    if (append_own(it)) continue;
    json::append_text(out, it.name.text());
    out += ':';
    out += it.raw;
  }
  out += '}';
}

// A form in which a field with a default is not required.
std::string lenient_form(const json::Reader &reader) {
  std::string out;
  const Value properties = reader.root().find("properties");
  append_members(out, reader, reader.whole(), [&](const json::Span &member) {
    if (member.name.text() != "required") return false;
    out += "\"required\":[";
    for (Value each = member.value.first(); each.at() != member.value.end(); each = each.next())
      if (!properties.find(each.text()).find("default")) append_element(out, each);
    out += ']';
    return true;
  });
  return out;
}

constexpr size_t form_nesting = 8; // a form has six levels: itself, its properties, one of them, its items, their choices, one of them

void parse_form(json::Reader &reader, std::string_view form) {
  if (reader.parse_copy(form, form_nesting) == json::Trouble::memory) throw std::bad_alloc();
}

// Whatever the schema says of it: a form's values are never nested (ElicitResult.content).
bool is_flat(const Value &value) { return value.is_text() || value.is_number() || value.is_bool() || are_texts(value); }

// What the compiled schema does not say: formats, and the shape of values that nobody asked for.
std::string check_values(const Value &properties, const Value &content) {
  for (Value name = properties.first(); name.at() != properties.end(); name = name.next().next()) {
    if (!name.next().find("format")) continue;
    const Value value = content.find(name.text());
    if (value && !has_format_of(name.next(), value))
      return words("\"content\" has \"{}\", which is no {}", cut(name.text(), 64), name.next().find("format").text());
  }
  for (Value name = content.first(); name.at() != content.end(); name = name.next().next())
    if (!is_flat(name.next()))
      return words("\"content\" has \"{}\", which is neither a string, a number, a boolean nor an array of strings", cut(name.text(), 64));
  return "";
}

} // namespace

std::string check_form_schema(const Value &schema) {
  if (!schema.is_object()) return "is not an object";
  const Value type = schema.find("type"), properties = schema.find("properties");
  if (!type.is_text() || type.text() != "object") return "lacks \"type\":\"object\"";
  if (!properties.is_object()) return "lacks \"properties\", an object";
  for (Value name = schema.first(); name.at() != schema.end(); name = name.next().next())
    if (std::string why = check_root_member(name.text(), name.next()); !why.empty()) return why;
  for (Value name = properties.first(); name.at() != properties.end(); name = name.next().next())
    if (const std::string why = check_property(name.next()); !why.empty()) return words("property \"{}\": {}", cut(name.text(), 64), why);
  if (std::string why = check_required(schema.find("required"), properties); !why.empty()) return why;
  const auto compiled = schema::compile(schema, schema::Limits{});
  return compiled ? "" : compiled.refusal().text;
}

void append_older_form(std::string &out, std::string_view schema) {
  json::Reader reader;
  parse_form(reader, schema);
  append_members(out, reader, reader.whole(), [&](const json::Span &member) {
    if (member.name.text() != "properties") return false;
    out += "\"properties\":";
    append_members(out, reader, member, [&](const json::Span &property) {
      json::append_text(out, property.name.text());
      out += ':';
      append_members(out, reader, property, [&](const json::Span &keyword) {
        if (keyword.name.text() != "oneOf") return false;
        append_enum_with_names(out, keyword.value);
        return true;
      });
      return true;
    });
    return true;
  });
}

std::string check_form_content(std::string_view schema, const Value &content) {
  if (!content.is_object()) return "\"content\" is not an object";
  json::Reader reader, lenient;
  parse_form(reader, schema);
  parse_form(lenient, lenient_form(reader));
  const auto compiled = schema::compile(lenient.root(), schema::Limits{});
  if (!compiled) return words("cannot be checked: {}", compiled.refusal().text);
  schema::Finding finding;
  switch (schema::check(**compiled, content, &finding)) {
  case schema::Fit::fits: break;
  case schema::Fit::misfits: return words("\"content\"{}{} {}", finding.place.empty() ? "" : " ", finding.place, finding.message);
  case schema::Fit::too_costly: return "\"content\" is too costly to check";
  }
  return check_values(reader.root().find("properties"), content);
}

} // namespace tenon::protocol
