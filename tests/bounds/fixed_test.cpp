// fixed_test.cpp - the bounds that nobody sets: of texts and lists in records, of tokens, of memory that the caller lends.
#include "bounds/house.hpp"
#include <doctest/doctest.h>

using namespace bounds;

namespace {

constexpr size_t longest_text = 64 << 10;
constexpr size_t most_names = 1024;
constexpr std::string_view secret = "a secret that is long enough for HS256";
const tenon_now noon{1000, 1'700'000'000'000};

// The status of making a server so, and what it said.
tenon_status make(const Change &change, std::string *why = nullptr) {
  tenon_options options{};
  options.size = sizeof options;
  change(options);
  char message[200] = "";
  tenon_error error{sizeof error, message, sizeof message, 0};
  tenon_server *server = nullptr;
  const tenon_status status = tenon_server_create(&options, nullptr, &server, &error);
  CHECK((server != nullptr) == (status == TENON_OK));
  tenon_server_destroy(server, noon);
  if (why) *why = message;
  return status;
}

tenon_token_request request_of(std::string_view key = secret) {
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(key);
  request.subject = str("ada");
  return request;
}

tenon_status sign(const tenon_token_request &request, std::string &token, size_t capacity) {
  token.assign(capacity, '#');
  tenon_buffer buffer{sizeof buffer, token.data(), capacity, 0};
  const tenon_status status = tenon_token_sign(&request, noon, &buffer, nullptr);
  token.resize(buffer.len);
  return status;
}

tenon_status require(const std::function<void(tenon_token_policy &)> &change) {
  House house;
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  change(policy);
  return tenon_server_require_token(house.server(), &policy, nullptr);
}

} // namespace

TEST_CASE("a text of the options may have 64 KiB, one byte more is INVALID and named") {
  struct Text {
    const char *name;
    tenon_str tenon_options::*member;
    std::string begin;
  };
  const Text texts[] = {{"name", &tenon_options::name, ""},
                        {"version", &tenon_options::version, ""},
                        {"title", &tenon_options::title, ""},
                        {"instructions", &tenon_options::instructions, ""},
                        {"base_path", &tenon_options::base_path, "/"},
                        {"public_url", &tenon_options::public_url, "https://"}};
  for (const Text &text : texts) {
    INFO("options." << std::string(text.name));
    std::string words = text.begin + std::string(longest_text - text.begin.size(), 'a'), why;
    CHECK(make([&](tenon_options &o) { o.*text.member = str(words); }) == TENON_OK);
    words += 'a';
    CHECK(make([&](tenon_options &o) { o.*text.member = str(words); }, &why) == TENON_INVALID);
    CHECK(says(why, text.name));
  }
}

TEST_CASE("a server with texts of 64 KiB says them whole") {
  const std::string words(longest_text, 'i');
  House house([&](tenon_options &o) { o.instructions = str(words); });
  CHECK(says(house.post(guest::Head(), guest::initialize("2025-11-25")).body, "\"" + words + "\""));
}

TEST_CASE("1024 hosts and 1024 origins may be allowed, one more is INVALID and named") {
  std::vector<tenon_str> hosts(most_names, str("example.com")), origins(most_names, str("https://example.com"));
  const auto lists = [&](tenon_options &o) {
    o.allowed_hosts = hosts.data();
    o.allowed_host_count = hosts.size();
    o.allowed_origins = origins.data();
    o.allowed_origin_count = origins.size();
  };
  CHECK(make(lists) == TENON_OK);
  std::string why;
  hosts.push_back(str("one.more"));
  CHECK(make(lists, &why) == TENON_INVALID);
  CHECK(says(why, "allowed_hosts"));
  hosts.pop_back();
  origins.push_back(str("https://one.more"));
  CHECK(make(lists, &why) == TENON_INVALID);
  CHECK(says(why, "allowed_origins"));
}

TEST_CASE("the last of 1024 allowed hosts is let in") {
  std::vector<tenon_str> hosts(most_names, str("example.com"));
  hosts.back() = str("the.last");
  House house([&](tenon_options &o) {
    o.allowed_hosts = hosts.data();
    o.allowed_host_count = hosts.size();
  });
  const auto ask = [&](std::string_view host) {
    const tenon_header line{str("Host"), str(host)};
    tenon_head head = guest::channel(TENON_HTTP);
    head.method = str("GET");
    head.target = str("/health");
    head.headers = &line;
    head.header_count = 1;
    return Line(house, head).hear().status;
  };
  CHECK(ask("the.last") == 200);
  CHECK(ask("not.allowed") == 403);
}

TEST_CASE("a name in a list may have 64 KiB as well") {
  for (const size_t over : {0u, 1u}) {
    const std::string host(longest_text + over, 'h'), origin = "https://" + std::string(longest_text - 8 + over, 'o');
    const tenon_str hosts[] = {str(host)}, origins[] = {str(origin)};
    CHECK(make([&](tenon_options &o) { o.allowed_hosts = hosts, o.allowed_host_count = 1; }) == (over ? TENON_INVALID : TENON_OK));
    CHECK(make([&](tenon_options &o) { o.allowed_origins = origins, o.allowed_origin_count = 1; }) == (over ? TENON_INVALID : TENON_OK));
  }
}

