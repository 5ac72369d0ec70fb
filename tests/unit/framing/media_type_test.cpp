// media_type_test.cpp - what clients really put into Accept and Content-Type, and what they could.
#include "framing/media_type.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::framing;

TEST_CASE("Accept, as a table") {
  struct Row {
    const char *accept;
    bool json, events;
  };
  const Row rows[] = {
      {"application/json, text/event-stream", true, true},
      {"text/event-stream,application/json", true, true},
      {"*/*", true, true},
      {"application/*", true, false},
      {"TEXT/*", false, true},
      {"Application/JSON", true, false},
      {"application/json;q=0", false, false},
      {"application/json;q=0.000, */*", false, true},
      {"*/*;q=0, application/json", true, false},
      {"*/*, application/*;q=0", false, true},
      {"application/json;q=0.001", true, false},
      {"application/json ; Q = 0 , text/event-stream ; q=1", false, true},
      {"application/json;profile=\"a,b;q=0\"", true, false},
      {"application/json;profile=\"a\\\",b\", text/event-stream", true, true},
      {"text/html, image/*", false, false},
      {"application/jsonp", false, false},
      {"applicatio/*", false, false},
      {"json", false, false},
      {"*", false, false},
      {"*/json", false, false},
      {"", false, false},
      {",,;,", false, false},
      {"application/json;q=0, application/json;q=1", true, false},
  };
  for (const Row &row : rows) {
    CAPTURE(std::string(row.accept));
    CHECK(accepts(row.accept, "application/json") == row.json);
    CHECK(accepts(row.accept, "text/event-stream") == row.events);
  }
}

TEST_CASE("Content-Type, as a table") {
  for (const char *yes : {"application/json", "APPLICATION/json", "application/json; charset=utf-8",
                          "application/json;charset=UTF-8", "application/json; charset=\"utf-8\"",
                          "application/json ; foo=bar", "application/json;", "application/json; charset=utf8"}) {
    CAPTURE(std::string(yes));
    CHECK(is_media_type(yes, "application/json"));
  }
  for (const char *no :
       {"", "text/plain", "application/jsonx", "application/json charset=utf-8", "application/json; charset=latin1",
        "application/json; charset=utf-16", "application/x-www-form-urlencoded", "application/json, text/plain",
        "application/json; charset=", "application/json; a=b; charset=ascii"}) {
    CAPTURE(std::string(no));
    CHECK_FALSE(is_media_type(no, "application/json"));
  }
}
