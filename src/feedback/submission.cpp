// submission.cpp - the fields of an answer, and what they have to be together.
#include "feedback/submission.hpp"
#include "feedback/form_problems.hpp"
#include "feedback/letters.hpp"
#include <algorithm>

namespace tenon::feedback {
namespace {

using json::Span;
using json::Value;

bool offers(const Question &question, std::string_view value) {
  return std::any_of(question.options.begin(), question.options.end(), [&](const Option &option) { return option.value == value; });
}

bool read_selected_option(const Reading &in, const Value &value, const std::string &field, const Question &question, Answer &out) {
  if (!value.is_text()) return in.wrong(field, Wrong::no_text);
  const std::string_view option = value.text();
  if (option.empty()) return in.wrong(field, Wrong::empty, 1);
  if (!offers(question, option)) return in.wrong(field, Wrong::not_offered, -1, first_points(option, in.limits.option_value));
  const bool twice = std::find(out.selected.begin(), out.selected.end(), option) != out.selected.end();
  if (twice && !in.limits.repeated_options) return in.wrong(field, Wrong::repeated);
  out.selected.emplace_back(option);
  return true;
}

bool read_selected(const Reading &in, const Value &value, const std::string &field, const Question &question, Answer &out) {
  if (!value.is_array()) return in.wrong(field, Wrong::no_array);
  const size_t count = value.count();
  if (count == 0) return true;
  if (question.options.empty()) return in.wrong(field, Wrong::no_options);
  if (count > in.limits.options) return in.wrong(field, Wrong::too_many, in.limits.options);
  bool fine = true;
  size_t index = 0;
  for (Value each = value.first(); each.at() != value.end(); each = each.next())
    fine &= read_selected_option(in, each, pointer_to(field, index++), question, out);
  return fine;
}

bool read_free_text(const Reading &in, const Value &value, const std::string &field, const Question &question, Answer &out) {
  if (!value.is_text()) return in.wrong(field, Wrong::no_text);
  if (!question.free_text.allowed) return value.text().empty() || in.wrong(field, Wrong::no_free_text);
  return in.text(value, field, 0, question.free_text.most, out.free_text);
}

bool read_form(const Reading &in, const Span &span, const std::string &field, const Question &question, Answer &out) {
  if (question.form_json.empty()) return in.wrong(field, Wrong::no_form);
  if (!in.object(span, field, in.limits.form_bytes, out.form_json)) return false;
  const std::string why = in.forms.check_content(question.form_json, span.value);
  if (why.empty()) return true;
  return note_form_problems(in, question.form_json, span, field) ? false : in.wrong(field, Wrong::bad_form, -1, why);
}

// How many options, once each of them is one.
bool check_numbers(const Reading &in, const std::string &field, const Question &question, const Answer &answer) {
  const size_t count = answer.selected.size();
  const size_t most = question.selection == Selection::single ? 1 : question.most_selected;
  if (count < question.least_selected) return in.wrong(field + "/selectedOptions", Wrong::too_few, question.least_selected);
  if (most != 0 && count > most) return in.wrong(field + "/selectedOptions", Wrong::too_many, static_cast<int64_t>(most));
  return true;
}

bool check_whole(const Reading &in, const std::string &field, const Question &question, const Answer &answer) {
  bool fine = check_numbers(in, field, question, answer);
  if (question.free_text.required && blank(answer.free_text)) fine = in.wrong(field + "/freeText", Wrong::missing);
  if (!question.form_json.empty() && answer.form_json.empty()) fine = in.wrong(field + "/form", Wrong::missing);
  if (fine && answer.selected.empty() && blank(answer.free_text) && answer.form_json.empty()) fine = in.wrong(field, Wrong::nothing_said);
  return fine;
}

// What an answer and a decline have in common. False: no such field.
bool read_shared(const Reading &in, const Span &member, Submission &out, bool &fine) {
  const std::string_view name = member.name.text();
  if (name == "submissionId") fine &= in.name(member.value, "/submissionId", in.limits.submission_id, out.id);
  else if (name == "metadata") fine &= in.object(member, "/metadata", in.limits.metadata_bytes, out.about_json);
  else return false;
  return true;
}

// One field of an answer. False: no such field.
bool read_said(const Reading &in, const Span &member, const std::string &parent, const Question &question, Answer &out, bool &fine) {
  const std::string_view name = member.name.text();
  const std::string field = pointer_to(parent, name);
  if (name == "selectedOptions") fine &= read_selected(in, member.value, field, question, out);
  else if (name == "freeText") fine &= read_free_text(in, member.value, field, question, out);
  else if (name == "form") fine &= read_form(in, member, field, question, out);
  else return false;
  return true;
}

} // namespace

bool read_answer(const Reading &in, const Span &object, const std::string &field, const Question &question, Answer &out) {
  if (!object.value.is_object()) return in.wrong(field, Wrong::no_object);
  bool fine = true;
  for (Span it = in.reader.first_of(object); it.value; it = in.reader.next_of(it))
    if (!read_said(in, it, field, question, out, fine)) fine = in.wrong(pointer_to(field, it.name.text()), Wrong::unknown);
  return fine && check_whole(in, field, question, out);
}

bool read_submission(const json::Reader &reader, const Span &object, const Question &question, const Limits &limits, const FormDoor &forms,
                     Submission &out, Problems &problems) {
  const Reading in{reader, limits, forms, problems};
  if (!object.value.is_object()) return in.wrong("", Wrong::no_object);
  out.act = Act::answer;
  bool fine = true;
  for (Span it = reader.first_of(object); it.value; it = reader.next_of(it))
    if (!read_said(in, it, "", question, out.answer, fine) && !read_shared(in, it, out, fine))
      fine = in.wrong(pointer_to("", it.name.text()), Wrong::unknown);
  return fine && check_whole(in, "", question, out.answer);
}

bool read_decline(const json::Reader &reader, const Span &object, const Limits &limits, const FormDoor &forms, Submission &out,
                  Problems &problems) {
  const Reading in{reader, limits, forms, problems};
  if (!object.value.is_object()) return in.wrong("", Wrong::no_object);
  out.act = Act::decline;
  bool fine = true;
  for (Span it = reader.first_of(object); it.value; it = reader.next_of(it)) {
    if (it.name.text() == "reason") fine &= in.text(it.value, "/reason", 0, limits.reason, out.reason);
    else if (!read_shared(in, it, out, fine)) fine = in.wrong(pointer_to("", it.name.text()), Wrong::unknown);
  }
  return fine;
}

} // namespace tenon::feedback
