// question.cpp - questions and answers as JSON, their digest, and their short forms.
#include "feedback/question.hpp"
#include "feedback/letters.hpp"
#include "feedback/members.hpp"

namespace tenon::feedback {
namespace {

constexpr size_t title_points = 50, preview_points = 100;

void append_option(std::string &out, const Option &option) {
  Members(out)
      .text("value", option.value)
      .text_if("label", option.label)
      .text_if("description", option.description)
      .truth_if("default", option.preset)
      .close();
}

void append_free_text(std::string &out, const FreeText &rule) {
  if (!rule.allowed) {
    out += "false";
    return;
  }
  Members(out).truth_if("required", rule.required).integer("maxLength", rule.most).text_if("placeholder", rule.placeholder).close();
}

// What the person sees, in one order, with nothing left out that could make a difference.
void append_seen(Members &members, const Question &question) {
  members.text("message", question.message).text_if("title", question.title).text_if("aiContent", question.ai_content);
  if (!question.options.empty()) {
    std::string &out = members.value_of("predefinedOptions");
    append_list(out, question.options, [&](const Option &option) { append_option(out, option); });
    members.text("selection", question.selection == Selection::single ? "single" : "multiple");
    members.integer_if("minSelected", question.least_selected).integer_if("maxSelected", question.most_selected);
  }
  append_free_text(members.value_of("freeText"), question.free_text);
  members.raw_if("form", question.form_json);
}

void append_said(Members &members, const Answer &answer) {
  if (!answer.selected.empty()) {
    std::string &out = members.value_of("selectedOptions");
    append_list(out, answer.selected, [&](const std::string &value) { json::append_text(out, value); });
  }
  members.text_if("freeText", answer.free_text).raw_if("form", answer.form_json);
}

} // namespace

void append_question(std::string &out, const Question &question) {
  constexpr std::string_view priorities[] = {"normal", "low", "high"};
  Members members(out);
  append_seen(members, question);
  members.text_if("locale", question.locale);
  if (question.priority != Priority::normal) members.text("priority", priorities[static_cast<int>(question.priority)]);
  if (question.fallback) {
    std::string fallback = "{\"default\":";
    Members said(fallback);
    append_said(said, *question.fallback);
    said.close();
    members.raw("onTimeout", fallback += '}');
  }
  members.close();
}

void append_answer(std::string &out, const Answer &answer) {
  Members members(out);
  append_said(members, answer);
  members.text("combinedFeedback", combined(answer));
  members.close();
}

Hash digest_of(const Question &question) {
  std::string seen;
  Members members(seen);
  append_seen(members, question);
  members.close();
  return hash_of(seen);
}

std::string shown_title(const Question &question) {
  return question.title.empty() ? shortened(question.message, title_points) : question.title;
}

std::string combined(const Answer &answer) {
  std::string out;
  for (const std::string &value : answer.selected) {
    if (!out.empty()) out += '\n';
    out += value;
  }
  for (const std::string_view part : {trimmed(answer.free_text), std::string_view(answer.form_json)}) {
    if (part.empty()) continue;
    if (!out.empty()) out += "\n\n";
    out += part;
  }
  return out;
}

std::string preview(const Answer &answer) { return shortened(combined(answer), preview_points); }

} // namespace tenon::feedback
