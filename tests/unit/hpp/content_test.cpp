// content_test.cpp - the builders of results and messages, and what a handler that answers with them says.
#include "line_client.hpp"
#include <doctest/doctest.h>
#include <string>

namespace {

std::string text_of(const tenon::json &json) { return json.text; }
std::string base64(std::string_view bytes) {
  std::string out;
  tenon::detail::append_base64(out, bytes);
  return out;
}

} // namespace

TEST_CASE("bytes become base64, with padding") { // RFC 4648 section 10
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64(std::string_view("\0\xFF\x10\x80", 4)) == "AP8QgA==");
  CHECK(base64("\xFF\xEF\xBE") == "/+++");
}

TEST_CASE("a content is a CallToolResult, block by block") {
  CHECK(text_of(tenon::content()) == R"({"content":[]})");
  tenon::content all;
  all.text("a \"b\"").image("foo", "image/png").audio("f", "audio/wav");
  all.resource("a:b", "words", "text/plain").resource("a:c", tenon::bytes("image/png", "fo"));
  CHECK(text_of(all) == R"({"content":[{"type":"text","text":"a \"b\""},)"
                        R"({"type":"image","data":"Zm9v","mimeType":"image/png"},)"
                        R"({"type":"audio","data":"Zg==","mimeType":"audio/wav"},)"
                        R"({"type":"resource","resource":{"uri":"a:b","mimeType":"text/plain","text":"words"}},)"
                        R"({"type":"resource","resource":{"uri":"a:c","mimeType":"image/png","blob":"Zm8="}}]})");
}

TEST_CASE("a link says what is known of the resource, and nothing of what is not") {
  CHECK(text_of(tenon::content().link({"a:b", "b"})) ==
        R"({"content":[{"type":"resource_link","uri":"a:b","name":"b"}]})");
  tenon::resource_info whole;
  whole.uri = "a:b";
  whole.name = "b";
  whole.title = "B";
  whole.description = "d";
  whole.mime_type = "text/plain";
  whole.content_bytes = 7;
  whole.annotations = R"({"priority":1})";
  whole.icons = "[]";
  whole.meta = R"({"k":1})";
  CHECK(text_of(tenon::content().link(whole)) ==
        R"({"content":[{"type":"resource_link","uri":"a:b","name":"b","title":"B","description":"d",)"
        R"("mimeType":"text/plain","size":7,"annotations":{"priority":1},"icons":[],"_meta":{"k":1}}]})");
}

TEST_CASE("annotations belong to the block before them") {
  CHECK(text_of(tenon::content().text("a").annotated({R"({"priority":1})"}).text("b")) ==
        R"({"content":[{"type":"text","text":"a","annotations":{"priority":1}},{"type":"text","text":"b"}]})");
  CHECK_THROWS_AS(tenon::content().annotated({"{}"}), tenon::error);
}

TEST_CASE("structured content, meta and the error flag stand beside the blocks") {
  CHECK(text_of(tenon::content().text("x").structured({R"({"n":1})"}).meta({"{}"}).error()) ==
        R"({"content":[{"type":"text","text":"x"}],"structuredContent":{"n":1},"_meta":{},"isError":true})");
}

TEST_CASE("messages are a GetPromptResult, each block a message of its own") {
  CHECK(text_of(tenon::messages()) == R"({"messages":[]})");
  CHECK(text_of(tenon::messages("about").user("a, {b}").assistant("c")) ==
        R"({"description":"about","messages":[{"role":"user","content":{"type":"text","text":"a, {b}"}},)"
        R"({"role":"assistant","content":{"type":"text","text":"c"}}]})");
  CHECK(text_of(tenon::messages().user(tenon::content().image("f", "i/p").text("look"))) ==
        R"({"messages":[{"role":"user","content":{"type":"image","data":"Zg==","mimeType":"i/p"}},)"
        R"({"role":"user","content":{"type":"text","text":"look"}}]})");
  CHECK(text_of(tenon::messages().user(tenon::content())) == R"({"messages":[]})");
}

