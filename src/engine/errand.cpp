// errand.cpp - the methods that are answered at once, and the way back.
#include "engine/errand.hpp"
#include "ground/words.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "protocol/dispatch.hpp"
#include "protocol/tools.hpp"

namespace tenon::engine {
namespace {

void list_tools(const Errand &errand) {
  const json::Value cursor = errand.params.cursor.value;
  if (cursor && !cursor.is_text())
    return errand.answer_fault(200, {jsonrpc::invalid_params, "Invalid params: \"cursor\" must be a string", ""});
  Server &server = errand.exchange.server();
  const auto page = server.tools().page(errand.revision, cursor ? std::optional(cursor.text()) : std::nullopt,
                                        server.limits().page_size, server.shared_cache());
  if (!page) return errand.answer_fault(200, {jsonrpc::invalid_params, "Invalid params: \"cursor\" is none of ours", ""});
  errand.answer_result(*page);
}

} // namespace

void serve(const Errand &errand) {
  errand.exchange.server().request_taken();
  switch (protocol::find_method(errand.message.method, errand.modern())) {
  case protocol::Method::tools_call: return call_tool(errand);
  case protocol::Method::tools_list: return list_tools(errand);
  case protocol::Method::discover: return errand.answer_result(errand.exchange.server().introduction(errand.revision));
  case protocol::Method::ping: return errand.answer_result("{}");
  case protocol::Method::unknown: // a 404 is how a modern client tells a missing method from a missing endpoint
    return errand.answer_fault(errand.modern() ? 404 : 200, protocol::unknown_method(errand.message.method));
  }
}

void Errand::answer(int http_status, std::string_view text) const {
  if (session && session->lives_by_stream()) session->say_or_keep(message.raw_id, text, now);
  else exchange.respond(batch, now, http_status, text);
}

void Errand::answer_result(std::string_view result_json) const {
  std::string text;
  text.reserve(result_json.size() + message.raw_id.size() + 48);
  jsonrpc::append_result(text, message.raw_id, result_json);
  answer(200, text);
}

void Errand::answer_fault(int http_status, const jsonrpc::Fault &fault) const { answer(http_status, error_text(message.raw_id, fault)); }

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
