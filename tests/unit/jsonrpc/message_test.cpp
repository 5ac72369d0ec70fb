// message_test.cpp - what a peer may put into an envelope, and what it hears when it does otherwise.
#include "jsonrpc/message.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::jsonrpc;

namespace {

// What became of one message. The reader lives on in it, so that views stay good.
struct Heard {
  explicit Heard(const std::string &text) {
    REQUIRE_MESSAGE(reader.parse_copy(text, 64) == json::Trouble::none, text);
    message = read_message(reader, reader.whole(), fault, id);
  }
  json::Reader reader;
  Fault fault{0, "", ""};
  std::string_view id = "untouched";
  std::optional<Message> message;
};

// "-32600 words [id]" of a message that is refused.
std::string refused(const std::string &text) {
  const Heard heard(text);
  CHECK_MESSAGE(!heard.message, text);
  CHECK(heard.fault.data_json.empty());
  return std::to_string(heard.fault.code) + " " + heard.fault.message + " [" + std::string(heard.id) + "]";
}

// The raw id of a request that is taken.
std::string id_of(const std::string &raw) {
  const Heard heard("{\"jsonrpc\":\"2.0\",\"id\":" + raw + ",\"method\":\"m\"}");
  REQUIRE_MESSAGE(heard.message, heard.fault.message);
  CHECK(heard.message->shape == Shape::request);
  CHECK(heard.id == heard.message->raw_id);
  return std::string(heard.message->raw_id);
}

std::string id_refused(const std::string &raw) {
  return refused("{\"jsonrpc\":\"2.0\",\"id\":" + raw + ",\"method\":\"m\"}");
}

} // namespace

TEST_CASE("a message with method and id is a request") {
  const Heard heard(R"({"jsonrpc":"2.0","id":"a\u0041","method":"tools\/call","params": {"name" : "x"} ,"extra":[1]})");
  REQUIRE(heard.message);
  CHECK(heard.message->shape == Shape::request);
  CHECK(heard.message->raw_id == R"("a\u0041")");
  CHECK(heard.message->method == "tools/call");
  CHECK(heard.message->params.raw == R"({"name" : "x"})");
  CHECK(heard.message->params.value.find("name").text() == "x");
  CHECK(!heard.message->result.value);
  CHECK(!heard.message->error.value);
  CHECK(heard.id == R"("a\u0041")");
}

TEST_CASE("members may come in any order and with escaped names") {
  const Heard heard(R"({"params":{},"\u006dethod":"m","\u0069d":7,"jsonrpc":"2.0"})");
  REQUIRE(heard.message);
  CHECK(heard.message->method == "m");
  CHECK(heard.message->raw_id == "7");
}

