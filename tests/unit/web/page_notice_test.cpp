// page_notice_test.cpp - what is said where there is no question, and where a key may be handed over.
#include "web/page_notice.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;

namespace {

std::string noticed(Notice notice, const std::string &key = "", bool wrong_key = false) {
  static const PageShell shell("Tenon");
  Dress dress;
  dress.path = "/feedback/x";
  const Page page = notice_page(shell, 418, dress, notice, key, wrong_key);
  CHECK(page.status == 418);
  return page.body.substr(page.body.find("</header>"));
}
bool has(const std::string &page, std::string_view text) { return page.substr(0, page.find("</main>")).find(text) != std::string::npos; }

} // namespace

TEST_CASE("each notice has its words") {
  CHECK(has(noticed(Notice::not_found), "<h1 id=\"notice-title\">There is no such question</h1>"));
  CHECK(has(noticed(Notice::gone), "This question has been removed"));
  CHECK(has(noticed(Notice::unauthorized), "This page needs a key"));
  CHECK(has(noticed(Notice::forbidden), "This is not for you to answer"));
  CHECK(has(noticed(Notice::limited), "Too many requests</h1>"));
  CHECK(has(noticed(Notice::limited), "Wait a minute"));
  CHECK(has(noticed(Notice::broken), "That did not work"));
}

TEST_CASE("a key may be handed over where there is a place for it") {
  CHECK_FALSE(has(noticed(Notice::unauthorized), "key-form"));
  const std::string page = noticed(Notice::unauthorized, "/feedback/\"x\"/key");
  CHECK(has(page, "action=\"/feedback/&quot;x&quot;/key\""));
  CHECK(page.find(R"("key":"/feedback/\"x\"/key")") != std::string::npos);
  CHECK_FALSE(has(page, "aria-invalid"));
  CHECK(has(noticed(Notice::unauthorized, "/k", true), "That key does not fit.</p>"));
  CHECK(has(noticed(Notice::unauthorized, "/k", true), "aria-invalid=\"true\""));
}
