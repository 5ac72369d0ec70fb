// related_task_test.cpp - objects of every shape say which task they belong to.
#include "protocol/related_task.hpp"
#include <doctest/doctest.h>

namespace {

std::string related(std::string_view object) {
  std::string out;
  tenon::protocol::append_with_related_task(out, object, "t\"1");
  return out;
}

const std::string ours = R"("io.modelcontextprotocol/related-task":{"taskId":"t\"1"})";

} // namespace

TEST_CASE("an object without _meta gets one, in front") {
  CHECK(related("{}") == R"({"_meta":{)" + ours + "}}");
  CHECK(related("{ }") == R"({"_meta":{)" + ours + "} }");
  CHECK(related(R"({"a":{}})") == R"({"_meta":{)" + ours + R"(},"a":{}})");
}

TEST_CASE("an object's own _meta keeps its members, behind ours") {
  CHECK(related(R"({"a":1,"_meta":{"x":[1,2],"y":{}},"b":"_meta"})") == R"({"_meta":{)" + ours + R"(,"x":[1,2],"y":{}},"a":1,"b":"_meta"})");
  CHECK(related(R"({"_meta":{}})") == R"({"_meta":{)" + ours + "}}");
  CHECK(related(R"({"\u005fmeta":{"x":1}})") == R"({"_meta":{)" + ours + R"(,"x":1}})");
  CHECK(related(R"({"content":[{"_meta":{"x":1}}]})") == R"({"_meta":{)" + ours + R"(},"content":[{"_meta":{"x":1}}]})");
}

TEST_CASE("no object names two tasks") {
  CHECK(related(R"({"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"another"},"x":1}})") == R"({"_meta":{)" + ours + R"(,"x":1}})");
}
