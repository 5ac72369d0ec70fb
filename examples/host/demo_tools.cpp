// demo_tools.cpp - each demo tool: its row in the table, and what it does.
#include "demo_tools.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

#include "log.hpp"
#include "texts.hpp"

namespace host {
namespace {

using Run = void (*)(void *user, const tenon_call *call, tenon_reply *reply);

struct Tool {
  std::string_view name;
  std::string_view title;
  std::string_view description;
  std::string_view input_schema;
  Run run;
};

void say(tenon_reply *reply, const tenon_call *call, std::string_view text) {
  tenon_reply_text(reply, str(text), call->now);
  tenon_reply_release(reply, call->now);
}

void say_error(tenon_reply *reply, const tenon_call *call, std::string_view text) {
  tenon_reply_tool_error(reply, str(text), call->now);
  tenon_reply_release(reply, call->now);
}

double number(const tenon_call *call, std::string_view name) {
  double value = 0;
  tenon_call_number(call, str(name), &value);
  return value;
}

std::string_view text(const tenon_call *call, std::string_view name) {
  tenon_str value{};
  tenon_call_text(call, str(name), &value);
  return view(value);
}

void say_number(tenon_reply *reply, const tenon_call *call, double value) {
  if (!std::isfinite(value)) return say_error(reply, call, "The result is too large.");
  char room[40];
  const auto end = std::to_chars(room, room + sizeof room, value).ptr;
  say(reply, call, {room, static_cast<size_t>(end - room)});
}

void run_add(void *, const tenon_call *call, tenon_reply *reply) {
  say_number(reply, call, number(call, "a") + number(call, "b"));
}

void run_calculate(void *, const tenon_call *call, tenon_reply *reply) {
  const std::string_view operation = text(call, "operation");
  const double a = number(call, "a");
  const double b = number(call, "b");
  if (operation == "add") return say_number(reply, call, a + b);
  if (operation == "subtract") return say_number(reply, call, a - b);
  if (operation == "multiply") return say_number(reply, call, a * b);
  if (b == 0) return say_error(reply, call, "Error: Cannot divide by zero");
  say_number(reply, call, a / b);
}

void run_echo(void *, const tenon_call *call, tenon_reply *reply) {
  say(reply, call, text(call, "text"));
}

void run_get_token(void *, const tenon_call *call, tenon_reply *reply) {
  const std::string_view authorization = view(call->authorization);
  say(reply, call, authorization.empty() ? "No Authorization header came with this call." : authorization);
}

void append_member(std::string &out, std::string_view name, std::string_view value) {
  out += out.size() > 1 ? "," : "";
  append_quoted(out, name);
  out += ':';
  append_quoted(out, value);
}

void run_whoami(void *, const tenon_call *call, tenon_reply *reply) {
  std::string out = "{";
  append_member(out, "subject", view(call->subject));
  append_member(out, "scopes", view(call->scopes));
  append_member(out, "client", view(call->client_name));
  append_member(out, "clientVersion", view(call->client_version));
  append_member(out, "revision", view(call->revision));
  out += ",\"claims\":";
  out += call->claims_json.len > 0 ? view(call->claims_json) : "null";
  out += '}';
  say(reply, call, out);
}

void run_slow(void *user, const tenon_call *call, tenon_reply *reply) {
  static_cast<SlowWorker *>(user)->take(reply, number(call, "seconds"));
}

constexpr std::string_view two_numbers =
    R"({"type":"object","properties":{"a":{"type":"number","description":"First number"},)"
    R"("b":{"type":"number","description":"Second number"}},"required":["a","b"],"additionalProperties":false})";
constexpr std::string_view operation_and_numbers =
    R"({"type":"object","properties":{"operation":{"type":"string","enum":["add","subtract","multiply","divide"]},)"
    R"("a":{"type":"number"},"b":{"type":"number"}},"required":["operation","a","b"],"additionalProperties":false})";
constexpr std::string_view one_text =
    R"({"type":"object","properties":{"text":{"type":"string","description":"What to say back"}},)"
    R"("required":["text"],"additionalProperties":false})";
constexpr std::string_view some_seconds =
    R"({"type":"object","properties":{"seconds":{"type":"number","minimum":0,"maximum":60}},)"
    R"("required":["seconds"],"additionalProperties":false})";
constexpr std::string_view nothing = R"({"type":"object","additionalProperties":false})";

constexpr Tool tools[] = {
    {"add", "Add", "Add two numbers.", two_numbers, run_add},
    {"calculate", "Calculate", "Add, subtract, multiply or divide two numbers.", operation_and_numbers, run_calculate},
    {"echo", "Echo", "Say the text back.", one_text, run_echo},
    {"getToken", "Get token", "Show the Authorization header that came with this call. For demonstration only.", nothing,
     run_get_token},
    {"slow", "Slow", "Take a number of seconds, with progress reports, then answer.", some_seconds, run_slow},
    {"whoami", "Who am I", "Tell who the caller is: principal, scopes, claims and client, as JSON.", nothing, run_whoami},
};

} // namespace

bool DemoTools::has(std::string_view name) {
  for (const Tool &row : tools)
    if (row.name == name) return true;
  return false;
}

std::string DemoTools::offer(tenon_server *server, const std::map<std::string, std::string> &scopes) {
  for (const Tool &row : tools) {
    const auto needed = scopes.find(std::string(row.name));
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str(row.name);
    tool.title = str(row.title);
    tool.description = str(row.description);
    tool.input_schema = str(row.input_schema);
    tool.user = &slow_;
    tool.run = row.run;
    if (needed != scopes.end()) tool.required_scopes = str(needed->second);
    ErrorText why;
    const tenon_status status = tenon_server_add_tool(server, &tool, &why.error);
    if (status != TENON_OK) return "tool " + std::string(row.name) + ": " + why.text(status);
  }
  return {};
}

} // namespace host