TEST_CASE("a token may name 1024 roles, one more is INVALID") {
  const std::vector<tenon_str> roles(most_names + 1, str("r"));
  tenon_token_request request = request_of();
  request.roles = roles.data();
  std::string token;
  request.role_count = most_names;
  CHECK(sign(request, token, 16 << 10) == TENON_OK);
  CHECK(token.size() > 4 * most_names); // "r", of each of them
  request.role_count = most_names + 1;
  CHECK(sign(request, token, 16 << 10) == TENON_INVALID);
}

TEST_CASE("a token fits memory of its size, with one byte less it is LIMIT, and the size that is needed is told") {
  const tenon_token_request request = request_of();
  std::string token, again;
  REQUIRE(sign(request, token, 1000) == TENON_OK);
  CHECK(sign(request, again, token.size()) == TENON_OK);
  CHECK(again == token);
  CHECK(sign(request, again, token.size() - 1) == TENON_LIMIT);
  CHECK(again.size() == token.size());
  CHECK(again.substr(0, token.size() - 1) == std::string(token.size() - 1, '#')); // nothing was written
  tenon_buffer nothing{sizeof nothing, nullptr, 0, 0};
  CHECK(tenon_token_sign(&request, noon, &nothing, nullptr) == TENON_LIMIT);
  CHECK(nothing.len == token.size());
}

TEST_CASE("a token may have a mebibyte, one byte more is LIMIT whatever the memory") {
  constexpr size_t ceiling = 1 << 20;
  std::string token, claims = R"({"f":""})";
  tenon_token_request request = request_of();
  request.claims_json = str(claims);
  REQUIRE(sign(request, token, 1000) == TENON_OK);
  claims.insert(6, (ceiling - token.size()) * 3 / 4 - 2, 'f'); // base64: four letters for three bytes
  size_t largest = 0;
  tenon_status status = TENON_OK;
  while (status == TENON_OK) {
    largest = token.size();
    claims.insert(6, 1, 'f');
    request.claims_json = str(claims);
    status = sign(request, token, 2 * ceiling);
  }
  CHECK(status == TENON_LIMIT);
  CHECK(largest == ceiling);
}

TEST_CASE("a secret of 32 bytes signs and checks, one of 31 is WEAK_KEY") {
  const std::string strong(32, 's'), weak(31, 's');
  std::string token;
  CHECK(sign(request_of(strong), token, 1000) == TENON_OK);
  CHECK(sign(request_of(weak), token, 1000) == TENON_WEAK_KEY);
  CHECK(require([&](tenon_token_policy &p) { p.secret = str(strong); }) == TENON_OK);
  CHECK(require([&](tenon_token_policy &p) { p.secret = str(weak); }) == TENON_WEAK_KEY);
}

TEST_CASE("a realm may have 256 bytes and a leeway a day, one more of either is INVALID") {
  const std::string realm(257, 'r');
  CHECK(require([&](tenon_token_policy &p) { p.realm = {realm.data(), 256}; }) == TENON_OK);
  CHECK(require([&](tenon_token_policy &p) { p.realm = str(realm); }) == TENON_INVALID);
  CHECK(require([&](tenon_token_policy &p) { p.leeway_seconds = 86400; }) == TENON_OK);
  CHECK(require([&](tenon_token_policy &p) { p.leeway_seconds = 86401; }) == TENON_INVALID);
  CHECK(require([&](tenon_token_policy &p) { p.leeway_seconds = TENON_OFF; }) == TENON_OK);
}

TEST_CASE("a tool's name may have 128 letters, one more or none is INVALID") {
  House house;
  CHECK(house.add_tool(std::string(128, 'n')) == TENON_OK);
  CHECK(house.add_tool(std::string(129, 'n')) == TENON_INVALID);
  CHECK(house.add_tool("") == TENON_INVALID);
  CHECK(house.call(std::string(128, 'n'), "{}").status == 200);
}

TEST_CASE("a message of an error fits memory of its length and a zero, with one byte less it is cut") {
  const auto explain = [](char *memory, size_t capacity) {
    tenon_error error{sizeof error, memory, capacity, 999};
    CHECK(tenon_server_create(nullptr, nullptr, nullptr, &error) == TENON_INVALID);
    return error.len;
  };
  char whole[200], cut[200];
  const size_t length = explain(whole, sizeof whole);
  REQUIRE(length > 1);
  CHECK(explain(cut, length + 1) == length);
  CHECK(std::string(cut) == whole);
  cut[length] = '#';
  CHECK(explain(cut, length) == length - 1);
  CHECK(std::string(cut) == std::string(whole, length - 1));
  CHECK(cut[length] == '#'); // beyond what was lent
  cut[0] = '#';
  CHECK(explain(cut, 1) == 0);
  CHECK(cut[0] == '\0');
}
