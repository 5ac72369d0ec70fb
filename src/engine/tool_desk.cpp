// tool_desk.cpp - tools/call: from the name to a call, or to a task.
#include "engine/call_desk.hpp"
#include "engine/server.hpp"
#include "ground/words.hpp"
#include "protocol/client_can.hpp"
#include "protocol/param_headers.hpp"
#include "protocol/tools.hpp"

namespace tenon::engine {
namespace {

// Arguments that do not fit: since 2025-11-25 the model is told, before that the client (protocol/revision.hpp).
void answer_misfit(const Errand &errand, schema::Fit fit, std::string_view tool, const schema::Finding &finding) {
  const std::string why = fit == schema::Fit::too_costly ? words("Invalid arguments for tool {}: too costly to check", tool)
                                                         : protocol::misfit_words(tool, finding);
  if (!protocol::facts(errand.revision).misfit_is_result) return errand.answer_fault(200, {jsonrpc::invalid_params, why, ""});
  std::string text;
  protocol::append_text_response(text, errand.message.raw_id, errand.dressing(), why, true);
  errand.answer(200, text);
}

// Whether the call becomes a task before it runs.
enum class TaskWay : uint8_t { call, task, answered };

TaskWay way_of_2026(const Errand &errand, catalog::TaskSupport support) {
  if (support == catalog::TaskSupport::never || support == catalog::TaskSupport::by_handler) return TaskWay::call;
  if (errand.client_can & protocol::can_tasks) return TaskWay::task;
  if (support == catalog::TaskSupport::optional) return TaskWay::call;
  errand.answer_fault(errand.http_status(400), protocol::not_capable(errand.revision, protocol::can_tasks));
  return TaskWay::answered;
}

// 2025-11-25 basic/utilities/tasks, Tool-Level Negotiation.
TaskWay way_of_2025(const Errand &errand, catalog::TaskSupport support, const protocol::TaskWish &wish) {
  const auto refuse = [&](int32_t code, std::string why) {
    errand.answer_fault(200, {code, std::move(why), ""});
    return TaskWay::answered;
  };
  if (wish.wrong) return refuse(jsonrpc::invalid_params, wish.wrong);
  if (wish.wanted) return support == catalog::TaskSupport::never ? refuse(jsonrpc::method_not_found, "This tool does not run as a task") : TaskWay::task;
  return support == catalog::TaskSupport::required ? refuse(jsonrpc::method_not_found, "This tool runs as a task only") : TaskWay::call;
}

} // namespace

void call_tool(const Errand &errand) {
  protocol::ToolCall wanted;
  if (const auto refused = protocol::read_tool_call(errand.params, wanted)) return errand.answer_fault(refused->http_status, refused->fault);
  Server &server = errand.server();
  if (server.ended()) return errand.answer_fault(503, {jsonrpc::server_error, "Server is shutting down", ""});
  Asked asked;
  asked.offered = server.tools().find(wanted.name);
  if (!asked.offered) return errand.answer_fault(200, protocol::unknown_tool(wanted.name));
  if (!may_use(errand, *asked.offered)) return;
  const catalog::Tool &tool = *asked.offered->tool();
  asked.arguments = wanted.arguments ? wanted.arguments : server.empty_object();
  if (!tool.header_params.empty() && errand.modern() && errand.exchange.is_http())
    if (const auto refused = protocol::check_param_headers(tool.header_params, errand.exchange.param_headers(), asked.arguments, errand.message))
      return errand.answer_fault(refused->http_status, refused->fault);
  schema::Finding finding;
  const schema::Fit fit = schema::check(*asked.offered->input, asked.arguments, nullptr);
  if (fit != schema::Fit::fits) {
    schema::check(*asked.offered->input, asked.arguments, &finding); // once more, for the words
    return answer_misfit(errand, fit, tool.face.name, finding);
  }
  asked.name = asked.offered->name();
  asked.arguments_json = wanted.arguments_json;
  asked.arguments_span = errand.params.arguments;
  asked.reader = &errand.bench->reader;

  const protocol::TaskWish wish = protocol::facts(errand.revision).task_requests ? protocol::read_task_wish(errand.params) : protocol::TaskWish();
  const TaskWay way = errand.modern() ? way_of_2026(errand, tool.task_support) : way_of_2025(errand, tool.task_support, wish);
  if (way == TaskWay::answered) return;
  if (way == TaskWay::call) return call(errand, asked, {});
  if (const Ref<Task> task = begin_task(errand, wish.ttl_ms)) call(errand, asked, task);
}

} // namespace tenon::engine
