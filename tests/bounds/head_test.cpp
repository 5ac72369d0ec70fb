// head_test.cpp - how much a head may hold, and how long its token may be.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

constexpr std::string_view secret = "a secret that is long enough for HS256";

Heard say(House &house, guest::Head head) { return house.post(std::move(head), body_of("echo", R"({"text":"heard"})")); }

size_t size_of(guest::Head &head) {
  const tenon_head record = head.record();
  size_t bytes = 0;
  for (size_t i = 0; i < record.header_count; ++i) bytes += record.headers[i].name.len + record.headers[i].value.len;
  return bytes;
}

guest::Head head_of_lines(uint64_t lines) {
  guest::Head head = head_of("echo");
  for (size_t i = head.record().header_count; i < lines; ++i) head.add("X", "y");
  return head;
}

guest::Head head_of_bytes(uint64_t bytes) {
  guest::Head head = head_of("echo");
  return head.add("X", std::string(static_cast<size_t>(bytes) - size_of(head) - 1, 'y'));
}

// The same request with a longer target.
guest::Head target_of_bytes(uint64_t bytes) {
  guest::Head head("POST", "/mcp?" + std::string(static_cast<size_t>(bytes) - 5, 'q'));
  return head.add("MCP-Protocol-Version", "2026-07-28").add("Mcp-Method", "tools/call").add("Mcp-Name", "echo");
}

std::string sign(size_t filler) {
  const std::string claims = R"({"filler":")" + std::string(filler, 'f') + "\"}";
  std::string token(filler * 2 + 1000, '\0');
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(secret);
  request.subject = str("ada");
  request.claims_json = str(claims);
  tenon_buffer buffer{sizeof buffer, token.data(), token.size(), 0};
  REQUIRE(tenon_token_sign(&request, House().now(), &buffer, nullptr) == TENON_OK);
  token.resize(buffer.len);
  return token;
}

// base64 leaves out every fourth length; those asked for here are not of them.
std::string token_of_bytes(uint64_t bytes) {
  const size_t least = sign(0).size();
  std::string token = sign((static_cast<size_t>(bytes) - least) * 3 / 4);
  for (size_t more = 0; token.size() != bytes; ++more) {
    REQUIRE(more < 4);
    token = sign((static_cast<size_t>(bytes) - least) * 3 / 4 + more);
  }
  return token;
}

void ask_for_token(House &house) {
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  REQUIRE(tenon_server_require_token(house.server(), &policy, nullptr) == TENON_OK);
}

} // namespace

HELD(max_headers, "a head of that many lines is answered, one line more is 431") {
  each({{9, 9}, {0, 100}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_headers, said);
    CHECK(say(house, head_of_lines(bound)).status == 200);
    Line line(house, head_of_lines(bound + 1));
    CHECK(line.feed("{") == TENON_FINISHED); // the body is not wanted
    const Heard over = line.hear();
    CHECK(over.status == 431);
    CHECK(says(over.body, "too_many_headers"));
    line.close();
    CHECK(house.runs == 1);
    CHECK(house.goes_on());
    CHECK(house.is_empty());
  });
}

OFF(max_headers, "a thousand lines are read") {
  House house(&tenon_options::max_headers, TENON_OFF);
  CHECK(say(house, head_of_lines(1000)).status == 200);
}

HELD(max_header_bytes, "names and values of that many bytes are read, one byte more is 431") {
  each({{400, 400}, {0, 16u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_header_bytes, said);
    CHECK(say(house, head_of_bytes(bound)).status == 200);
    const Heard over = say(house, head_of_bytes(bound + 1));
    CHECK(over.status == 431);
    CHECK(says(over.body, "headers_too_large"));
    CHECK(house.runs == 1);
    CHECK(house.goes_on());
    CHECK(house.is_empty());
  });
}

HELD(max_header_bytes, "the target alone may be as long") {
  each({{400, 400}, {0, 16u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_header_bytes, said);
    CHECK(say(house, target_of_bytes(bound)).status == 200);
    CHECK(say(house, target_of_bytes(bound + 1)).status == 431);
    CHECK(house.goes_on());
  });
}

OFF(max_header_bytes, "a head of a mebibyte is read") {
  House house(&tenon_options::max_header_bytes, TENON_OFF);
  CHECK(say(house, head_of_bytes(1u << 20)).status == 200);
  CHECK(say(house, target_of_bytes(1u << 20)).status == 200);
}

HELD(max_token_bytes, "a token of that many bytes is accepted, one byte more is 401") {
  each({{400, 400}, {0, 8u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_token_bytes, said);
    ask_for_token(house);
    CHECK(say(house, head_of("echo").bearer(token_of_bytes(bound))).status == 200);
    Line line(house, head_of("echo").bearer(token_of_bytes(bound + 1)));
    CHECK(line.feed("{") == TENON_FINISHED);
    const Heard over = line.hear();
    CHECK(over.status == 401);
    CHECK(says(over.body, "invalid_token"));
    CHECK(house.logged("token_refused too_large"));
    line.close();
    CHECK(house.runs == 1);
    CHECK(say(house, head_of("echo").bearer(sign(0))).status == 200);
    CHECK(house.is_empty());
  });
}

OFF(max_token_bytes, "a token may be as long as the largest that is signed, a mebibyte") {
  House house([](tenon_options &o) { o.max_token_bytes = o.max_header_bytes = TENON_OFF; });
  ask_for_token(house);
  CHECK(say(house, head_of("echo").bearer(token_of_bytes(1u << 20))).status == 200);
  std::string longer = token_of_bytes(1u << 20);
  longer.insert(longer.rfind('.'), 1, 'A');
  CHECK(say(house, head_of("echo").bearer(longer)).status == 401);
}
