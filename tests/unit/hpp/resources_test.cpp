// resources_test.cpp - fixed content, content that is made, templates with typed variables, and what is not found.
#include "line_client.hpp"
#include <doctest/doctest.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

std::string read(LineClient &client, std::string_view uri) {
  return client.request("resources/read", "\"uri\":" + tenon::quoted(uri).text);
}

} // namespace

TEST_CASE("fixed text and fixed bytes are listed with their size, and read") {
  tenon::server server;
  server.resource({"a:text", "text", "Words.", "text/plain"}, tenon::text{"hello"});
  server.resource({"a:bytes", "bytes"}, tenon::bytes("image/png", "foo"));
  const tenon::text kept{"kept"};
  server.resource({"a:kept", "kept"}, kept);
  LineClient client(server);
  const std::string list = client.request("resources/list");
  CHECK(has(list, R"("uri":"a:text")"));
  CHECK(has(list, R"("description":"Words.")"));
  CHECK(has(list, R"("size":5)"));
  CHECK(has(read(client, "a:text"), R"("text":"hello")"));
  CHECK(has(read(client, "a:text"), R"("mimeType":"text/plain")"));
  CHECK(has(read(client, "a:bytes"), R"("blob":"Zm9v")"));
  CHECK(has(read(client, "a:bytes"), R"("mimeType":"image/png")"));
  CHECK(has(read(client, "a:kept"), R"("text":"kept")"));
  CHECK(server.counts().resources == 3);
}

TEST_CASE("content is made when it is asked for, in each way that a handler may end") {
  tenon::server server;
  server.resource({"a:words", "words"}, [] { return std::string("made"); });
  server.resource({"a:blob", "blob", "", "image/png"}, [] { return tenon::bytes("foo"); });
  server.resource({"a:whole", "whole"}, [] { return tenon::json{R"({"contents":[{"text":"one"},{"uri":"a:2","text":"two"}]})"}; });
  server.resource({"a:gone", "gone"}, [] { return tenon::not_found(); });
  server.resource({"a:thrown", "thrown"}, []() -> std::string { throw tenon::not_found(); });
  server.resource({"a:broken", "broken"}, []() -> std::string { throw std::runtime_error("the disk is full"); });
  server.resource({"a:fault", "fault"}, [] { return tenon::fault(7, "seven", {R"({"n":7})"}); });
  server.resource({"a:wrong", "wrong"}, [] { return tenon::json{"{}"}; });
  server.resource({"a:later", "later"}, [](const tenon::call &call, tenon::reply reply) { reply.text(call.uri()); });
  server.resource({"a:late-bytes", "late"}, [](tenon::reply reply) { reply.bytes("foo", "image/gif"); });
  server.resource({"a:late-gone", "gone"}, [](tenon::reply reply) { reply.not_found(); });
  server.resource({"a:either", "either"}, []() -> tenon::result { return tenon::bytes("image/png", "fo"); });
  LineClient client(server);
  CHECK(has(read(client, "a:words"), R"("text":"made")"));
  CHECK(has(read(client, "a:words"), R"("uri":"a:words")"));
  CHECK(has(read(client, "a:blob"), R"("blob":"Zm9v")"));
  CHECK(has(read(client, "a:blob"), R"("mimeType":"image/png")"));
  CHECK(has(read(client, "a:whole"), R"("uri":"a:whole")"));
  CHECK(has(read(client, "a:whole"), R"("uri":"a:2")"));
  for (const char *gone : {"a:gone", "a:thrown", "a:late-gone", "a:never-offered"}) {
    CAPTURE(gone);
    CHECK(has(read(client, gone), R"("code":-32602)"));
    CHECK(has(read(client, gone), gone));
  }
  CHECK(has(read(client, "a:broken"), "the disk is full"));
  CHECK(has(read(client, "a:broken"), R"("code":-32603)"));
  CHECK(has(read(client, "a:fault"), R"("code":7)"));
  CHECK(has(read(client, "a:fault"), R"("data":{"n":7})"));
  CHECK(has(read(client, "a:wrong"), "ReadResourceResult"));
  CHECK(has(read(client, "a:later"), R"("text":"a:later")"));
  CHECK(has(read(client, "a:late-bytes"), R"("mimeType":"image/gif")"));
  CHECK(has(read(client, "a:either"), R"("blob":"Zm8=")"));
}

TEST_CASE("a template's variables arrive typed; what is no number is not found") {
  tenon::server server;
  server.resource_template({"note:{name}", "note", "A note."}, tenon::args("name"), [](std::string name) { return "note " + name; });
  server.resource_template({"page:{book}/{number}", "page"}, tenon::args("book", "number"),
                           [](const tenon::call &call, std::string_view book, std::uint8_t number) {
                             return std::string(call.uri()) + " is page " + std::to_string(number) + " of " + std::string(book);
                           });
  server.resource_template({"search:s{?q,limit}", "search"}, tenon::args("q", "limit"),
                           [](std::string q, std::optional<double> limit) { return q + (limit ? ", limited" : ", all"); });
  LineClient client(server);
  CHECK(has(client.request("resources/templates/list"), R"("uriTemplate":"page:{book}/{number}")"));
  CHECK(has(read(client, "note:a%20b"), R"("text":"note a b")"));
  CHECK(has(read(client, "page:x/255"), R"("text":"page:x/255 is page 255 of x")"));
  CHECK(has(read(client, "page:x/256"), R"("code":-32602)"));
  CHECK(has(read(client, "page:x/two"), R"("code":-32602)"));
  CHECK(has(read(client, "page:x"), R"("code":-32602)"));
  CHECK(has(read(client, "search:s?q=a&limit=1.5"), R"("text":"a, limited")"));
  CHECK(has(read(client, "search:s?q=a"), R"("text":"a, all")"));
  CHECK(has(read(client, "search:s?q=a&limit=x"), R"("code":-32602)"));
  CHECK(server.counts().templates == 3);
}

