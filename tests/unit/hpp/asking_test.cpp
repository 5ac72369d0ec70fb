// asking_test.cpp - handlers that ask the client: once, in rounds, by a reply, and of clients that cannot be asked.
#include "line_client.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace {

constexpr const char *can_all = R"({"elicitation":{"form":{},"url":{}},"sampling":{},"roots":{}})";

tenon::json member(const tenon::json &object, std::string_view name) {
  return object.get<tenon::json>(name).value_or(tenon::json{});
}
tenon::json result_of(const std::string &line) { return member({line}, "result"); }

// Calls a tool again, with answers to what it asked and the state that it gave.
std::string answer(LineClient &client, std::string_view tool, const std::string &asked, std::string_view answers) {
  std::string members = R"("name":")" + std::string(tool) + R"(","arguments":{},"inputResponses":)" + std::string(answers);
  const tenon::json state = member(result_of(asked), "requestState");
  if (!state.text.empty()) members += R"(,"requestState":)" + state.text;
  return client.request("tools/call", members);
}

tenon::json name_form() { return {R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})"}; }

} // namespace

TEST_CASE("a handler that asks runs again with the answer and its own state") {
  tenon::server server;
  int runs = 0;
  server.tool("greet", "", tenon::args(), [&runs](const tenon::call &call) -> tenon::result {
    ++runs;
    if (const auto name = call.answer("who")) {
      CHECK(name->accepted());
      CHECK(call.state() == "asked once");
      CHECK_FALSE(call.answer("nobody"));
      return "Hello, " + name->content.get<std::string>("name").value_or("?") + "!";
    }
    CHECK(call.answers_json().empty());
    CHECK(call.state().empty());
    return tenon::ask({tenon::form("who", "Who \"are\" you?", name_form())}, "asked once");
  });
  LineClient client(server, can_all);
  const std::string asked = client.call("greet");
  CHECK(has(asked, R"("resultType":"input_required")"));
  CHECK(has(asked, R"("method":"elicitation/create")"));
  CHECK(has(asked, R"("message":"Who \"are\" you?")"));
  CHECK(says(answer(client, "greet", asked, R"({"who":{"action":"accept","content":{"name":"Ada"}}})"), R"("Hello, Ada!")"));
  CHECK(runs == 2);
}

TEST_CASE("a person who declines is an answer too") {
  tenon::server server;
  server.tool("greet", "", tenon::args(), [](const tenon::call &call) -> tenon::result {
    const auto name = call.answer("who");
    if (!name) return tenon::ask({tenon::form("who", "Who?", name_form())});
    CHECK_FALSE(name->accepted());
    CHECK(name->content.text.empty());
    return name->action;
  });
  LineClient client(server, can_all);
  CHECK(says(answer(client, "greet", client.call("greet"), R"({"who":{"action":"decline"}})"), R"("decline")"));
  CHECK(says(answer(client, "greet", client.call("greet"), R"({"who":{"action":"cancel"}})"), R"("cancel")"));
}

TEST_CASE("each kind of question travels as what it is, and its answer comes back whole") {
  tenon::server server;
  server.tool("all", "", tenon::args(), [](const tenon::call &call) -> tenon::result {
    const auto page = call.answer("page"), model = call.answer("model"), roots = call.answer("roots");
    if (!page || !model || !roots)
      return tenon::ask({tenon::url("page", "Please log in.", "https://example.com/login"),
                         tenon::sample("model", {R"({"messages":[],"maxTokens":5})"}), tenon::roots("roots")});
    return page->action + ", " + model->content.get<std::string>("text").value_or("?") + ", " +
           model->whole.get<std::string>("model").value_or("?") + ", " + roots->whole.text;
  });
  LineClient client(server, can_all);
  const std::string asked = client.call("all");
  CHECK(has(asked, R"("url":"https://example.com/login")"));
  CHECK(has(asked, R"("mode":"url")"));
  CHECK(has(asked, R"("method":"sampling/createMessage")"));
  CHECK(has(asked, R"("maxTokens":5)"));
  CHECK(has(asked, R"("method":"roots/list")"));
  CHECK(says(answer(client, "all", asked,
                    R"({"page":{"action":"accept"},"roots":{"roots":[]},)"
                    R"("model":{"role":"assistant","model":"m","content":{"type":"text","text":"words"}}})"),
             R"("accept, words, m, {\"roots\":[]}")"));
}

TEST_CASE("a client that cannot be asked is refused, and told what it lacks") {
  tenon::server server;
  server.tool("ask", "", tenon::args(), [](const tenon::call &call) {
    CHECK_FALSE(call.can(TENON_CAN_SAMPLE));
    CHECK(call.can(TENON_CAN_LIST_ROOTS));
    CHECK_FALSE(call.can(TENON_CAN_LIST_ROOTS | TENON_CAN_SAMPLE));
    return tenon::ask({tenon::roots("r"), tenon::sample("s", {R"({"messages":[],"maxTokens":1})"})});
  });
  server.tool("say", "", tenon::args(), []() -> tenon::result { return tenon::not_capable(TENON_CAN_ELICIT_FORM); });
  server.tool("throw", "", tenon::args(), []() -> std::string { throw tenon::not_capable(TENON_CAN_ELICIT_FORM); });
  server.tool("reply", "", tenon::args(), [](tenon::reply reply) {
    CHECK(reply.ask({tenon::sample("s", {R"({"messages":[],"maxTokens":1})"})}) == TENON_NOT_CAPABLE);
    CHECK(reply.not_capable(TENON_CAN_SAMPLE) == TENON_OK);
  });
  LineClient client(server, R"({"roots":{}})");
  const std::string refused = client.call("ask");
  CHECK(has(refused, R"("code":-32021)"));
  CHECK(has(refused, R"("requiredCapabilities":{"sampling":{}})"));
  CHECK(has(client.call("reply"), R"("requiredCapabilities":{"sampling":{}})"));
  for (const char *tool : {"say", "throw"}) {
    CAPTURE(tool);
    CHECK(has(client.call(tool), R"("code":-32021)"));
    CHECK(has(client.call(tool), R"("requiredCapabilities":{"elicitation")"));
  }
}

TEST_CASE("sampling with tools of a client that samples without them names the tools") {
  CHECK(tenon::detail::lacks({tenon::sample("s", {})}, TENON_CAN_SAMPLE) == TENON_CAN_SAMPLE_TOOLS);
  CHECK(tenon::detail::lacks({tenon::sample("s", {}), tenon::form("f", "", {}), tenon::url("u", "", ""), tenon::roots("r")}, 0) ==
        (TENON_CAN_SAMPLE | TENON_CAN_ELICIT_FORM | TENON_CAN_ELICIT_URL | TENON_CAN_LIST_ROOTS));
}

TEST_CASE("a question that is none is the handler's failure") {
  tenon::server server;
  server.tool("twice", "", tenon::args(), [] { return tenon::ask({tenon::roots("same"), tenon::roots("same")}); });
  server.tool("many", "", tenon::args(), [] {
    std::vector<tenon::question> all;
    for (int i = 0; i < 17; ++i) all.push_back(tenon::roots(std::to_string(i)));
    return tenon::ask(std::move(all));
  });
  LineClient client(server, can_all);
  CHECK(fails(client.call("twice"), "cannot be asked: TENON_INVALID"));
  CHECK(fails(client.call("many"), "cannot be asked: TENON_LIMIT"));
}

TEST_CASE("a handler with a reply asks by it, and is called again") {
  tenon::server server;
  server.tool("greet", "", tenon::args(), [](const tenon::call &call, tenon::reply reply) {
    if (const auto name = call.answer("who")) {
      reply.text(std::string(call.state()) + name->content.get<std::string>("name").value_or("?"));
      return;
    }
    CHECK(reply.ask({tenon::form("who", "Who?", name_form())}, "Dear ") == TENON_OK);
    CHECK(reply.text("too late") == TENON_GONE);
  });
  LineClient client(server, can_all);
  const std::string asked = client.call("greet");
  CHECK(has(asked, "input_required"));
  CHECK(says(answer(client, "greet", asked, R"({"who":{"action":"accept","content":{"name":"Ada"}}})"), R"("Dear Ada")"));
}

TEST_CASE("prompts and resources ask as tools do") {
  tenon::server server;
  server.prompt("p", "", tenon::args(), [](const tenon::call &call) -> tenon::result {
    if (const auto name = call.answer("who")) return tenon::messages().user(name->content.get<std::string>("name").value_or("?"));
    return tenon::ask({tenon::form("who", "Who?", name_form())});
  });
  server.resource({"a:r", "r"}, [](const tenon::call &call) -> tenon::result {
    if (const auto name = call.answer("who")) return name->content.get<std::string>("name").value_or("?");
    return tenon::ask({tenon::form("who", "Who?", name_form())});
  });
  LineClient client(server, can_all);
  const std::string answers = R"(,"inputResponses":{"who":{"action":"accept","content":{"name":"Ada"}}})";
  const auto state = [](const std::string &asked) {
    const tenon::json given = member(result_of(asked), "requestState");
    return given.text.empty() ? std::string() : R"(,"requestState":)" + given.text;
  };
  std::string asked = client.request("prompts/get", R"("name":"p")");
  CHECK(has(asked, "input_required"));
  CHECK(has(client.request("prompts/get", R"("name":"p")" + answers + state(asked)), R"("text":"Ada")"));
  asked = client.request("resources/read", R"("uri":"a:r")");
  CHECK(has(asked, "input_required"));
  CHECK(has(client.request("resources/read", R"("uri":"a:r")" + answers + state(asked)), R"("text":"Ada")"));
}

TEST_CASE("state sealed by one server is opened by another that has the key, and by no other") {
  const auto make = [](const std::vector<std::string> &keys) {
    tenon::server server;
    if (!keys.empty()) server.set_seal_keys(keys);
    server.tool("greet", "", tenon::args(), [](const tenon::call &call) -> tenon::result {
      if (call.answer("who")) return std::string(call.state());
      return tenon::ask({tenon::form("who", "Who?", name_form())}, "carried");
    });
    return server;
  };
  const std::string old_key(32, 'o'), new_key(32, 'n');
  const tenon::server first = make({old_key}), second = make({new_key, old_key}), stranger = make({});
  LineClient client(first, can_all), neighbour(second, can_all), other(stranger, can_all);
  const std::string asked = client.call("greet");
  const std::string answers = R"({"who":{"action":"accept","content":{"name":"Ada"}}})";
  CHECK(says(answer(neighbour, "greet", asked, answers), R"("carried")"));
  CHECK(has(answer(other, "greet", asked, answers), R"("code":-32602)"));
  tenon::server server;
  CHECK_THROWS_WITH_AS(server.set_seal_keys({"short"}), doctest::Contains("TENON_WEAK_KEY"), tenon::error);
}
