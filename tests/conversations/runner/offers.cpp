// offers.cpp - the resources, templates, prompts and asking tools that dialogues can put on offer.
#include "tool_kit.hpp"

namespace talk {
namespace {

void read_page(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_str number{nullptr, 0};
  tenon_call_text(call, view("number"), &number);
  if (view(number) == "0") tenon_reply_not_found(reply, call->now);
  else tenon_reply_text(reply, view("page " + std::string(view(number))), call->now);
  tenon_reply_release(reply, call->now);
}

void suggest(void *, const tenon_call *call, tenon_reply *reply) {
  std::string values = R"({"values":[")" + std::string(view(call->value)) + R"(1","for )" + std::string(view(call->argument)) + R"("],"total":9,"hasMore":true})";
  tenon_reply_result(reply, view(values), call->now);
  tenon_reply_release(reply, call->now);
}

void review(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_str code{nullptr, 0};
  tenon_call_text(call, view("code"), &code);
  tenon_reply_text(reply, view("Please review: " + std::string(view(code))), call->now);
  tenon_reply_release(reply, call->now);
}

// Asks for a name the first time, and tells what came back the second time.
void asks(void *, const tenon_call *call, tenon_reply *reply) {
  if (call->answers_json.len) {
    std::string told = "state=" + std::string(view(call->state)) + " answers=" + std::string(view(call->answers_json));
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

} // namespace

tenon_status Tool_kit::offer_more(tenon_server *server, std::string_view name) {
  if (name == "note") {
    tenon_resource note{};
    note.size = sizeof note;
    note.uri = view("memo://note");
    note.name = view("note");
    note.mime_type = view("text/plain");
    note.text = view("remember the glue");
    note.user = this;
    note.drop = drop;
    ++offered_;
    return tenon_server_add_resource(server, &note, nullptr);
  }
  if (name == "page") {
    tenon_resource_template page{};
    page.size = sizeof page;
    page.uri_template = view("book://pages/{number}");
    page.name = view("page");
    page.mime_type = view("text/plain");
    page.user = this;
    page.drop = drop;
    page.read = read_page;
    page.complete = suggest;
    ++offered_;
    return tenon_server_add_resource_template(server, &page, nullptr);
  }
  if (name == "review") {
    tenon_prompt prompt{};
    prompt.size = sizeof prompt;
    prompt.name = view("review");
    prompt.arguments = view(R"([{"name":"code","required":true}])");
    prompt.user = this;
    prompt.drop = drop;
    prompt.get = review;
    prompt.complete = suggest;
    ++offered_;
    return tenon_server_add_prompt(server, &prompt, nullptr);
  }
  if (name != "asks" && name != "guarded") return TENON_NOT_FOUND;
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = view(name);
  if (name == "guarded") tool.required_scopes = view("saw");
  tool.user = this;
  tool.drop = drop;
  tool.run = asks;
  ++offered_;
  return tenon_server_add_tool(server, &tool, nullptr);
}

} // namespace talk
