// live_ticket_test.cpp - a ticket says for which question, to whom and for how long; anything else is none.
#include "web/live_ticket.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;

TEST_CASE("a ticket comes back as it was written, up to its last moment") {
  for (const bool may_read : {true, false}) {
    const std::string text = write_ticket({"q-1", may_read, "reader with blanks\n", 1000});
    const auto ticket = read_ticket(text, "q-1", 1000);
    REQUIRE(ticket);
    CHECK(ticket->session == "q-1");
    CHECK(ticket->may_read == may_read);
    CHECK(ticket->reader == "reader with blanks\n");
    CHECK(ticket->until == 1000);
    CHECK_FALSE(read_ticket(text, "q-1", 1001));
    CHECK_FALSE(read_ticket(text, "q-2", 1000));
    CHECK_FALSE(read_ticket(text, "q-", 1000));
  }
  CHECK(read_ticket(write_ticket({"q", true, "", 5}), "q", 5)->reader.empty());
}

TEST_CASE("what is no ticket is none") {
  for (const char *text : {"", " ", "1000", "1000 1", "1000 1 ", "x 1 q r", "1000 2 q r", "1000  q r", "1000x 1 q r", "99999999999999999999 1 q r"})
    CHECK_FALSE(read_ticket(text, "q", 0));
}
