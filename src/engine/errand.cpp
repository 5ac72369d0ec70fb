// errand.cpp - the methods that are answered at once, and the way back.
#include "engine/errand.hpp"
#include "ground/words.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "protocol/dispatch.hpp"
#include "protocol/logging.hpp"
#include "protocol/tools.hpp"
#include <vector>

namespace tenon::engine {
namespace {

using protocol::Method;

void list(const Errand &errand, Shelf &shelf) {
  const json::Value cursor = errand.params.cursor.value;
  if (cursor && !cursor.is_text())
    return errand.answer_fault(200, {jsonrpc::invalid_params, "Invalid params: \"cursor\" must be a string", ""});
  Server &server = errand.server();
  const Shelf::Paging paging{errand.dressing(), server.limits().page_size, server.options().list_ttl_ms, server.shared_cache(),
                             errand.exchange.principal()};
  const auto page = shelf.page(paging, cursor ? std::optional(cursor.text()) : std::nullopt);
  if (!page) return errand.answer_fault(200, {jsonrpc::invalid_params, "Invalid params: \"cursor\" is none of ours: begin again without one", ""});
  errand.answer_result(*page);
}

void set_level(const Errand &errand) {
  const json::Value said = errand.params.level.value;
  const std::optional<int> level = said.is_text() ? protocol::read_level(said.text()) : std::nullopt;
  if (!level) return errand.answer_fault(200, {jsonrpc::invalid_params, "Invalid params: \"level\" must be debug, info, notice, warning, error, critical, alert or emergency", ""});
  if (errand.session) errand.session->set_log_level(*level);
  else errand.exchange.set_log_level(*level);
  errand.answer_result("{}");
}

// The key by which a request is told apart in a trace: the tool, the prompt, the URI.
void begin_span(const Errand &errand) {
  const auto text_of = [](const json::Span &span) { return span.value.is_text() ? span.value.text() : std::string_view(); };
  const std::string_view method = errand.message.method, name = text_of(errand.params.name), uri = text_of(errand.params.uri);
  std::string title(method);
  if (!name.empty()) title.append(1, ' ').append(name);
  std::vector<SpanLine::Attribute> attributes = {
      {"mcp.method.name", method}, {"jsonrpc.request.id", errand.message.raw_id}, {"mcp.protocol.version", protocol::facts(errand.revision).name},
      {"network.transport", errand.exchange.is_http() ? "tcp" : "pipe"}};
  if (errand.session) attributes.push_back({"mcp.session.id", errand.session->id()});
  if (method == "tools/call") attributes.insert(attributes.end(), {{"gen_ai.operation.name", "execute_tool"}, {"gen_ai.tool.name", name}});
  if (method == "prompts/get") attributes.push_back({"gen_ai.prompt.name", name});
  if (!uri.empty()) attributes.push_back({"mcp.resource.uri", uri});
  SpanLine line{};
  line.name = title;
  line.traceparent = errand.meta.traceparent;
  line.tracestate = errand.meta.tracestate;
  line.baggage = errand.meta.baggage;
  line.attributes = attributes.data();
  line.attribute_count = attributes.size();
  line.now = errand.now;
  errand.span = errand.server().begin_span(line);
}

void serve_by_method(const Errand &errand, Method method) {
  Server &server = errand.server();
  switch (method) {
  case Method::tools_call: return call_tool(errand);
  case Method::tools_list: return list(errand, server.tools());
  case Method::discover: return errand.answer_result(server.introduction(errand.revision));
  case Method::ping: return errand.answer_result("{}");
  case Method::resources_list: return list(errand, server.resources());
  case Method::templates_list: return list(errand, server.templates());
  case Method::resources_read: return read_resource(errand);
  case Method::resources_subscribe: return subscribe(errand, true);
  case Method::resources_unsubscribe: return subscribe(errand, false);
  case Method::prompts_list: return list(errand, server.prompts());
  case Method::prompts_get: return get_prompt(errand);
  case Method::complete: return complete(errand);
  case Method::set_level: return set_level(errand);
  case Method::listen: return listen(errand);
  case Method::task_get: return get_task(errand);
  case Method::task_update: return update_task(errand);
  case Method::task_cancel: return cancel_task(errand);
  case Method::task_result: return task_result(errand);
  case Method::task_list: return list_tasks(errand);
  case Method::unknown: // a 404 is how a modern client tells a missing method from a missing endpoint
    return errand.answer_fault(errand.modern() ? 404 : 200, protocol::unknown_method(errand.message.method));
  }
}

} // namespace

void serve(const Errand &errand) {
  Server &server = errand.server();
  server.request_taken();
  if (server.traces()) begin_span(errand);
  serve_by_method(errand, protocol::find_method(errand.message.method, errand.revision, server.offers()));
}

protocol::Dressing Errand::dressing() const { return {revision, exchange.server().server_meta()}; }

void Errand::answer(int http_status, std::string_view text) const {
  if (span) exchange.server().end_span(span, "", 0, now);
  if (session && session->lives_by_stream()) session->say_or_keep(message.raw_id, text, now);
  else exchange.respond(batch, now, http_status, text);
}

void Errand::answer_result(std::string_view result_json) const {
  std::string text;
  text.reserve(result_json.size() + message.raw_id.size() + 48);
  jsonrpc::append_result(text, message.raw_id, result_json);
  answer(200, text);
}

void Errand::answer_fault(int http_status, const jsonrpc::Fault &fault) const {
  if (span) exchange.server().end_span(span, "fault", fault.code, now);
  span = 0;
  answer(http_status, error_text(message.raw_id, fault));
}

std::string error_text(std::string_view raw_id, const jsonrpc::Fault &fault) {
  std::string text;
  jsonrpc::append_error(text, raw_id, fault);
  return text;
}

std::string error_body(const jsonrpc::Fault &fault) { return error_text("", fault); }

jsonrpc::Fault unreadable(json::Trouble trouble) {
  const bool is_json = trouble == json::Trouble::nesting || trouble == json::Trouble::duplicate_name || trouble == json::Trouble::too_large;
  return {is_json ? jsonrpc::invalid_request : jsonrpc::parse_error, words("{}: {}", is_json ? "Invalid Request" : "Parse error", json::word(trouble)), ""};
}

} // namespace tenon::engine
