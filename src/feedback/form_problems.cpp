// form_problems.cpp - one field at a time: what is missing, what has the wrong shape or number, and what its own schema refuses.
#include "feedback/form_problems.hpp"
#include "feedback/letters.hpp"
#include "json/writer.hpp"
#include <cmath>
#include <new>

namespace tenon::feedback {
namespace {

using json::Span;
using json::Value;

constexpr size_t form_nesting = 8;
constexpr double most_told = 1e15; // a bound that is no whole number below this is left to the schema's own words

// One field of the form: its schema, and what was filled in.
struct Entry {
  const Reading &in;
  std::string path;
  Value schema, value;

  bool wrong(Wrong what, int64_t limit = -1, std::string_view detail = {}) const { return !in.wrong(path, what, limit, detail); }
  // The whole number under that name, if the count is on the wrong side of it.
  bool below(std::string_view least, double count, Wrong what) const { return is_bound(least) && count < bound(least) && wrong(what, told(least)); }
  bool above(std::string_view most, double count, Wrong what) const { return is_bound(most) && count > bound(most) && wrong(what, told(most)); }

private:
  double bound(std::string_view name) const { return schema.find(name).number(); }
  bool is_bound(std::string_view name) const {
    const Value found = schema.find(name);
    return found.is_number() && std::fabs(found.number()) < most_told && std::trunc(found.number()) == found.number() && found.number() >= 0;
  }
  int64_t told(std::string_view name) const { return static_cast<int64_t>(bound(name)); }
};

bool has_text(const Value &choices, const Value &value, std::string_view member) {
  if (!choices.is_array()) return false;
  for (Value each = choices.first(); each.at() != choices.end(); each = each.next()) {
    const Value choice = member.empty() ? each : each.find(member);
    if (choice.is_text() && choice.text() == value.text()) return true;
  }
  return false;
}

// Whether the schema offers choices, and this text is none of them.
bool wrong_choice(const Entry &entry, const Value &schema, const Value &value) {
  const Value plain = schema.find("enum"), one_of = schema.find("oneOf"), titled = one_of ? one_of : schema.find("anyOf");
  if (!plain && !titled) return false;
  const bool offered = value.is_text() && (plain ? has_text(plain, value, "") : has_text(titled, value, "const"));
  return !offered && entry.wrong(Wrong::not_offered);
}

bool wrong_text(const Entry &entry) {
  if (!entry.value.is_text()) return entry.wrong(Wrong::no_text);
  if (wrong_choice(entry, entry.schema, entry.value)) return true;
  const double letters = static_cast<double>(code_points(entry.value.text()));
  return entry.below("minLength", letters, Wrong::empty) || entry.above("maxLength", letters, Wrong::too_long);
}

bool wrong_number(const Entry &entry, bool whole) {
  if (!entry.value.is_number()) return entry.wrong(whole ? Wrong::no_whole_number : Wrong::no_number);
  const double number = entry.value.number();
  if (whole && std::trunc(number) != number) return entry.wrong(Wrong::no_whole_number);
  return entry.below("minimum", number, Wrong::too_small) || entry.above("maximum", number, Wrong::too_large);
}

bool wrong_list(const Entry &entry) {
  if (!entry.value.is_array()) return entry.wrong(Wrong::no_array);
  const double count = static_cast<double>(entry.value.count());
  if (entry.below("minItems", count, Wrong::too_few) || entry.above("maxItems", count, Wrong::too_many)) return true;
  for (Value each = entry.value.first(); each.at() != entry.value.end(); each = each.next())
    if (wrong_choice(entry, entry.schema.find("items"), each)) return true;
  return false;
}

std::string_view text_of(const Value &object, std::string_view name) {
  const Value found = object.find(name);
  return found.is_text() ? found.text() : std::string_view();
}

bool wrong_shape(const Entry &entry) {
  const std::string_view type = text_of(entry.schema, "type");
  if (type == "string") return wrong_text(entry);
  if (type == "number" || type == "integer") return wrong_number(entry, type == "integer");
  if (type == "boolean") return !entry.value.is_bool() && entry.wrong(Wrong::no_truth);
  return type == "array" && wrong_list(entry);
}

void parse(json::Reader &reader, std::string_view text) {
  if (reader.parse_copy(text, form_nesting) == json::Trouble::memory) throw std::bad_alloc();
}

// Formats and patterns: a form of this field alone, with this value alone.
bool wrong_by_schema(const Entry &entry, const Span &property, std::string_view raw_value) {
  const std::string name = json::quoted(property.name.text());
  std::string form = "{\"type\":\"object\",\"properties\":{" + name + ":", filled = "{" + name + ":";
  form.append(property.raw).append("}}");
  filled.append(raw_value).append("}");
  json::Reader reader;
  parse(reader, filled);
  if (!reader.root() || entry.in.forms.check_content(form, reader.root()).empty()) return false;
  const std::string_view format = text_of(entry.schema, "format");
  return entry.wrong(Wrong::bad_form, -1, format.empty() ? text_of(entry.schema, "pattern") : format);
}

bool requires_field(const Value &form, std::string_view name) {
  const Value required = form.find("required");
  if (!required.is_array()) return false;
  for (Value each = required.first(); each.at() != required.end(); each = each.next())
    if (each.is_text() && each.text() == name) return true;
  return false;
}

Span member(const json::Reader &reader, const Span &object, std::string_view name) {
  Span it = reader.first_of(object);
  while (it.value && it.name.text() != name) it = reader.next_of(it);
  return it;
}

} // namespace

bool note_form_problems(const Reading &in, std::string_view schema, const Span &content, const std::string &field) {
  json::Reader form;
  parse(form, schema);
  const Span properties = form.root() ? member(form, form.whole(), "properties") : Span();
  if (!properties.value.is_object() || !content.value.is_object() || properties.value.count() > most_fields_looked_at) return false;
  bool any = false;
  for (Span property = form.first_of(properties); property.value; property = form.next_of(property)) {
    const std::string_view name = property.name.text();
    const Span filled = member(in.reader, content, name);
    const Entry entry{in, pointer_to(field, name), property.value, filled.value};
    const bool missing = !filled.value && requires_field(form.root(), name) && !property.value.find("default");
    if (missing) any |= entry.wrong(Wrong::missing);
    else if (filled.value) any |= wrong_shape(entry) || wrong_by_schema(entry, property, filled.raw);
  }
  return any;
}

} // namespace tenon::feedback