TEST_CASE("a message with a method and no id is a notification") {
  const Heard heard(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  REQUIRE(heard.message);
  CHECK(heard.message->shape == Shape::notification);
  CHECK(heard.message->raw_id == "");
  CHECK(heard.id == "");
  CHECK(!heard.message->params.value);
}

TEST_CASE("results and errors beside a method are strangers and are left aside") {
  const Heard heard(R"({"jsonrpc":"2.0","id":1,"method":"m","result":{},"error":5})");
  REQUIRE(heard.message);
  CHECK(heard.message->shape == Shape::request);
  CHECK(!heard.message->result.value);
  CHECK(!heard.message->error.value);
}

TEST_CASE("a message with an id and a result is a response") {
  const Heard heard(R"({"jsonrpc":"2.0","id":3,"result":{"roots":[ ]},"params":[]})");
  REQUIRE(heard.message);
  CHECK(heard.message->shape == Shape::response);
  CHECK(heard.message->raw_id == "3");
  CHECK(heard.message->result.raw == R"({"roots":[ ]})");
  CHECK(!heard.message->error.value);
  CHECK(!heard.message->params.value);
  CHECK(heard.message->method == "");
}

TEST_CASE("any JSON may be a result") {
  for (const std::string result : {"null", "0", "\"x\"", "[]", "false"}) {
    const Heard heard(std::string(R"({"jsonrpc":"2.0","id":3,"result":)") + result + "}");
    REQUIRE(heard.message);
    CHECK(heard.message->result.raw == result);
  }
}

TEST_CASE("a response may be an error, also one to a request that the peer could not read") {
  for (const std::string id : {R"("id":3,)", R"("id":null,)", ""}) {
    const Heard heard(std::string(R"({"jsonrpc":"2.0",)") + id + R"("error":{"code":-32600,"message":"what?","data":[1]}})");
    REQUIRE_MESSAGE(heard.message, id);
    CHECK(heard.message->shape == Shape::response);
    CHECK(heard.message->raw_id == (id == R"("id":3,)" ? "3" : ""));
    CHECK(heard.message->error.value.find("code").integer() == -32600);
  }
}

TEST_CASE("threat 11: ids are strings and integers, and come back byte for byte") {
  for (const std::string raw :
       {"0", "-0", "-1", "7", "9007199254740991", "9007199254740993", "9223372036854775807", "-9223372036854775808", "\"\"",
        "\"7\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\xC3\xA9\""})
    CHECK(id_of(raw) == raw);
}

TEST_CASE("threat 11: nothing else is an id") {
  for (const std::string raw :
       {"null", "true", "1.0", "1.5", "1e3", "[]", "[1]", "{}", "9223372036854775808", "18446744073709551615"})
    CHECK(id_refused(raw) == "-32600 Invalid Request: \"id\" must be a string or an integer []");
}

TEST_CASE("an id has 1,024 bytes at most, quotes included") {
  const std::string longest = "\"" + std::string(1022, 'x') + "\"", too_long = "\"" + std::string(1023, 'x') + "\"";
  CHECK(id_of(longest) == longest);
  CHECK(id_refused(too_long) == "-32600 Invalid Request: \"id\" is too long []");
}

TEST_CASE("a message is an object") {
  for (const std::string text : {"[]", "1", "\"x\"", "null", "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}]"})
    CHECK(refused(text) == "-32600 Invalid Request: a message must be an object []");
}

TEST_CASE("jsonrpc is \"2.0\"; the refusal goes to who asked") {
  const std::string words = "-32600 Invalid Request: \"jsonrpc\" must be \"2.0\" [7]";
  CHECK(refused(R"({"id":7,"method":"m"})") == words);
  CHECK(refused(R"({"jsonrpc":"1.0","id":7,"method":"m"})") == words);
  CHECK(refused(R"({"jsonrpc":2.0,"id":7,"method":"m"})") == words);
  CHECK(refused(R"({"jsonrpc":"2.0 ","id":7,"method":"m"})") == words);
  CHECK(refused(R"({"jsonrpc":null,"id":7,"method":"m"})") == words);
}

TEST_CASE("a method is a string with something in it") {
  CHECK(refused(R"({"jsonrpc":"2.0","id":7})") == "-32600 Invalid Request: \"method\" is missing [7]");
  CHECK(refused(R"({"jsonrpc":"2.0"})") == "-32600 Invalid Request: \"method\" is missing []");
  for (const std::string method : {"1", "null", "\"\"", "[\"m\"]"})
    CHECK(refused(std::string(R"({"jsonrpc":"2.0","id":7,"method":)") + method + "}") ==
          "-32600 Invalid Request: \"method\" must be a non-empty string [7]");
}

TEST_CASE("params are an object") {
  for (const std::string params : {"[]", "[1]", "null", "1", "\"x\""}) {
    CHECK(refused(std::string(R"({"jsonrpc":"2.0","id":7,"method":"m","params":)") + params + "}") ==
          "-32602 Invalid params: \"params\" must be an object [7]");
    CHECK(refused(std::string(R"({"jsonrpc":"2.0","method":"m","params":)") + params + "}") ==
          "-32602 Invalid params: \"params\" must be an object []");
  }
}

TEST_CASE("a faulty response is refused without its id, which is one of ours") {
  CHECK(refused(R"({"jsonrpc":"2.0","result":{}})") == "-32600 Invalid Request: \"id\" is missing []");
  CHECK(refused(R"({"jsonrpc":"2.0","id":null,"result":{}})") ==
        "-32600 Invalid Request: \"id\" must be a string or an integer []");
  CHECK(refused(R"({"jsonrpc":"2.0","id":1.5,"error":{"code":1,"message":""}})") ==
        "-32600 Invalid Request: \"id\" must be a string or an integer []");
  CHECK(refused(R"({"jsonrpc":"2.0","id":5,"result":{},"error":{"code":1,"message":""}})") ==
        "-32600 Invalid Request: a response has either \"result\" or \"error\" []");
  CHECK(refused(R"({"id":5,"result":{}})") == "-32600 Invalid Request: \"jsonrpc\" must be \"2.0\" []");
  for (const std::string error :
       {"5", "null", "\"x\"", "{}", R"({"code":1})", R"({"message":"x"})", R"({"code":"1","message":"x"})",
        R"({"code":1.5,"message":"x"})", R"({"code":1,"message":2})"})
    CHECK(refused(std::string(R"({"jsonrpc":"2.0","id":5,"error":)") + error + "}") ==
          "-32600 Invalid Request: \"error\" must be an object with an integer \"code\" and a string \"message\" []");
}

TEST_CASE("the messages of a batch are read one by one") {
  json::Reader reader;
  REQUIRE(reader.parse_copy(
              R"([{"jsonrpc":"2.0","id":1,"method":"a"} , 5, {"jsonrpc":"2.0","method":"b","params":{"x":[]}}])", 64) ==
          json::Trouble::none);
  Fault fault{0, "", ""};
  std::string_view id;
  json::Span each = reader.first_of(reader.whole());
  CHECK(read_message(reader, each, fault, id)->raw_id == "1");
  each = reader.next_of(each);
  CHECK(!read_message(reader, each, fault, id));
  each = reader.next_of(each);
  const std::optional<Message> last = read_message(reader, each, fault, id);
  REQUIRE(last);
  CHECK(last->shape == Shape::notification);
  CHECK(last->params.raw == R"({"x":[]})");
  CHECK(!reader.next_of(each).value);
}
