// prompt_desk.cpp - prompts/get, and completion/complete for prompts and templates.
#include "engine/call_desk.hpp"
#include "engine/server.hpp"
#include "protocol/completion.hpp"
#include "protocol/prompts.hpp"
#include "protocol/resources.hpp"

namespace tenon::engine {

void get_prompt(const Errand &errand) {
  protocol::PromptGet wanted;
  if (const auto refused = protocol::read_prompt_get(errand.params, wanted)) return errand.answer_fault(refused->http_status, refused->fault);
  Server &server = errand.server();
  Asked asked;
  asked.purpose = Purpose::prompt;
  asked.offered = server.prompts().find(wanted.name);
  if (!asked.offered) return errand.answer_fault(200, protocol::unknown_prompt(wanted.name));
  if (!may_use(errand, *asked.offered)) return;
  asked.arguments = wanted.arguments ? wanted.arguments : server.empty_object();
  if (const auto fault = protocol::check_prompt_arguments(*asked.offered->prompt(), asked.arguments)) return errand.answer_fault(200, *fault);
  asked.name = asked.offered->name();
  asked.arguments_json = wanted.arguments_json;
  asked.arguments_span = errand.params.arguments;
  asked.reader = &errand.bench->reader;
  call(errand, asked, {});
}

void complete(const Errand &errand) {
  protocol::Params params = errand.params;
  if (!protocol::facts(errand.revision).completion_context) params.context = {}; // a member like any other that is not known
  protocol::Complete wanted;
  if (const auto refused = protocol::read_complete(errand.bench->reader, params, wanted)) return errand.answer_fault(refused->http_status, refused->fault);
  Server &server = errand.server();
  Asked asked;
  asked.purpose = Purpose::completion;
  asked.offered = wanted.of_prompt ? server.prompts().find(wanted.name) : server.templates().find(wanted.name);
  if (!asked.offered) {
    if (wanted.of_prompt) return errand.answer_fault(200, protocol::unknown_prompt(wanted.name));
    if (!server.resources().find(wanted.name)) return errand.answer_fault(200, protocol::resource_not_found(errand.revision, wanted.name));
  } else if (!may_use(errand, *asked.offered)) return;
  if (!asked.offered || !asked.offered->handler.host_completer) { // a resource without variables, or nobody who suggests
    std::string text;
    protocol::append_no_completion(text, errand.message.raw_id, errand.dressing());
    return errand.answer(200, text);
  }
  (wanted.of_prompt ? asked.name : asked.uri) = wanted.name;
  asked.argument = wanted.argument;
  asked.value = wanted.value;
  asked.arguments_json = wanted.context_json;
  asked.arguments = wanted.context ? wanted.context : server.empty_object();
  asked.reader = &errand.bench->reader;
  call(errand, asked, {});
}

} // namespace tenon::engine
