// request.cpp - the fields of a request in one table: who may send them, how they are read, and how their schema is printed.
#include "feedback/request.hpp"
#include "feedback/members.hpp"
#include "feedback/request_parts.hpp"

namespace tenon::feedback {
namespace {

using json::Span;

constexpr std::string_view modes = "auto|wait|async", selections = "multiple|single", priorities = "normal|low|high";
constexpr unsigned by_tool = static_cast<unsigned>(Door::tool), by_http = static_cast<unsigned>(Door::http), by_both = by_tool | by_http;

struct Field {
  std::string_view name;
  unsigned doors;
  bool (*read)(const Reading &, const Span &, const std::string &field, Draft &);
  void (*append_schema)(std::string &out, const Limits &);
};

bool read_timeout(const Reading &in, const Span &span, const std::string &field, Draft &out) {
  constexpr int64_t second = 1000;
  if (!span.value.is_number()) return in.wrong(field, Wrong::no_number);
  const double ms = span.value.number() * second;
  if (ms < static_cast<double>(in.limits.least_timeout_ms)) return in.wrong(field, Wrong::too_small, in.limits.least_timeout_ms / second);
  if (ms > static_cast<double>(in.limits.most_timeout_ms)) return in.wrong(field, Wrong::too_large, in.limits.most_timeout_ms / second);
  out.request.timeout_ms = static_cast<int64_t>(ms);
  return true;
}

template <class Enum> bool read_choice(const Reading &in, const Span &span, const std::string &field, std::string_view choices, Enum &out) {
  size_t place = 0;
  if (!in.choice(span.value, field, choices, place)) return false;
  out = static_cast<Enum>(place);
  return true;
}

// Letters, digits and hyphens, as in BCP 47.
bool read_locale(const Reading &in, const Span &span, const std::string &field, Draft &out) {
  std::string &locale = out.request.question.locale;
  if (!in.text(span.value, field, 1, in.limits.locale, locale)) return false;
  for (const char c : locale)
    if (!(c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return in.wrong(field, Wrong::bad_text);
  return true;
}

#define TAKE [](const Reading &in, const Span &span, const std::string &field, Draft &out) -> bool
#define SHOW [](std::string &out, const Limits &limits)

const Field fields[] = {
    {"message", by_both, TAKE { return in.text(span.value, field, 1, in.limits.message, out.request.question.message); },
     SHOW { append_text_schema(out, 1, limits.message, "The question, as the person reads it."); }},
    {"title", by_both, TAKE { return in.text(span.value, field, 0, in.limits.title, out.request.question.title); },
     SHOW { append_text_schema(out, 0, limits.title, "A heading; without it the message's beginning."); }},
    {"aiContent", by_both, TAKE { return in.text(span.value, field, 0, in.limits.ai_content, out.request.question.ai_content); },
     SHOW { append_text_schema(out, 0, limits.ai_content, "What the question is about, in Markdown."); }},
    {"predefinedOptions", by_both, TAKE { return read_options(in, span.value, field, out.request.question.options); },
     SHOW { append_options_schema(out, limits); }},
    {"selection", by_both, TAKE { return read_choice(in, span, field, selections, out.request.question.selection); },
     SHOW { (void)limits; append_choice_schema(out, selections, "How many options may be chosen."); }},
    {"minSelected", by_both, TAKE { return in.whole(span.value, field, 0, in.limits.options, out.request.question.least_selected); },
     SHOW { append_whole_schema(out, 0, limits.options, "The least number of options to choose."); }},
    {"maxSelected", by_both, TAKE { return in.whole(span.value, field, 1, in.limits.options, out.request.question.most_selected); },
     SHOW { append_whole_schema(out, 1, limits.options, "The greatest number of options to choose."); }},
    {"freeText", by_both, TAKE { return read_free_text_rule(in, span, field, out.request.question.free_text); },
     SHOW { append_free_text_schema(out, limits); }},
    {"form", by_both, TAKE { return read_form_schema(in, span, field, out.request.question.form_json); },
     SHOW { (void)limits; append_object_schema(out, "Typed fields: a flat JSON Schema of strings, numbers, booleans and choices."); }},
    {"timeout", by_both, read_timeout,
     SHOW { append_number_schema(out, limits.least_timeout_ms / 1000, limits.most_timeout_ms / 1000, "Seconds that the question stays open."); }},
    {"onTimeout", by_both, TAKE { (void)in, (void)field; out.fallback = span; return true; },
     SHOW { (void)limits; append_fallback_schema(out); }},
    {"mode", by_tool, TAKE { return read_choice(in, span, field, modes, out.request.mode); },
     SHOW { (void)limits; append_choice_schema(out, modes, "Whether to wait for the answer; async returns at once, and get_feedback_result has it later."); }},
    {"idempotencyKey", by_both, TAKE { return in.name(span.value, field, in.limits.key, out.request.key); },
     SHOW { append_text_schema(out, 1, limits.key, "The same key again is the same question."); }},
    {"thread", by_both, TAKE { return in.name(span.value, field, in.limits.thread, out.request.thread); },
     SHOW { append_text_schema(out, 1, limits.thread, "Names the conversation that this question belongs to."); }},
    {"locale", by_both, read_locale,
     SHOW { append_text_schema(out, 1, limits.locale, "The person's language, BCP 47."); }},
    {"priority", by_both, TAKE { return read_choice(in, span, field, priorities, out.request.question.priority); },
     SHOW { (void)limits; append_choice_schema(out, priorities, "How urgent it is."); }},
    {"metadata", by_both, TAKE { return in.object(span, field, in.limits.metadata_bytes, out.request.metadata_json); },
     SHOW { (void)limits; append_object_schema(out, "Your own notes; they come back with the result."); }},
};

#undef TAKE
#undef SHOW

const Field *field_of(std::string_view name, Door door) {
  for (const Field &each : fields)
    if (each.name == name && (each.doors & static_cast<unsigned>(door)) != 0) return &each;
  return nullptr;
}

size_t bytes_of(const Request &request) {
  std::string all;
  append_question(all, request.question);
  return all.size() + request.metadata_json.size();
}

// "expire", or an answer that the question itself would take.
bool read_fallback(const Reading &in, const Span &span, Question &question) {
  const std::string field = "/onTimeout";
  if (span.value.is_text()) return span.value.text() == "expire" || in.wrong(field, Wrong::not_a_choice, -1, "expire|{\"default\":{}}");
  if (!span.value.is_object()) return in.wrong(field, Wrong::no_object);
  bool fine = span.value.find("default") || in.wrong(field + "/default", Wrong::missing);
  for (Span it = in.reader.first_of(span); it.value; it = in.reader.next_of(it)) {
    if (it.name.text() != "default") fine = in.wrong(pointer_to(field, it.name.text()), Wrong::unknown);
    else fine &= read_answer(in, it, field + "/default", question, question.fallback.emplace());
  }
  return fine;
}

bool check_together(const Reading &in, const Draft &draft) {
  const Question &question = draft.request.question;
  const auto count = static_cast<uint32_t>(question.options.size());
  bool fine = true;
  if (question.least_selected > count) fine = in.wrong("/minSelected", Wrong::too_large, count);
  if (question.most_selected > count) fine = in.wrong("/maxSelected", Wrong::too_large, count);
  const uint32_t most = question.selection == Selection::single ? 1 : question.most_selected;
  if (fine && most != 0 && question.least_selected > most) fine = in.wrong("/minSelected", Wrong::out_of_order);
  if (count == 0 && !question.free_text.allowed && question.form_json.empty()) fine = in.wrong("/freeText", Wrong::nothing_said);
  return fine;
}

} // namespace

bool read_request(const json::Reader &reader, const Span &object, Door door, const Limits &limits, const FormDoor &forms, Request &out,
                  Problems &problems) {
  const Reading in{reader, limits, forms, problems};
  if (!object.value.is_object()) return in.wrong("", Wrong::no_object);
  out.timeout_ms = limits.default_timeout_ms;
  out.question.free_text.most = limits.free_text;
  Draft draft{out, {}};
  bool fine = object.value.find("message") || in.wrong("/message", Wrong::missing);
  for (Span it = reader.first_of(object); it.value; it = reader.next_of(it)) {
    const std::string field = pointer_to("", it.name.text());
    const Field *known = field_of(it.name.text(), door);
    fine &= known ? known->read(in, it, field, draft) : in.wrong(field, Wrong::unknown);
  }
  fine = fine && check_together(in, draft);
  if (fine && draft.fallback.value) fine = read_fallback(in, draft.fallback, out.question);
  return fine && (bytes_of(out) <= limits.question_bytes || in.wrong("", Wrong::too_big, limits.question_bytes));
}

Asked asked_of(Request request, Asker asker, Terms terms) {
  Asked asked{std::move(request.question), {}, std::move(asker), terms};
  asked.digest = digest_of(asked.question);
  asked.asker.thread = std::move(request.thread);
  asked.asker.key = std::move(request.key);
  asked.asker.metadata_json = std::move(request.metadata_json);
  asked.terms.timeout_ms = request.timeout_ms;
  return asked;
}

void append_request_schema(std::string &out, Door door, const Limits &limits) {
  out += R"({"type":"object","properties":)";
  Members properties(out);
  for (const Field &field : fields)
    if ((field.doors & static_cast<unsigned>(door)) != 0) field.append_schema(properties.value_of(field.name), limits);
  properties.close();
  out += R"(,"required":["message"],"additionalProperties":false})";
}

} // namespace tenon::feedback
