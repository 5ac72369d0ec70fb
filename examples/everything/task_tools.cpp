// task_tools.cpp - tools whose calls become tasks: always, when the client can, or when they say so themselves.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "offers.hpp"

namespace everything {
namespace {

using namespace std::chrono_literals;

tenon::tool_info task(const char *name, const char *description, std::uint64_t support) {
  tenon::tool_info info;
  info.name = name;
  info.description = description;
  info.task_support = support;
  return info;
}

tenon::question ask_name(const char *key, const char *message) {
  return tenon::form(key, message, form_of(R"({"name":{"type":"string"}})", R"(["name"])"));
}

std::string name_in(const tenon::call &call, std::string_view key) {
  const auto answer = call.answer(key);
  return answer ? answer->content.get<std::string>("name").value_or("nobody") : std::string();
}

// A step every tenth of a second, so that a cancelled computation ends soon.
void compute(Later &later, const SharedReply &owed, double left, const std::string &label) {
  if (owed->cancelled()) return;
  if (left <= 0) {
    owed->text(label + ": computed.");
    return;
  }
  const double step = std::min(left, 0.1);
  later.after(std::chrono::milliseconds(std::lround(step * 1000)),
              [&later, owed, left, step, label] { compute(later, owed, left - step, label); });
}

tenon::result confirm_delete(const tenon::call &call, const std::string &filename) {
  const auto answer = call.answer("confirm");
  if (!answer)
    return tenon::ask({tenon::form("confirm", "Delete " + filename + "?",
                                   form_of(R"({"confirm":{"type":"boolean"}})", R"(["confirm"])"))});
  const bool sure = answer->accepted() && answer->content.get<bool>("confirm").value_or(false);
  return sure ? "Deleted " + filename + "." : "Kept " + filename + ".";
}

} // namespace

void offer_tasks(tenon::server &server, Later &later) {
  server.tool(task("greet", "Greets at once; never a task.", TENON_TASK_NEVER), tenon::args("name"),
              [](std::string name) { return "Hello, " + name + "!"; });

  server.tool(task("slow_compute", "Takes some seconds; a task if the client knows tasks.", TENON_TASK_OPTIONAL),
              tenon::schema{R"({"type":"object","properties":{"seconds":{"type":"number","minimum":0,"maximum":3600},)"
                            R"("label":{"type":"string"}},"required":["seconds"]})"},
              [&later](const tenon::call &call, tenon::reply reply) {
                reply.task_status("computing");
                compute(later, shared(std::move(reply)), call.argument<double>("seconds").value_or(0),
                        call.argument<std::string>("label").value_or("slow_compute"));
              });

  server.tool(task("failing_job", "Fails after a second; always a task.", TENON_TASK_REQUIRED), tenon::args(),
              [&later](tenon::reply reply) {
                later.after(1s,
                            [owed = shared(std::move(reply))] { owed->tool_error("The job failed, as it always does."); });
              });

  server.tool(task("protocol_error_job", "Ends in a protocol error after a while.", TENON_TASK_OPTIONAL), tenon::args(),
              [&later](tenon::reply reply) {
                later.after(300ms, [owed = shared(std::move(reply))] {
                  owed->fail(-32603, "The job broke down, as it always does.");
                });
              });

  server.tool(task("confirm_delete", "Asks before it deletes (nothing is deleted).", TENON_TASK_OPTIONAL),
              tenon::args("filename"), confirm_delete);

  server.tool(task("multi_input", "Asks two things at once.", TENON_TASK_OPTIONAL), tenon::args(),
              [](const tenon::call &call) -> tenon::result {
                if (!call.answer("first") || !call.answer("second"))
                  return tenon::ask({ask_name("first", "Who is first?"), ask_name("second", "Who is second?")});
                return name_in(call, "first") + " before " + name_in(call, "second");
              });

  server.tool(
      task("test_tool_with_task", "Asks a name while the client waits, then goes on as a task.", TENON_TASK_BY_HANDLER),
      tenon::args(), [&later](const tenon::call &call, tenon::reply reply) {
        if (!call.answer("user_name")) {
          if (reply.ask({ask_name("user_name", "What is your name?")}) == TENON_NOT_CAPABLE)
            reply.not_capable(TENON_CAN_ELICIT_FORM);
          return;
        }
        const std::string name = name_in(call, "user_name");
        reply.begin_task({0, 0, "greeting"}); // a client that knows no tasks waits
        later.after(200ms, [owed = shared(std::move(reply)), name] { owed->text("Hello, " + name + ", from a task."); });
      });
}

} // namespace everything
