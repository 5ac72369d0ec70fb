// secure_head_test.cpp - a request that came over TLS: the host alone says so, and every address and cookie follows it.
#include "guest/asking.hpp"
#include "guest/words.hpp"
#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <utility>

namespace {

using asking::says;
using asking::text_of;
using guest::str;

constexpr tenon_now moment{1'000'000, 1'800'000'000'000};

struct Answer {
  int64_t status = 0;
  std::string challenge, set_cookie, body;
};

// A server without a public URL, so that all it knows of itself is how it was called.
struct House {
  explicit House(std::string_view public_url = "") {
    const tenon_str hosts[] = {str("ask.example")};
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    options.base_path = str("/p");
    options.public_url = str(public_url);
    options.allowed_hosts = hosts;
    options.allowed_host_count = 1;
    REQUIRE(tenon_server_create(&options, nullptr, &server, nullptr) == TENON_OK);
    tenon_feedback feedback{};
    feedback.size = sizeof feedback;
    feedback.responder = TENON_RESPONDER_CAPABILITY;
    REQUIRE(tenon_server_offer_feedback(server, &feedback, nullptr) == TENON_OK);
  }
  ~House() { tenon_server_destroy(server, moment); }
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  Answer send(uint64_t secure, guest::Head head, std::string_view body = "") const {
    tenon_head words = head.record();
    words.secure = secure;
    tenon_exchange *exchange = nullptr;
    REQUIRE(tenon_exchange_open(server, &words, moment, &exchange) == TENON_OK);
    if (!body.empty()) CHECK(tenon_exchange_feed(exchange, body.data(), body.size(), moment) >= TENON_OK);
    CHECK(tenon_exchange_end(exchange, moment) == TENON_OK);
    Answer out;
    tenon_answer answer{};
    answer.size = sizeof answer;
    if (tenon_exchange_answer(exchange, &answer) == TENON_OK) {
      out.status = answer.status;
      out.challenge = guest::header(answer, "WWW-Authenticate");
      out.set_cookie = guest::header(answer, "Set-Cookie");
      for (tenon_str bytes{}; tenon_exchange_pull(exchange, &bytes) == TENON_OK;) {
        out.body.append(bytes.data, bytes.len);
        CHECK(tenon_exchange_sent(exchange, bytes.len, moment) == TENON_OK);
      }
    }
    tenon_exchange_close(exchange, moment);
    return out;
  }
  std::string link(uint64_t secure, guest::Head head) const { return text_of(send(secure, std::move(head), R"({"message":"Ready?"})").body, "feedbackUrl"); }
  std::string inbox_cookie(uint64_t secure) const {
    std::string link(1024, ' ');
    tenon_buffer room{sizeof room, link.data(), link.size(), 0};
    REQUIRE(tenon_feedback_inbox_link(server, nullptr, str("http://localhost/p"), moment, &room) == TENON_OK);
    link.resize(room.len);
    return send(secure, guest::Head("GET", link.substr(link.find("/p/")))).set_cookie;
  }

  tenon_server *server = nullptr;
};

guest::Head create() { return guest::Head("POST", "/p/api/feedback/create"); }

} // namespace

TEST_CASE("the links of a request that came over TLS begin with https://") {
  const House house;
  CHECK(says(house.link(1, create()), "https://localhost/p/feedback/"));
  CHECK(says(house.link(0, create()), "http://localhost/p/feedback/"));
  const std::string asked = guest::call("1", "interactive_feedback", R"({"message":"Ready?","mode":"async"})", guest::modern_meta);
  const auto call = [] { return guest::Head::modern("tools/call", "interactive_feedback"); };
  guest::Head at_base("POST", "/p/mcp");
  at_base.add("MCP-Protocol-Version", "2026-07-28").add("Mcp-Method", "tools/call").add("Mcp-Name", "interactive_feedback");
  CHECK(says(house.send(1, at_base, asked).body, R"("feedbackUrl":"https://localhost/p/feedback/)"));
  CHECK(house.send(1, call(), asked).status == 404); // not below the base path
  CHECK(says(house.send(1, guest::Head("GET", "/p/")).body, "https://localhost/p/mcp"));
  CHECK(says(house.send(0, guest::Head("GET", "/p/")).body, "http://localhost/p/mcp"));
}

TEST_CASE("a public URL says more than the line") {
  const House house("https://feedback.example");
  CHECK(says(house.link(0, create()), "https://feedback.example/p/feedback/"));
  const House plain("http://feedback.example");
  CHECK(says(plain.link(1, create()), "http://feedback.example/p/feedback/"));
}

TEST_CASE("no line of the head, and no address in it, makes a request one of TLS") {
  const House house;
  CHECK(says(house.link(0, create().add("X-Forwarded-Proto", "https").add("Forwarded", "proto=https")), "http://localhost/"));
  CHECK(says(house.link(0, guest::Head("POST", "https://localhost/p/api/feedback/create")), "http://localhost/"));
  CHECK(says(house.link(1, create().add("X-Forwarded-Proto", "http")), "https://localhost/"));
}

TEST_CASE("cookies of a request that came over TLS never go over another line") {
  const House house;
  CHECK(says(house.inbox_cookie(1), "; Secure"));
  const std::string plain = house.inbox_cookie(0);
  CHECK(says(plain, "tenon_inbox="));
  CHECK_FALSE(says(plain, "Secure"));
}

TEST_CASE("over TLS the same host in the clear is a stranger") {
  const House house;
  const auto posts = [&](uint64_t secure, std::string_view origin) {
    const std::string id = text_of(house.send(secure, create(), R"({"message":"Ready?"})").body, "sessionId");
    const std::string cookie = house.inbox_cookie(secure);
    guest::Head head("POST", "/p/api/feedback/" + id + "/submit");
    head.add("Origin", origin).add("Cookie", cookie.substr(0, cookie.find(';')));
    return house.send(secure, head, R"({"freeText":"yes"})").status;
  };
  CHECK(posts(1, "http://localhost") == 403);
  CHECK(posts(1, "https://localhost") == 200);
  CHECK(posts(0, "http://localhost") == 200);
}

TEST_CASE("the document of the protected resource, and the challenge that leads to it, name https:// as well") {
  House house;
  const std::string secret(32, 's');
  const tenon_str servers[] = {str("https://login.example")};
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  policy.authorization_servers = servers;
  policy.authorization_server_count = 1;
  policy.resource = str("https://api.example/agents"); // of /mcp; the older transport is beside it, where we are
  REQUIRE(tenon_server_require_token(house.server, &policy, nullptr) == TENON_OK);
  const auto lead = [&](uint64_t secure) { return house.send(secure, guest::Head("GET", "/p/sse")).challenge; };
  CHECK(says(lead(1), R"(resource_metadata="https://localhost/.well-known/oauth-protected-resource/p/sse")"));
  CHECK(says(lead(0), R"(resource_metadata="http://localhost/.well-known/oauth-protected-resource/p/sse")"));
  const auto document = [&](uint64_t secure) { return house.send(secure, guest::Head("GET", "/.well-known/oauth-protected-resource/p/sse")).body; };
  CHECK(text_of(document(1), "resource") == "https://localhost/p/sse");
  CHECK(text_of(document(0), "resource") == "http://localhost/p/sse");
}

TEST_CASE("secure is 0 or 1") {
  const House house;
  guest::Head head = create();
  tenon_head words = head.record();
  words.secure = 2;
  tenon_exchange *exchange = nullptr;
  CHECK(tenon_exchange_open(house.server, &words, moment, &exchange) == TENON_INVALID);
  CHECK(exchange == nullptr);
}
