// tool_kit.cpp - small tools for dialogues, each showing one way to answer.
#include "tool_kit.hpp"

#include <cstdio>

#include "words.hpp"

namespace talk {
namespace {

using Run = void (*)(void *, const tenon_call *, tenon_reply *);

// What the arguments are, in the client's own words.
void repeat(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_text(reply, call->arguments_json, call->now);
  tenon_reply_release(reply, call->now);
}

// Asks for a name the first time, and tells what came back the second time.
void asks(void *, const tenon_call *call, tenon_reply *reply) {
  if (call->answers_json.len) {
    const std::string told = "state=" + std::string(view(call->state)) + " answers=" + std::string(view(call->answers_json));
    tenon_reply_text(reply, view(told), call->now);
  } else {
    tenon_question question{};
    question.size = sizeof question;
    question.key = view("who");
    question.kind = TENON_ASK_FORM;
    question.message = view("Who are you?");
    question.schema = view(R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})");
    if (tenon_reply_ask(reply, &question, 1, view("first round"), call->now) == TENON_NOT_CAPABLE)
      tenon_reply_not_capable(reply, TENON_CAN_ELICIT_FORM, call->now);
  }
  tenon_reply_release(reply, call->now);
}

void echo(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_str text{nullptr, 0};
  tenon_call_text(call, view("text"), &text);
  tenon_reply_text(reply, text, call->now);
  tenon_reply_release(reply, call->now);
}

void add(void *, const tenon_call *call, tenon_reply *reply) {
  double a = 0, b = 0;
  tenon_call_number(call, view("a"), &a);
  tenon_call_number(call, view("b"), &b);
  char text[40];
  int len = std::snprintf(text, sizeof text, "%.15g", a + b);
  tenon_reply_text(reply, {text, static_cast<size_t>(len)}, call->now);
  tenon_reply_release(reply, call->now);
}

void whoami(void *, const tenon_call *call, tenon_reply *reply) {
  auto said = [](tenon_str text) { return std::string(view(text)); };
  const std::string text = "subject=" + said(call->subject) + " client=" + said(call->client_name) + "/" + said(call->client_version) +
                           " revision=" + said(call->revision) + " authorization=" + said(call->authorization) +
                           " scopes=" + said(call->scopes);
  tenon_reply_text(reply, view(text), call->now);
  tenon_reply_release(reply, call->now);
}

// All that the core says of the caller.
void identity(void *, const tenon_call *call, tenon_reply *reply) {
  auto said = [](tenon_str text) { return std::string(view(text)); };
  const std::string text = "subject=" + said(call->subject) + " issuer=" + said(call->issuer) + " client=" + said(call->client_id) +
                           " scopes=" + said(call->scopes) + " permissions=" + said(call->permissions) + " authorization=" +
                           said(call->authorization) + " claims=" + said(call->claims_json);
  tenon_reply_text(reply, view(text), call->now);
  tenon_reply_release(reply, call->now);
}

void reports(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_progress(reply, 1, 2, view("half way"), call->now);
  tenon_reply_progress(reply, 2, 2, view(""), call->now);
  tenon_reply_text(reply, view("reported"), call->now);
  tenon_reply_release(reply, call->now);
}

void fails(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_tool_error(reply, view("it did not work"), call->now);
  tenon_reply_release(reply, call->now);
}

void faults(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_fail(reply, 7, view("no such luck"), call->now);
  tenon_reply_release(reply, call->now);
}

void forgets(void *, const tenon_call *call, tenon_reply *reply) { tenon_reply_release(reply, call->now); }

void structured(void *, const tenon_call *call, tenon_reply *reply) {
  constexpr std::string_view result = R"({"content":[{"type":"text","text":"{\"sum\":5}"}],"structuredContent":{"sum":5}})";
  tenon_reply_result(reply, view(result), call->now);
  tenon_reply_release(reply, call->now);
}

void wide(void *, const tenon_call *call, tenon_reply *reply) {
  int64_t bytes = 0;
  tenon_call_integer(call, view("bytes"), &bytes);
  std::string text(static_cast<size_t>(bytes), 'w');
  tenon_reply_text(reply, view(text), call->now);
  tenon_reply_release(reply, call->now);
}

constexpr std::string_view a_sum = R"({"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"]})";
constexpr std::string_view a_text = R"({"type":"object","properties":{"text":{"type":"string"}},"required":["text"]})";
constexpr std::string_view a_width = R"({"type":"object","properties":{"bytes":{"type":"integer","minimum":0}},"required":["bytes"]})";
constexpr std::string_view a_length = R"({"type":"object","properties":{"cm":{"type":"number"}},"required":["cm"]})";
constexpr std::string_view a_place = R"({"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},)"
                                     R"("level":{"type":"integer","x-mcp-header":"Level"},)"
                                     R"("dry":{"type":"boolean","x-mcp-header":"Dry"}}})";
