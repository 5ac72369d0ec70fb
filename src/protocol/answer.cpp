// answer.cpp - what a client answered, held against what it was asked.
#include "ground/words.hpp"
#include "protocol/form_schema.hpp"
#include "protocol/input_required.hpp"
#include "protocol/sampling.hpp"

namespace tenon::protocol {
namespace {

std::string check_elicitation(const Question &question, const json::Value &result) {
  const json::Value action = result.find("action");
  const std::string_view said = action.is_text() ? action.text() : std::string_view();
  if (said == "decline" || said == "cancel") return "";
  if (said != "accept") return "\"action\" is none of accept, decline, cancel";
  return question.kind == Ask::form && !question.checked_later ? check_form_content(question.schema, result.find("content")) : "";
}

std::string check_roots(const json::Value &result) {
  const json::Value roots = result.find("roots");
  if (!roots.is_array()) return "lacks \"roots\", an array";
  for (json::Value each = roots.first(); each.at() != roots.end(); each = each.next()) {
    const json::Value uri = each.find("uri"), name = each.find("name");
    if (!uri.is_text() || !uri.text().starts_with("file://")) return "a root lacks \"uri\", which begins with file://";
    if (name && !name.is_text()) return "a root has a \"name\" that is not a string";
  }
  return "";
}

} // namespace

std::string check_answer(const Question &question, json::Value result) {
  if (!result.is_object()) return "is not an object";
  switch (question.kind) {
  case Ask::form:
  case Ask::url: return check_elicitation(question, result);
  case Ask::sample: return check_sampling_result(result);
  case Ask::roots: break;
  }
  return check_roots(result);
}

} // namespace tenon::protocol
