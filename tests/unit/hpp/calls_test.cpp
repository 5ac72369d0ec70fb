// calls_test.cpp - what a call carries beside its arguments, what the client hears before the answer, and calls that are tasks.
#include "line_client.hpp"
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

TEST_CASE("trace context and the request's _meta reach the handler") {
  tenon::server server;
  server.tool("trace", "", tenon::args(), [](const tenon::call &call) {
    CHECK(has(call.meta_json(), "example.com/own"));
    CHECK(call.task_id().empty());
    return std::string(call.traceparent()) + "|" + std::string(call.tracestate()) + "|" + std::string(call.baggage());
  });
  LineClient client(server, "{}",
                    R"(,"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"a=1",)"
                    R"("baggage":"k=v","example.com/own":1)");
  CHECK(says(client.call("trace"), R"("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01|a=1|k=v")"));
}

TEST_CASE("a request is told as a span, at its beginning and at its end") {
  struct Seen {
    std::int64_t phase;
    std::uint64_t id;
    std::string name, parent, method, tool;
    std::size_t attributes;
  };
  std::vector<Seen> spans;
  tenon::options options;
  options.span = [&spans](const tenon::span_record &span) {
    std::size_t count = 0;
    for (const tenon::attribute one : span.attributes) count += one.name.empty() ? 0 : 1;
    spans.push_back({span.phase, span.id, std::string(span.name), std::string(span.traceparent),
                     std::string(span.attributes["mcp.method.name"]), std::string(span.attributes["gen_ai.tool.name"]), count});
    CHECK(count == span.attributes.size());
    CHECK(span.attributes["no.such.name"].empty());
  };
  tenon::server server(options);
  server.tool("add", "", tenon::args("a"), [](double a) { return a; });
  LineClient client(server, "{}", R"(,"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")");
  CHECK(says(client.call("add", R"({"a":1})"), R"("1")"));
  REQUIRE(spans.size() == 2);
  CHECK(spans[0].phase == TENON_SPAN_BEGIN);
  CHECK(spans[1].phase == TENON_SPAN_END);
  CHECK(spans[0].id == spans[1].id);
  CHECK(spans[0].name == "tools/call add");
  CHECK(spans[0].parent == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  CHECK(spans[0].method == "tools/call");
  CHECK(spans[0].tool == "add");
}

TEST_CASE("log lines reach a client that asked for their severity, by the call and by the reply") {
  tenon::server server(tenon::options{.offers = TENON_OFFER_LOGGING});
  server.tool("inline", "", tenon::args(), [](const tenon::call &call) {
    CHECK(call.log(TENON_SEVERITY_WARNING, "words \"here\"", "disk") == TENON_OK);
    CHECK(call.log(TENON_SEVERITY_DEBUG, "too quiet") == TENON_OK);
    CHECK(call.log(TENON_SEVERITY_INFO, tenon::json{R"({"n":1})"}) == TENON_OK);
    CHECK(call.log(TENON_SEVERITY_INFO, tenon::json{"no json"}) == TENON_INVALID);
    return "done";
  });
  server.tool("later", "", tenon::args(), [](const tenon::call &call, tenon::reply reply) {
    CHECK(call.log(TENON_SEVERITY_ERROR, "not here") == TENON_GONE);
    CHECK(reply.log(TENON_SEVERITY_ERROR, "from the reply") == TENON_OK);
    reply.text("done");
  });
  LineClient client(server, "{}", R"(,"io.modelcontextprotocol/logLevel":"info")");
  client.send_call("inline");
  const std::string warning = client.next();
  CHECK(has(warning, "notifications/message"));
  CHECK(has(warning, R"("level":"warning")"));
  CHECK(has(warning, R"("logger":"disk")"));
  CHECK(has(warning, R"("data":"words \"here\"")"));
  CHECK(has(client.next(), R"("data":{"n":1})"));
  CHECK(says(client.next(), R"("done")"));
  client.send_call("later");
  CHECK(has(client.next(), R"("data":"from the reply")"));
  CHECK(says(client.next(), R"("done")"));
}

TEST_CASE("faults are JSON-RPC errors, thrown, returned or said by a reply") {
  tenon::server server;
  server.tool("thrown", "", tenon::args(), []() -> int { throw tenon::fault(7, "seven"); });
  server.tool("returned", "", tenon::args(), []() -> tenon::result { return tenon::fault(8, "eight", {R"({"n":8})"}); });
  server.tool("said", "", tenon::args(), [](tenon::reply reply) {
    CHECK(reply.fault(-32700, "reserved", {"1"}) == TENON_INVALID);
    CHECK(reply.fault(9, "nine", {"[9]"}) == TENON_OK);
  });
  server.tool("reserved", "", tenon::args(), [] { return tenon::fault(-32700, "a reserved code"); });
  LineClient client(server);
  CHECK(has(client.call("thrown"), R"("error":{"code":7,"message":"seven"})"));
  CHECK(has(client.call("returned"), R"("error":{"code":8,"message":"eight","data":{"n":8}})"));
  CHECK(has(client.call("said"), R"("error":{"code":9,"message":"nine","data":[9]})"));
  CHECK(fails(client.call("reserved"), "a reserved code"));
}

TEST_CASE("a reply tells when nobody waits any more, once, and lets go of what was given to it") {
  tenon::server server;
  std::vector<tenon::reply> kept;
  std::atomic<int> cancelled{0}, gone{0};
  const auto witness = [&gone] {
    return std::shared_ptr<int>(new int(0), [&gone](int *p) {
      ++gone;
      delete p;
    });
  };
  server.tool("keep", "", tenon::args(), [&](tenon::reply reply) {
    CHECK(reply.when_cancelled({}) == TENON_INVALID);
    CHECK(reply.when_cancelled([&cancelled, w = witness()] { ++cancelled; }) == TENON_OK);
    kept.push_back(std::move(reply));
  });
  server.tool("done", "", tenon::args(), [&](tenon::reply reply) {
    reply.text("done");
    CHECK(reply.when_cancelled([&cancelled, w = witness()] { cancelled = 100; }) == TENON_GONE);
  });
  LineClient client(server);
  client.send_call("keep");
  client.send(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" + std::to_string(client.last_id()) +
              R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
              R"("io.modelcontextprotocol/clientCapabilities":{}}}})");
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].cancelled());
  CHECK(cancelled == 1);
  client.send_call("keep");
  REQUIRE(kept.size() == 2);
  CHECK(kept[1].text("answered") == TENON_OK);
  CHECK(says(client.next(), R"("answered")"));
  kept.clear();
  CHECK(cancelled == 1);
  CHECK(gone == 2);
  CHECK(says(client.call("done"), R"("done")"));
  CHECK(cancelled == 1);
  CHECK(gone == 3);
}

