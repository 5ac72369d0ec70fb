// feedback_codes_test.cpp - links with wrong codes: so many are remembered, and then no code of another is taken.
#include "bounds/feedback_house.hpp"

using namespace bounds;

namespace {

constexpr std::string_view opens_links =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"url":{}}}})";

struct Link {
  std::string path, code;
};

// What a client is given. Ten links lead to one question: the shelf in memory has an end, too.
Link link_of(Asking &house, uint64_t number) {
  const std::string body = guest::call("1", "interactive_feedback", R"({"message":"Ready?","timeout":3600,"idempotencyKey":")" + std::to_string(number / 10) + "\"}", opens_links);
  const std::string told = Request(house, guest::Head::modern("tools/call", "interactive_feedback"), body).take();
  constexpr std::string_view front = "http://localhost", words = "asks for this code: ";
  const std::string url = text_of(told, "url"), message = text_of(told, "message");
  REQUIRE(url.starts_with(front));
  return {url.substr(front.size()), message.substr(message.find(words) + words.size())};
}

// A form of ours is sent with the code, or with a wrong one.
int64_t enter(Asking &house, const Link &link, bool right) {
  const std::string page = Request(house, guest::Head::browser("GET", link.path), "").take();
  const size_t at = page.find("name=\"csrf\" value=\"");
  REQUIRE(at != page.npos);
  const std::string code = right ? link.code : link.code == "0000" ? "0001" : "0000";
  return Request(house, guest::Head::browser("POST", link.path), "csrf=" + page.substr(at + 19, 43) + "&code=" + code).status();
}

constexpr uint64_t hour = 3'600'000;
constexpr auto tried = &tenon_feedback::max_tried_codes;

} // namespace

FEEDBACK_HELD(max_tried_codes, "that many links with wrong codes are remembered; of one more no code is taken until a question is removed") {
  each({{3, 3}, {0, 10'000}}, [](uint64_t said, uint64_t bound) {
    Asking house(tried, said);
    Link last;
    for (uint64_t i = 0; i < bound; ++i) REQUIRE(enter(house, last = link_of(house, i), false) == 401);
    CHECK(enter(house, link_of(house, bound), true) == 503);
    CHECK(enter(house, last, true) == 303); // one of those that are remembered
    house.pass(36 * hour);
    CHECK(enter(house, link_of(house, bound + 10), true) == 303);
  });
}

FEEDBACK_OFF(max_tried_codes, "more than the default are remembered") {
  Asking house(tried, TENON_OFF);
  for (uint64_t i = 0; i < 10'001; ++i) REQUIRE(enter(house, link_of(house, i), false) == 401);
}
