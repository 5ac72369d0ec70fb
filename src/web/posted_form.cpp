// posted_form.cpp - names and values become members; whether they are right is judged where all answers are.
#include "web/posted_form.hpp"
#include "feedback/letters.hpp"
#include "feedback/members.hpp"
#include <charconv>
#include <cmath>
#include <utility>

namespace tenon::web {
namespace {

using json::Value;

// Browsers end lines with CR LF, whatever was typed.
std::string with_plain_line_ends(std::string text) {
  size_t to = 0;
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') text[to++] = text[i];
  text.resize(to);
  return text;
}

// As a number if it is one, digit for digit if it is whole; else as the text that it is.
void append_number_or_text(std::string &out, std::string_view text) {
  const std::string_view digits = feedback::trimmed(text);
  const char *const begin = digits.data(), *const end = begin + digits.size();
  int64_t whole = 0;
  if (const auto read = std::from_chars(begin, end, whole); read.ec == std::errc() && read.ptr == end) return json::append_integer(out, whole);
  double real = 0;
  const auto read = std::from_chars(begin, end, real);
  if (read.ec == std::errc() && read.ptr == end && std::isfinite(real)) return json::append_number(out, real);
  json::append_text(out, text);
}

void append_typed(std::string &out, std::string_view type, std::string_view text) {
  if (type == "boolean" && (text == "true" || text == "false")) out += text;
  else if (type == "number" || type == "integer") append_number_or_text(out, text);
  else json::append_text(out, text);
}

std::vector<std::string_view> all_of(const PostedForm &posted, std::string_view name) {
  std::vector<std::string_view> found;
  for (const FormPair &each : posted.values)
    if (each.name == name && !each.value.empty()) found.push_back(each.value);
  return found;
}

std::string form_of(const PostedForm &posted, const ParsedForm &form) {
  std::string out;
  feedback::Members members(out);
  if (const Value properties = form.properties())
    for (Value name = properties.first(); name.at() != properties.end(); name = name.next().next()) {
      const std::vector<std::string_view> said = all_of(posted, "form." + std::string(name.text()));
      if (said.empty()) continue;
      const std::string_view type = text_of(name.next(), "type");
      std::string &value = members.value_of(name.text());
      if (type == "array") feedback::append_list(value, said, [&](std::string_view each) { json::append_text(value, each); });
      else append_typed(value, type, said.front());
    }
  members.close();
  return out;
}

} // namespace

bool PostedForm::has(std::string_view name, std::string_view value) const {
  for (const FormPair &each : values)
    if (each.name == name && each.value == value) return true;
  return false;
}

bool read_posted_form(std::string_view body, PostedForm &out) {
  std::vector<FormPair> pairs;
  if (body.size() > most_posted_bytes || !read_urlencoded(body, most_posted_fields, pairs)) return false;
  out.csrf = value_of(pairs, "csrf");
  out.submission_id = value_of(pairs, "submissionId");
  out.act = value_of(pairs, "act");
  for (FormPair &each : pairs)
    if (each.name != "csrf" && each.name != "submissionId" && each.name != "act")
      out.values.push_back({std::move(each.name), with_plain_line_ends(std::move(each.value))});
  return true;
}

std::string submit_body(const PostedForm &posted, const feedback::Question &question, const ParsedForm &form, feedback::Answer &said) {
  for (const std::string_view option : all_of(posted, "option")) said.selected.emplace_back(option);
  said.free_text = posted.first("text");
  if (!question.form_json.empty()) said.form_json = form_of(posted, form);
  std::string out;
  feedback::Members members(out);
  members.text_if("submissionId", posted.submission_id);
  if (!said.selected.empty()) {
    std::string &list = members.value_of("selectedOptions");
    feedback::append_list(list, said.selected, [&](const std::string &value) { json::append_text(list, value); });
  }
  members.text_if("freeText", said.free_text).raw_if("form", said.form_json).close();
  return out;
}

std::string decline_body(const PostedForm &posted) {
  std::string out;
  feedback::Members(out).text_if("submissionId", posted.submission_id).text_if("reason", posted.first("reason")).close();
  return out;
}

} // namespace tenon::web
