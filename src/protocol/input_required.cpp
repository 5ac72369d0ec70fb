// input_required.cpp - writing questions: in results, as a task's input, and as requests of our own.
#include "protocol/input_required.hpp"
#include "json/writer.hpp"
#include "protocol/dressing.hpp"
#include "protocol/form_schema.hpp"
#include "protocol/related_task.hpp"

namespace tenon::protocol {
namespace {

// Modes, ids of elicitations and choices with titles came with one revision (2025-11-25 changelog).
bool has_modes(Revision revision) { return facts(revision).url_elicitation; }

void append_form(std::string &out, const Question &question, Revision revision) {
  if (has_modes(revision)) out += "\"mode\":\"form\",";
  out += "\"message\":";
  json::append_text(out, question.message);
  out += ",\"requestedSchema\":";
  if (has_modes(revision)) out += question.schema;
  else append_older_form(out, question.schema);
}

void append_url(std::string &out, const Question &question, Revision revision) {
  out += "\"mode\":\"url\",\"message\":";
  json::append_text(out, question.message);
  append_member(out, "url", question.url);
  if (!facts(revision).modern) append_member(out, "elicitationId", question.elicitation_id);
}

void append_meta(std::string &out, std::string_view related_task) {
  out += "\"_meta\":{";
  append_related_task(out, related_task);
  out += '}';
}

void append_elicitation(std::string &out, const Question &question, Revision revision, std::string_view related_task) {
  out += "\"method\":\"elicitation/create\",\"params\":{";
  if (!related_task.empty()) {
    append_meta(out, related_task);
    out += ',';
  }
  if (question.kind == Ask::form) append_form(out, question, revision);
  else append_url(out, question, revision);
  out += '}';
}

void append_sampling(std::string &out, const Question &question, std::string_view related_task) {
  out += "\"method\":\"sampling/createMessage\",\"params\":";
  if (related_task.empty()) out += question.params;
  else append_with_related_task(out, question.params, related_task);
}

void append_roots(std::string &out, std::string_view related_task) {
  out += "\"method\":\"roots/list\"";
  if (related_task.empty()) return;
  out += ",\"params\":{";
  append_meta(out, related_task);
  out += '}';
}

void append_method_and_params(std::string &out, const Question &question, Revision revision, std::string_view related_task) {
  switch (question.kind) {
  case Ask::form:
  case Ask::url: return append_elicitation(out, question, revision, related_task);
  case Ask::sample: return append_sampling(out, question, related_task);
  case Ask::roots: return append_roots(out, related_task);
  }
}

} // namespace

void append_request(std::string &out, const Question &question, Revision revision) {
  out += '{';
  append_method_and_params(out, question, revision, "");
  out += '}';
}

void append_questions(std::string &out, std::span<const Question *const> questions, Revision revision) {
  out += '{';
  for (const Question *question : questions) {
    if (question != questions.front()) out += ',';
    json::append_text(out, question->key);
    out += ':';
    append_request(out, *question, revision);
  }
  out += '}';
}

void append_request_message(std::string &out, std::string_view raw_id, const Question &question, Revision revision,
                            std::string_view related_task) {
  out += "{\"jsonrpc\":\"2.0\",\"id\":";
  out += raw_id;
  out += ',';
  append_method_and_params(out, question, revision, related_task);
  out += '}';
}

void append_input_required(std::string &out, std::string_view raw_id, std::span<const Question *const> open_questions,
                           std::string_view request_state, Revision revision, std::string_view server_meta) {
  open_result(out, raw_id);
  out += "\"resultType\":\"input_required\"";
  if (!open_questions.empty()) {
    out += ",\"inputRequests\":";
    append_questions(out, open_questions, revision);
  }
  if (!request_state.empty()) append_member(out, "requestState", request_state);
  if (!server_meta.empty()) {
    out += ",\"_meta\":{";
    out += server_meta;
    out += '}';
  }
  out += "}}";
}

} // namespace tenon::protocol
