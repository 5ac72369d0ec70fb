// prompts_test.cpp - prompts whose arguments follow from the handler, what they answer with, and who suggests values.
#include "line_client.hpp"
#include <doctest/doctest.h>
#include <optional>
#include <string>
#include <vector>

namespace {

std::string get(LineClient &client, std::string_view name, std::string_view arguments = "{}") {
  return client.request("prompts/get", R"("name":")" + std::string(name) + R"(","arguments":)" + std::string(arguments));
}

template <std::size_t N, class Handler> std::string arguments_of(const std::array<tenon::arg, N> &names, Handler) {
  return tenon::detail::derive_prompt(typename tenon::detail::signature<Handler>::parameters{}, names);
}

} // namespace

TEST_CASE("the list of arguments follows from the handler's parameters") {
  CHECK(arguments_of(tenon::args(), [] {}) == "[]");
  CHECK(arguments_of(tenon::args(tenon::arg("code", "What \"to\" read."), "tone"),
                     [](const tenon::call &, std::string, std::optional<std::string>, tenon::reply) {}) ==
        R"([{"name":"code","description":"What \"to\" read.","required":true},{"name":"tone"}])");
  CHECK_THROWS_WITH_AS(arguments_of(tenon::args("a", "a"), [](std::string, std::string) {}), doctest::Contains("'a' twice"),
                       tenon::error);
}

TEST_CASE("a prompt is listed with its arguments, and got with them") {
  tenon::server server;
  server.prompt("review", "Review code.", tenon::args("code", "tone"), [](std::string code, std::optional<std::string> tone) {
    return "Review, " + tone.value_or("kindly") + ": " + code;
  });
  LineClient client(server);
  const std::string list = client.request("prompts/list");
  CHECK(has(list, R"("name":"review")"));
  CHECK(has(list, R"("arguments":[{"name":"code","required":true},{"name":"tone"}])"));
  const std::string kind = get(client, "review", R"({"code":"x\n"})");
  CHECK(has(kind, R"("text":"Review, kindly: x\n")"));
  CHECK(has(kind, R"("role":"user")"));
  CHECK(has(get(client, "review", R"({"code":"x","tone":"dryly"})"), "Review, dryly: x"));
  CHECK(has(get(client, "review"), R"("code":-32602)"));
  CHECK(has(get(client, "nonesuch"), R"("code":-32602)"));
  CHECK(server.counts().prompts == 1);
}

TEST_CASE("a prompt answers with messages, a whole result, an error, or later") {
  tenon::server server;
  server.prompt({"said", "d", "Said"}, tenon::args(),
                [] { return tenon::messages("about").user("a").assistant(tenon::content().image("foo", "image/png")); });
  server.prompt("whole", "", tenon::args(),
                [] { return tenon::json{R"({"messages":[{"role":"user","content":{"type":"text","text":"w"}}]})"}; });
  server.prompt("wrong", "", tenon::args(), [] { return tenon::json{"[]"}; });
  server.prompt("fails", "", tenon::args(), [] { return tenon::tool_error("no such book"); });
  server.prompt("throws", "", tenon::args(), []() -> std::string { throw 42; });
  server.prompt("later", "", tenon::args("a"), [](tenon::reply reply, std::string a) { reply.text(a); });
  server.prompt("either", "", tenon::args(), []() -> tenon::result { return tenon::messages().user("either"); });
  LineClient client(server);
  const std::string said = get(client, "said");
  CHECK(has(said, R"("description":"about")"));
  CHECK(has(said, R"("role":"assistant")"));
  CHECK(has(said, R"("data":"Zm9v")"));
  CHECK(has(get(client, "whole"), R"("text":"w")"));
  CHECK(has(get(client, "wrong"), "GetPromptResult"));
  CHECK(has(get(client, "fails"), "no such book"));
  CHECK(has(get(client, "fails"), R"("code":-32603)"));
  CHECK(has(get(client, "throws"), "The prompt failed."));
  CHECK(has(get(client, "later", R"({"a":"b"})"), R"("text":"b")"));
  CHECK(has(get(client, "either"), R"("text":"either")"));
}

TEST_CASE("a completer sees what is typed and what is chosen already") {
  tenon::server server;
  server.prompt("travel", "", tenon::args("country", "city"), [](std::string country, std::string city) { return country + city; },
                [](const tenon::call &call) -> std::vector<std::string> {
                  return {std::string(call.name()), std::string(call.argument_name()), std::string(call.value()),
                          call.argument<std::string>("country").value_or("nowhere")};
                });
  LineClient client(server);
  CHECK(has(client.request("completion/complete",
                           R"("ref":{"type":"ref/prompt","name":"travel"},"argument":{"name":"city","value":"pa"},)"
                           R"("context":{"arguments":{"country":"France"}})"),
            R"("values":["travel","city","pa","France"])"));
  CHECK(has(client.request("completion/complete",
                           R"("ref":{"type":"ref/prompt","name":"travel"},"argument":{"name":"country","value":""})"),
            R"("nowhere")"));
}

TEST_CASE("prompts are taken back, and mistakes in them throw") {
  tenon::server server;
  server.prompt("a", "", tenon::args(), [] { return "x"; });
  CHECK_THROWS_WITH_AS(server.prompt("a", "", tenon::args(), [] { return "x"; }), doctest::Contains("TENON_DUPLICATE"), tenon::error);
  CHECK_THROWS_WITH_AS(server.prompt("", "", tenon::args(), [] { return "x"; }), doctest::Contains("TENON_INVALID"), tenon::error);
  CHECK(server.remove_prompt("a"));
  CHECK_FALSE(server.remove_prompt("a"));
}
