// form_formats_test.cpp - what counts as an email, a URI, a date and a moment.
#include "protocol/form_formats.hpp"
#include <doctest/doctest.h>
#include <initializer_list>
#include <string>

using namespace tenon::protocol;

namespace {

void check_all(const char *format, bool expected, std::initializer_list<const char *> texts) {
  for (const char *text : texts) CHECK_MESSAGE(has_format(text, format) == expected, std::string(format) << ": " << std::string(text));
}

} // namespace

TEST_CASE("emails have an @ with something on both sides, and no blanks") {
  check_all("email", true, {"a@b", "ada.lovelace+mcp@example.co.uk", "\"odd@local\"@example.com", "j\xc3\xb6rg@b\xc3\xbc" "cher.example"});
  check_all("email", false, {"", "@", "a@", "@b", "ada", "a b@c", "a@b c", "a@b\n", "\ta@b"});
  CHECK(has_format(std::string(252, 'a') + "@b", "email"));
  CHECK_FALSE(has_format(std::string(253, 'a') + "@b", "email"));
}

TEST_CASE("URIs have a scheme and only characters of URIs") {
  check_all("uri", true, {"https://example.com/a?b#c", "mailto:a@b", "urn:isbn:0451450523", "a+b-c.1:x", "x:", "file:///%41"});
  check_all("uri", false, {"", "example.com", "/path", ":x", "1a:x", "a b:c", "https://exa mple.com", "x:%4", "x:%zz", "x:\xc3\xa9", "x:\"", "x:<y>"});
}

TEST_CASE("dates are in the calendar") {
  check_all("date", true, {"2026-11-21", "2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31", "2026-04-30"});
  check_all("date", false, {"", "2026-11-2", "2026-1-21", "26-11-21", "2026/11/21", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "2026-04-31", "2026-02-29",
                            "1900-02-29", "2026-11-21T", " 2026-11-21", "2026-11-21 ", "-026-11-21"});
}

TEST_CASE("moments are those of RFC 3339") {
  check_all("date-time", true, {"2026-11-21T10:00:00Z", "2026-11-21t10:00:00z", "2026-11-21T10:00:00.123456789+02:00", "1990-12-31T23:59:60Z", "2026-11-21T00:00:00-23:59"});
  check_all("date-time", false, {"", "2026-11-21", "2026-11-21T10:00:00", "2026-11-21 10:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z", "2026-11-21T10:00:61Z",
                                 "2026-11-21T10:00:00.Z", "2026-11-21T10:00Z", "2026-11-21T10:00:00+0200", "2026-11-21T10:00:00+24:00", "2026-11-21T10:00:00ZZ", "2026-02-30T10:00:00Z"});
}

TEST_CASE("there are four formats; whatever another one may be, every text has it") {
  for (const char *name : {"email", "uri", "date", "date-time"}) CHECK(is_form_format(name));
  for (const char *name : {"", "time", "Email", "ipv4"}) CHECK_FALSE(is_form_format(name));
  CHECK(has_format("anything", "ipv4"));
}