TEST_CASE("a member of JSON is read by its name and type, or not at all") {
  const tenon::json object = {R"( { "a" : 1, "b\u0021":"x\ny", "c":{"d":[true,false]}, "e":null } )"};
  CHECK(object.get<int>("a") == 1);
  CHECK(object.get<double>("a") == 1.0);
  CHECK_FALSE(object.get<std::string>("a"));
  CHECK_FALSE(object.get<bool>("a"));
  CHECK(object.get<std::string>("b!") == "x\ny");
  CHECK(object.get<tenon::json>("c")->get<std::vector<bool>>("d") == std::vector<bool>{true, false});
  CHECK(object.get<tenon::json>("e")->text == "null");
  CHECK_FALSE(object.get<tenon::json>("missing"));
  CHECK_FALSE(tenon::json{"[1]"}.get<int>("a"));
  CHECK_FALSE(tenon::json{""}.get<int>("a"));
  CHECK_FALSE(tenon::json{R"({"a")"}.get<int>("a"));
  CHECK_FALSE(tenon::json{R"({"a":1)"}.get<std::string>("a"));
}

TEST_CASE("text becomes JSON with its escapes") { CHECK(tenon::quoted("a\"\\\n").text == R"("a\"\\\u000a")"); }

TEST_CASE("a tool answers with blocks, also where it may end in another way") {
  tenon::server server;
  server.tool("blocks", "", tenon::args(), [] { return tenon::content().text("a").image("foo", "image/png"); });
  server.tool("either", "", tenon::args("fine"), [](bool fine) -> tenon::result {
    if (fine) return tenon::content().text("fine");
    return tenon::content().text("not fine").error();
  });
  server.tool("wrong", "", tenon::args(), [] { return tenon::content().structured({"no JSON"}); });
  server.tool("later", "", tenon::args(), [](tenon::reply reply) { reply.result(tenon::content().text("later")); });
  LineClient client(server);
  CHECK(has(client.call("blocks"), R"("data":"Zm9v")"));
  CHECK(says(client.call("blocks"), R"("a")"));
  CHECK(says(client.call("either", R"({"fine":true})"), R"("fine")"));
  CHECK(fails(client.call("either", R"({"fine":false})"), "not fine"));
  CHECK(fails(client.call("wrong"), "CallToolResult"));
  CHECK(says(client.call("later"), R"("later")"));
}

TEST_CASE("structured content that fits its schema arrives, with its text; what does not fit is the tool's failure") {
  tenon::server server;
  tenon::tool_info info;
  info.name = "weather";
  info.output_schema = R"({"type":"object","properties":{"celsius":{"type":"number"}},"required":["celsius"]})";
  server.tool(info, tenon::args("celsius"), [](tenon::json celsius) {
    return tenon::structured{R"({"celsius":)" + celsius.text + "}"};
  });
  info.name = "later";
  server.tool(info, tenon::args(), [](tenon::reply reply) {
    CHECK(reply.structured({R"({"kelvin":1})"}) == TENON_INVALID);
    CHECK(reply.structured({R"({"celsius":1})"}) == TENON_OK);
  });
  info.name = "plain";
  server.tool(info, tenon::args(), [] { return "no structure"; });
  LineClient client(server);
  CHECK(has(client.list(), R"("outputSchema":{"type":"object")"));
  const std::string answer = client.call("weather", R"({"celsius":21.5})");
  CHECK(has(answer, R"("structuredContent":{"celsius":21.5})"));
  CHECK(says(answer, R"("{\"celsius\":21.5}")"));
  CHECK(fails(client.call("weather", R"({"celsius":"warm"})"), "does not fit its output schema"));
  CHECK(has(client.call("later"), R"("structuredContent":{"celsius":1})"));
  CHECK(fails(client.call("plain"), "structured"));
}
