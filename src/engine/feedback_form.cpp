// feedback_form.cpp - options become choices, free text a line of its own, typed fields stay what they are.
#include "engine/feedback_form.hpp"
#include "engine/feedback_words.hpp"
#include "feedback/letters.hpp"
#include "feedback/members.hpp"
#include "feedback/submission.hpp"
#include "json/writer.hpp"
#include "protocol/form_schema.hpp"
#include <algorithm>
#include <new>
#include <vector>

namespace tenon::engine {
namespace {

using feedback::Members;
using feedback::Option;
using feedback::Question;

constexpr std::string_view options_field = "selectedOptions", text_field = "freeText";
constexpr size_t form_nesting = 16;

bool readable(json::Trouble trouble) {
  if (trouble == json::Trouble::memory) throw std::bad_alloc(); // not the text's fault
  return trouble == json::Trouble::none;
}

bool one_at_most(const Question &question) { return question.selection == feedback::Selection::single || question.most_selected == 1; }

bool labelled(const std::vector<Option> &options) {
  return std::any_of(options.begin(), options.end(), [](const Option &option) { return !option.label.empty(); });
}

// "enum":["a","b"], or under another name as [{"const":"a","title":"A"},...].
void add_choices(Members &members, const std::vector<Option> &options, std::string_view titled) {
  const bool titles = labelled(options);
  std::string &out = members.value_of(titles ? titled : "enum");
  feedback::append_list(out, options, [&](const Option &option) {
    if (titles) Members(out).text("const", option.value).text("title", option.label.empty() ? option.value : option.label).close();
    else json::append_text(out, option.value);
  });
}

void add_one_of(Members &fields, const Question &question) {
  Members field(fields.value_of(options_field));
  field.text("type", "string").text("title", "Your choice");
  add_choices(field, question.options, "oneOf");
  for (const Option &option : question.options)
    if (option.preset) {
      field.text("default", option.value);
      break;
    }
  field.close();
}

void add_some_of(Members &fields, const Question &question) {
  Members field(fields.value_of(options_field));
  field.text("type", "array").text("title", "Your choice").integer_if("minItems", question.least_selected);
  field.integer_if("maxItems", question.most_selected);
  Members items(field.value_of("items"));
  if (!labelled(question.options)) items.text("type", "string");
  add_choices(items, question.options, "anyOf");
  items.close();
  field.close();
}

void add_text(Members &fields, const Question &question, bool alone) {
  Members field(fields.value_of(text_field));
  field.text("type", "string").text("title", alone ? "Your answer" : "In your own words").text_if("description", question.free_text.placeholder);
  if (question.free_text.required) field.integer("minLength", 1);
  field.integer_if("maxLength", question.free_text.most).close();
}

// The properties of the agent's own form as they are. False: one has a name of ours.
bool add_own(Members &fields, const Question &question, std::vector<std::string> &required) {
  json::Reader reader;
  if (!readable(reader.parse_copy(question.form_json, form_nesting))) return false;
  const json::Span whole = reader.whole();
  for (json::Span member = reader.first_of(whole); member.value; member = reader.next_of(member)) {
    if (member.name.text() == "required")
      for (json::Value each = member.value.first(); each.at() != member.value.end(); each = each.next()) required.emplace_back(each.text());
    if (member.name.text() != "properties") continue;
    for (json::Span field = reader.first_of(member); field.value; field = reader.next_of(field)) {
      if (field.name.text() == options_field || field.name.text() == text_field) return false;
      fields.raw(field.name.text(), field.raw);
    }
  }
  return true;
}

std::string message_of(const Question &question, std::string_view problem) {
  std::string out;
  if (!problem.empty()) out.append("That was no answer yet (").append(problem).append(").\n\n");
  if (!question.title.empty()) out.append(question.title).append("\n\n");
  return out.append(question.message);
}

// The client's content in the words of the interface.
std::string in_our_words(const json::Reader &reader, const json::Span &content, const Question &question) {
  std::string out, form = "{";
  Members members(out);
  for (json::Span field = reader.first_of(content); field.value; field = reader.next_of(field)) {
    const std::string_view name = field.name.text();
    if (name == options_field && field.value.is_text()) {
      if (!field.value.text().empty()) members.raw(name, std::string(1, '[').append(field.raw).append(1, ']'));
    } else if (name == options_field || name == text_field) {
      members.raw(name, field.raw);
    } else {
      if (form.size() > 1) form += ',';
      json::append_text(form, name);
      form.append(1, ':').append(field.raw);
    }
  }
  if (!question.form_json.empty()) members.raw("form", form += '}');
  members.close();
  return out;
}

} // namespace

std::optional<protocol::Question> form_of(const Question &question, std::string key, std::string_view problem, protocol::Revision revision) {
  const bool many = !question.options.empty() && !one_at_most(question);
  if (!question.ai_content.empty() || (many && !protocol::facts(revision).url_elicitation)) return std::nullopt; // lists of choices came with it
  if (feedback::code_points(question.message) > most_form_message) return std::nullopt;
  std::string schema = R"({"type":"object","properties":)";
  std::vector<std::string> required;
  Members fields(schema);
  if (many) add_some_of(fields, question);
  else if (!question.options.empty()) add_one_of(fields, question);
  if (!question.form_json.empty() && !add_own(fields, question, required)) return std::nullopt;
  const bool text_alone = question.options.empty() && question.form_json.empty();
  if (question.free_text.allowed) add_text(fields, question, text_alone);
  fields.close();
  if (!question.options.empty() && (question.least_selected > 0 || (!question.free_text.allowed && question.form_json.empty()))) required.emplace_back(options_field);
  if (question.free_text.allowed && (question.free_text.required || text_alone)) required.emplace_back(text_field);
  schema += ",\"required\":";
  feedback::append_list(schema, required, [&](const std::string &name) { json::append_text(schema, name); });
  schema += '}';

  json::Reader reader;
  if (reader.parse_copy(schema, form_nesting) == json::Trouble::memory) throw std::bad_alloc();
  if (!protocol::check_form_schema(reader.root()).empty()) return std::nullopt; // what forms cannot say
  protocol::Question form;
  form.key = std::move(key);
  form.message = message_of(question, problem);
  form.schema = std::move(schema);
  form.checked_later = true;
  return form;
}

FormAnswer read_form_answer(std::string_view result_json, const Question &question, const feedback::Limits &limits, const feedback::FormDoor &forms) {
  FormAnswer out;
  json::Reader reader;
  if (!readable(reader.parse_copy(result_json, form_nesting))) return out;
  const json::Span whole = reader.whole();
  const json::Value action = whole.value.find("action");
  if (!action.is_text() || (action.text() != "accept" && action.text() != "decline")) return out;
  if (action.text() == "decline") return out.said = FormAnswer::Said::decline, out;

  json::Span content;
  for (json::Span member = reader.first_of(whole); member.value; member = reader.next_of(member))
    if (member.name.text() == "content" && member.value.is_object()) content = member;
  json::Reader ours;
  feedback::Submission said;
  feedback::Problems problems;
  const std::string body = content.value ? in_our_words(reader, content, question) : "{}";
  out.said = FormAnswer::Said::misfit;
  if (!readable(ours.parse_copy(body, form_nesting))) return out.problem = "it cannot be read", out;
  if (!read_submission(ours, ours.whole(), question, limits, forms, said, problems)) return out.problem = problem_words(problems), out;
  out.said = FormAnswer::Said::answer;
  out.answer = std::move(said.answer);
  return out;
}

feedback::Event said_in_client(FormAnswer &&form, feedback::Channel via, std::string submission, std::string by) {
  feedback::Event event;
  event.kind = form.said == FormAnswer::Said::decline ? feedback::EventKind::decline : feedback::EventKind::answer;
  event.role = feedback::Role::responder;
  event.via = via;
  event.by = by.empty() ? "client" : std::move(by);
  feedback::Submission &said = event.submission.emplace();
  said.id = std::move(submission);
  said.auth = "local";
  said.answer = std::move(form.answer);
  return event;
}

} // namespace tenon::engine