constexpr std::string_view whole_face = R"([{"src":"https://tenon.example/saw.png","mimeType":"image/png","sizes":["48x48"]}])";

struct Kind {
  std::string_view name, description, schema = "";
  Run run = nullptr; // nullptr: the kit keeps the reply, or throws
  std::string_view output = "", scopes = "";
  uint64_t tasks = TENON_TASK_NEVER;
  std::string_view roles = "", permissions = ""; // at most two roles
};

constexpr Kind kinds[] = {
    {.name = "echo", .description = "Say it again.", .schema = a_text, .run = echo},
    {.name = "add", .description = "Add two numbers.", .schema = a_sum, .run = add},
    {.name = "whoami", .description = "Say who is calling.", .run = whoami},
    {.name = "later", .description = "Answer when the host says so."},
    {.name = "reports", .description = "Report twice, then answer.", .run = reports},
    {.name = "fails", .description = "Fail as a tool fails.", .run = fails},
    {.name = "faults", .description = "Fail as the protocol fails.", .run = faults},
    {.name = "forgets", .description = "Never answer.", .run = forgets},
    {.name = "throws", .description = "Throw an exception."},
    {.name = "structured", .description = "Answer with structure.", .run = structured},
    {.name = "wide", .description = "Answer with many bytes.", .schema = a_width, .run = wide},
    {.name = "asks", .description = "Ask who is there.", .run = asks},
    {.name = "guarded", .description = "Needs a scope.", .run = whoami, .scopes = "saw"},
    {.name = "identity", .description = "Say all of who is calling.", .run = identity},
    {.name = "heavy", .description = "Needs two scopes.", .run = whoami, .scopes = "saw glue"},
    {.name = "foreman", .description = "Needs one of two roles.", .run = whoami, .roles = "foreman owner"},
    {.name = "licensed", .description = "Needs two permissions.", .run = whoami, .permissions = "cut drill"},
    {.name = "strict", .description = "Needs everything.", .run = whoami, .scopes = "saw", .roles = "foreman owner", .permissions = "cut"},
    {.name = "measures", .description = "Answer with a length.", .output = a_length},
    {.name = "mirrored", .description = "Arguments in headers.", .schema = a_place, .run = repeat},
    {.name = "job", .description = "A task, if the client can.", .tasks = TENON_TASK_OPTIONAL},
    {.name = "chore", .description = "Always a task.", .tasks = TENON_TASK_REQUIRED},
    {.name = "perhaps", .description = "A task when the handler says so.", .tasks = TENON_TASK_BY_HANDLER},
};

} // namespace

tenon_status Tool_kit::offer(tenon_server *server, std::string_view name, bool again) {
  for (const Kind &kind : kinds) {
    if (kind.name != name) continue;
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = view(kind.name);
    tool.description = view(again ? std::string_view("Made anew.") : kind.description);
    tool.input_schema = view(kind.schema);
    tool.output_schema = view(kind.output);
    tool.required_scopes = view(kind.scopes);
    tool.task_support = kind.tasks;
    std::string_view roles = kind.roles;
    const tenon_str role_words[] = {view(take_until(roles, " ")), view(roles)};
    tool.required_roles = role_words;
    tool.required_role_count = kind.roles.empty() ? 0 : 2;
    tool.required_permissions = view(kind.permissions);
    if (name == "measures") {
      tool.title = view("The ruler");
      tool.annotations = view(R"({"readOnlyHint":true})");
      tool.icons = view(whole_face);
      tool.meta = view(R"({"example.com/shelf":3})");
    }
    tool.user = this;
    tool.drop = drop;
    tool.run = kind.run ? kind.run : name == "throws" ? keep_and_throw : keep;
    ++offered_;
    return again ? tenon_server_replace_tool(server, &tool, nullptr) : tenon_server_add_tool(server, &tool, nullptr);
  }
  tenon_status status = again ? TENON_NOT_FOUND : offer_resource(server, name);
  if (status == TENON_NOT_FOUND && !again) status = offer_template(server, name);
  if (status == TENON_NOT_FOUND && !again) status = offer_prompt(server, name);
  return status;
}

tenon_status Tool_kit::remove(tenon_server *server, std::string_view words) {
  if (take(words, "resource ")) return tenon_server_remove_resource(server, view(words));
  if (take(words, "template ")) return tenon_server_remove_resource_template(server, view(words));
  if (take(words, "prompt ")) return tenon_server_remove_prompt(server, view(words));
  return tenon_server_remove_tool(server, view(words));
}

} // namespace talk