TEST_CASE("a tool is replaced in its place, and its calls go on") {
  tenon::server server;
  std::optional<tenon::reply> kept;
  server.tool("a", "first", tenon::args(), [&kept](tenon::reply reply) { kept = std::move(reply); });
  server.tool("b", "", tenon::args(), [] { return "b"; });
  LineClient client(server);
  client.send_call("a");
  server.replace_tool({"a", "second"}, tenon::args("n"), [](int n) { return n; });
  server.replace_tool({"c", "new"}, tenon::schema{R"({"type":"object"})"}, [] { return "c"; });
  REQUIRE(kept);
  kept->text("from the first");
  CHECK(says(client.next(), R"("from the first")"));
  CHECK(says(client.call("a", R"({"n":5})"), R"("5")"));
  const std::string list = client.list();
  CHECK(list.find(R"("name":"a")") < list.find(R"("name":"b")"));
  CHECK(list.find(R"("name":"b")") < list.find(R"("name":"c")"));
  CHECK(has(list, "second"));
  CHECK_FALSE(has(list, "first"));
  CHECK(server.counts().tools == 3);
}

TEST_CASE("a tool's icons and meta are on the list, and a scope that is lacking hides it") {
  tenon::server server;
  tenon::tool_info info;
  info.name = "secret";
  info.icons = R"([{"src":"https://example.com/i.png"}])";
  info.meta = R"({"example.com/k":1})";
  info.required_scopes = "admin write";
  server.tool(info, tenon::args(), [](const tenon::call &call) { return std::string(call.subject()); });
  LineClient guest(server);
  CHECK_FALSE(has(guest.list(), "secret"));
  CHECK(has(guest.call("secret"), R"("error":)"));

  tenon::head opening;
  opening.carrier = TENON_LINES;
  opening.subject = "ada";
  opening.scopes = "write read admin";
  LineClient admin(server, opening);
  const std::string list = admin.list();
  CHECK(has(list, R"("icons":[{"src":"https://example.com/i.png"}])"));
  CHECK(has(list, R"("_meta":{"example.com/k":1})"));
  CHECK(says(admin.call("secret"), R"("ada")"));
}

TEST_CASE("a schema that was registered is what tools refer to by its URI") {
  tenon::server server;
  server.add_schema("https://example.com/age", tenon::schema{R"({"type":"integer","minimum":0})"});
  server.tool("age", "", tenon::schema{R"({"type":"object","properties":{"age":{"$ref":"https://example.com/age"}}})"},
              [](const tenon::call &call) { return call.argument<int>("age").value_or(-1); });
  LineClient client(server);
  CHECK(says(client.call("age", R"({"age":7})"), R"("7")"));
  CHECK(fails(client.call("age", R"({"age":-7})"), "age"));
  CHECK_THROWS_AS(server.add_schema("https://example.com/x", tenon::schema{"no schema"}), tenon::error);
}

TEST_CASE("a call becomes a task by the handler's word, and says how it goes") {
  const std::string can_tasks = R"({"extensions":{"io.modelcontextprotocol/tasks":{}}})";
  tenon::server server;
  std::optional<tenon::reply> kept;
  tenon::tool_info info;
  info.name = "job";
  info.task_support = TENON_TASK_BY_HANDLER;
  server.tool(info, tenon::args(), [&kept](tenon::reply reply) {
    const tenon_status begun = reply.begin_task({5000, 250, "warming up"});
    if (begun == TENON_NOT_CAPABLE) reply.text("at once");
    else kept = std::move(reply);
  });
  info.name = "always";
  info.task_support = TENON_TASK_REQUIRED;
  server.tool(info, tenon::args(), [](const tenon::call &call) {
    CHECK_FALSE(call.task_id().empty());
    CHECK(call.task_status("inline") == TENON_OK);
    return "done";
  });
  LineClient plain(server);
  CHECK(says(plain.call("job"), R"("at once")"));
  CHECK(has(plain.call("always"), R"("code":-32021)"));

  LineClient client(server, can_tasks);
  const tenon::json task = tenon::json{client.call("job")}.get<tenon::json>("result").value();
  CHECK(task.get<std::string>("resultType") == "task");
  CHECK(task.get<int>("ttlMs") == 5000);
  CHECK(task.get<int>("pollIntervalMs") == 250);
  CHECK(task.get<std::string>("statusMessage") == "warming up");
  const auto get = [&] { return client.request("tasks/get", R"("taskId":)" + task.get<tenon::json>("taskId")->text); };
  REQUIRE(kept);
  CHECK(kept->task_status("half way") == TENON_OK);
  CHECK(has(get(), R"("statusMessage":"half way")"));
  CHECK(kept->text("finished") == TENON_OK);
  kept.reset();
  CHECK(has(get(), R"("status":"completed")"));
  CHECK(has(get(), R"("text":"finished")"));
  CHECK(has(client.call("always"), R"("resultType":"task")"));
  CHECK(server.counts().tasks == 2);
}
