// offers.cpp - the resources, templates and prompts that dialogues can put on offer.
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

// "y1" for "y", what is to be completed, and what is chosen already.
void suggest(void *, const tenon_call *call, tenon_reply *reply) {
  std::string values = R"({"values":[")" + std::string(view(call->value)) + R"(1","for )" + std::string(view(call->argument)) + '"';
  tenon_str chosen{nullptr, 0};
  if (tenon_call_text(call, view("title"), &chosen) == TENON_OK) values += R"(,"of )" + std::string(view(chosen)) + '"';
  values += R"(],"total":9,"hasMore":true})";
  tenon_reply_result(reply, view(values), call->now);
  tenon_reply_release(reply, call->now);
}

void review(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_str code{nullptr, 0};
  tenon_call_text(call, view("code"), &code);
  tenon_reply_text(reply, view("Please review: " + std::string(view(code))), call->now);
  tenon_reply_release(reply, call->now);
}

} // namespace

constexpr tenon_str archivist[] = {{"archivist", 9}};

// note: a text that stays; plan: bytes that stay; ledger: only for who has the scope "saw"; roll: for the role "archivist"; diary: read when the dialogue says so.
tenon_status Tool_kit::offer_resource(tenon_server *server, std::string_view name) {
  if (name != "note" && name != "plan" && name != "ledger" && name != "roll" && name != "diary") return TENON_NOT_FOUND;
  const std::string uri = "memo://" + std::string(name);
  tenon_resource resource{};
  resource.size = sizeof resource;
  resource.uri = view(uri);
  resource.name = view(name);
  resource.mime_type = view("text/plain");
  if (name == "note") resource.text = view("remember the glue");
  if (name == "plan") {
    resource.title = view("The plan");
    resource.description = view("Where the pegs go.");
    resource.mime_type = view("image/png");
    resource.blob = view(std::string_view("\x89PNG\0", 5));
    resource.annotations = view(R"({"audience":["user"],"priority":0.5,"lastModified":"2026-07-28T00:00:00Z"})");
    resource.icons = view(R"([{"src":"https://tenon.example/plan.png"}])");
    resource.meta = view(R"({"example.com/drawer":2})");
    resource.ttl_ms = 60'000;
    resource.shared = 1;
  }
  if (name == "ledger") {
    resource.text = view("what is owed");
    resource.required_scopes = view("saw");
  }
  if (name == "roll") {
    resource.text = view("who works here");
    resource.required_roles = archivist;
    resource.required_role_count = 1;
  }
  if (name == "diary") resource.read = keep;
  resource.user = this;
  resource.drop = drop;
  ++offered_;
  return tenon_server_add_resource(server, &resource, nullptr);
}

tenon_status Tool_kit::offer_template(tenon_server *server, std::string_view name) {
  if (name != "page" && name != "file") return TENON_NOT_FOUND; // file: for who has the scopes "saw" and "glue"
  tenon_resource_template page{};
  page.size = sizeof page;
  page.uri_template = view(name == "page" ? "book://pages/{number}" : "file://drawer/{number}");
  page.name = view(name);
  if (name == "file") page.required_scopes = view("saw glue");
  page.mime_type = view("text/plain");
  page.user = this;
  page.drop = drop;
  page.read = read_page;
  page.complete = suggest;
  ++offered_;
  return tenon_server_add_resource_template(server, &page, nullptr);
}

// review: answers at once; verdict: likewise, for who has the scope "saw" and the permission "cut"; essay: when the dialogue says so.
tenon_status Tool_kit::offer_prompt(tenon_server *server, std::string_view name) {
  if (name != "review" && name != "verdict" && name != "essay") return TENON_NOT_FOUND;
  tenon_prompt prompt{};
  prompt.size = sizeof prompt;
  prompt.name = view(name);
  if (name != "essay") {
    prompt.arguments = view(R"([{"name":"code","required":true}])");
    prompt.complete = suggest;
  } else {
    prompt.title = view("An essay");
    prompt.description = view("About wood.");
    prompt.icons = view(R"([{"src":"https://tenon.example/pen.png"}])");
  }
  if (name == "verdict") {
    prompt.required_scopes = view("saw");
    prompt.required_permissions = view("cut");
  }
  prompt.user = this;
  prompt.drop = drop;
  prompt.get = name == "essay" ? keep : review;
  ++offered_;
  return tenon_server_add_prompt(server, &prompt, nullptr);
}

} // namespace talk
