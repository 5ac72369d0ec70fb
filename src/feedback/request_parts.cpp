// request_parts.cpp - options, the rules for free text, and forms.
#include "feedback/request_parts.hpp"
#include "feedback/members.hpp"
#include <algorithm>

namespace tenon::feedback {
namespace {

using json::Span;
using json::Value;

bool read_option_member(const Reading &in, std::string_view name, const Value &value, const std::string &field, Option &out) {
  if (name == "value") return in.text(value, field, 1, in.limits.option_value, out.value);
  if (name == "label") return in.text(value, field, 0, in.limits.option_label, out.label);
  if (name == "description") return in.text(value, field, 0, in.limits.option_description, out.description);
  if (name == "default") return in.truth(value, field, out.preset);
  return in.wrong(field, Wrong::unknown);
}

bool read_option(const Reading &in, const Value &value, const std::string &field, Option &out) {
  if (value.is_text()) return in.text(value, field, 1, in.limits.option_value, out.value);
  if (!value.is_object()) return in.wrong(field, Wrong::no_text);
  bool fine = value.find("value") || in.wrong(field + "/value", Wrong::missing);
  for (Value name = value.first(); name.at() != value.end(); name = name.next().next())
    fine &= read_option_member(in, name.text(), name.next(), pointer_to(field, name.text()), out);
  return fine;
}

} // namespace

bool read_options(const Reading &in, const Value &value, const std::string &field, std::vector<Option> &out) {
  if (!value.is_array()) return in.wrong(field, Wrong::no_array);
  if (value.count() > in.limits.options) return in.wrong(field, Wrong::too_many, in.limits.options);
  bool fine = true;
  for (Value each = value.first(); each.at() != value.end(); each = each.next()) {
    const std::string place = pointer_to(field, out.size());
    Option option;
    if (!read_option(in, each, place, option)) {
      fine = false;
    } else {
      const bool twice = std::any_of(out.begin(), out.end(), [&](const Option &before) { return before.value == option.value; });
      if (twice && !in.limits.repeated_options) fine = in.wrong(place, Wrong::repeated);
    }
    out.push_back(std::move(option));
  }
  return fine;
}

bool read_free_text_rule(const Reading &in, const Span &span, const std::string &field, FreeText &out) {
  if (span.value.is_bool()) {
    out.allowed = span.value.truth();
    return true;
  }
  if (!span.value.is_object()) return in.wrong(field, Wrong::no_object);
  bool fine = true;
  for (Value name = span.value.first(); name.at() != span.value.end(); name = name.next().next()) {
    const std::string place = pointer_to(field, name.text());
    if (name.text() == "required") fine &= in.truth(name.next(), place, out.required);
    else if (name.text() == "maxLength") fine &= in.whole(name.next(), place, 1, in.limits.free_text, out.most);
    else if (name.text() == "placeholder") fine &= in.text(name.next(), place, 0, in.limits.placeholder, out.placeholder);
    else fine = in.wrong(place, Wrong::unknown);
  }
  return fine;
}

bool read_form_schema(const Reading &in, const Span &span, const std::string &field, std::string &out) {
  if (!in.object(span, field, in.limits.form_bytes, out)) return false;
  const std::string why = in.forms.check_schema(span.value);
  return why.empty() || in.wrong(field, Wrong::bad_form, -1, why);
}

void append_text_schema(std::string &out, size_t least, size_t most, std::string_view description) {
  Members(out)
      .text("type", "string")
      .integer_if("minLength", static_cast<int64_t>(least))
      .integer("maxLength", static_cast<int64_t>(most))
      .text_if("description", description)
      .close();
}

void append_number_schema(std::string &out, int64_t least, int64_t most, std::string_view description) {
  Members(out).text("type", "number").integer("minimum", least).integer("maximum", most).text("description", description).close();
}

void append_whole_schema(std::string &out, int64_t least, int64_t most, std::string_view description) {
  Members(out).text("type", "integer").integer("minimum", least).integer("maximum", most).text_if("description", description).close();
}

void append_choice_schema(std::string &out, std::string_view choices, std::string_view description) {
  Members members(out);
  members.text("type", "string");
  std::string &list = members.value_of("enum") += "[\"";
  for (const char c : choices) {
    if (c == '|') list += "\",\"";
    else list += c;
  }
  list += "\"]";
  members.text("description", description).close();
}

void append_object_schema(std::string &out, std::string_view description) {
  Members(out).text("type", "object").text("description", description).close();
}

void append_options_schema(std::string &out, const Limits &limits) {
  out += R"({"type":"array","maxItems":)";
  json::append_unsigned(out, limits.options);
  out += R"(,"items":{"anyOf":[)";
  append_text_schema(out, 1, limits.option_value, "");
  out += R"(,{"type":"object","properties":)";
  Members option(out);
  append_text_schema(option.value_of("value"), 1, limits.option_value, "");
  append_text_schema(option.value_of("label"), 0, limits.option_label, "");
  append_text_schema(option.value_of("description"), 0, limits.option_description, "");
  option.value_of("default") += R"({"type":"boolean"})";
  option.close();
  out += R"(,"required":["value"],"additionalProperties":false}]},"description":"Answers to choose from."})";
}

void append_free_text_schema(std::string &out, const Limits &limits) {
  out += R"({"anyOf":[{"type":"boolean"},{"type":"object","properties":)";
  Members rule(out);
  rule.value_of("required") += R"({"type":"boolean"})";
  append_whole_schema(rule.value_of("maxLength"), 1, limits.free_text, "");
  append_text_schema(rule.value_of("placeholder"), 0, limits.placeholder, "");
  rule.close();
  out += R"(,"additionalProperties":false}],"description":"Whether the person may also write, and how much."})";
}

void append_fallback_schema(std::string &out) {
  out += R"({"anyOf":[{"type":"string","enum":["expire"]},{"type":"object","properties":{"default":{"type":"object"}},)"
         R"("required":["default"],"additionalProperties":false}],)"
         R"("description":"What you will go on with if nobody answers in time; it is told apart from an answer."})";
}

} // namespace tenon::feedback