TEST_CASE("a completer suggests values for a variable, at most a hundred of them") {
  tenon::server server;
  server.resource_template({"n:{id}", "n"}, tenon::args("id"), [](std::string id) { return id; },
                           [](const tenon::call &call) {
                             std::vector<std::string> all;
                             for (int i = 0; i < (call.value() == "many" ? 101 : 100); ++i)
                               all.push_back(std::string(call.argument_name()) + std::to_string(i) + "\"");
                             return all;
                           });
  server.resource_template({"none:{id}", "none"}, tenon::args("id"), [](std::string id) { return id; });
  server.resource_template({"broken:{id}", "broken"}, tenon::args("id"), [](std::string id) { return id; },
                           [](const tenon::call &) -> std::vector<std::string> { throw std::runtime_error("no index"); });
  LineClient client(server);
  const auto complete = [&client](std::string_view uri, std::string_view value) {
    return client.request("completion/complete", R"("ref":{"type":"ref/resource","uri":")" + std::string(uri) +
                                                     R"("},"argument":{"name":"id","value":")" + std::string(value) + "\"}");
  };
  const std::string hundred = complete("n:{id}", "");
  CHECK(has(hundred, R"("id99\"")"));
  CHECK(has(hundred, R"("total":100)"));
  CHECK(has(hundred, R"("hasMore":false)"));
  const std::string more = complete("n:{id}", "many");
  CHECK(has(more, R"("id99\"")"));
  CHECK_FALSE(has(more, R"("id100\"")"));
  CHECK(has(more, R"("total":101)"));
  CHECK(has(more, R"("hasMore":true)"));
  CHECK(has(complete("none:{id}", ""), R"("values":[])"));
  CHECK(has(complete("broken:{id}", ""), "no index"));
}

TEST_CASE("resources and templates are taken back, and mistakes in them throw") {
  tenon::server server;
  server.resource({"a:b", "b"}, tenon::text{"x"});
  CHECK_THROWS_WITH_AS(server.resource({"a:b", "b"}, tenon::text{"x"}), doctest::Contains("TENON_DUPLICATE"), tenon::error);
  CHECK_THROWS_WITH_AS(server.resource({"no uri", "b"}, [] { return "x"; }), doctest::Contains("TENON_INVALID"), tenon::error);
  CHECK_THROWS_AS(server.resource_template({"a:{", "b"}, tenon::args(), [] { return "x"; }), tenon::error);
  CHECK_THROWS_WITH_AS(server.resource_template({"a:{x}{y}", "b"}, tenon::args("x", "x"), [](int, int) { return "x"; }),
                       doctest::Contains("'x' twice"), tenon::error);
  CHECK_THROWS_WITH_AS(server.resource_template({"a:id/{x}", "b"}, tenon::args("id"), [](int) { return "x"; }),
                       doctest::Contains("no variable 'id'"), tenon::error);
  server.resource_template({"t:{x}", "t"}, tenon::args("x"), [](std::string x) { return x; });
  CHECK(server.remove_resource("a:b"));
  CHECK_FALSE(server.remove_resource("a:b"));
  CHECK(server.remove_resource_template("t:{x}"));
  CHECK_FALSE(server.remove_resource_template("t:{x}"));
  LineClient client(server);
  CHECK(has(read(client, "a:b"), R"("code":-32602)"));
}

TEST_CASE("a variable of a template is found wherever a template may have it, and nowhere else") {
  using tenon::detail::has_variable;
  for (const char *with : {"{id}", "a:{+id}", "a:{?x,id}", "{/id*}", "{id:3}", "{id,x}", "id{x}id{id}", "{xid}{id}"}) {
    CAPTURE(with);
    CHECK(has_variable(with, "id"));
  }
  for (const char *without : {"", "id", "{x}id", "{xid}", "{idx}", "{x,xid}", "{id", "}id}", "{xid,idx}", "{x}id{y}"}) {
    CAPTURE(without);
    CHECK_FALSE(has_variable(without, "id"));
  }
}

TEST_CASE("who watches a resource is told that it changed") {
  tenon::server server;
  server.resource({"a:b", "b"}, tenon::text{"x"});
  LineClient client(server);
  client.send_request("subscriptions/listen", R"("notifications":{"resourceSubscriptions":["a:b"]})");
  CHECK(has(client.next(), "notifications/subscriptions/acknowledged"));
  CHECK(server.resource_updated("a:b") == TENON_OK);
  const std::string told = client.next();
  CHECK(has(told, "notifications/resources/updated"));
  CHECK(has(told, R"("uri":"a:b")"));
}
