// place_test.cpp - places of lists come back from clients as they were, or not at all.
#include "feedback/place.hpp"
#include <doctest/doctest.h>

using namespace tenon::feedback;

namespace {

std::string cursor_of(std::string_view plain) {
  std::string out;
  tenon::append_base64url(out, plain);
  return out;
}

} // namespace

TEST_CASE("a place comes back with its time and its id, whatever they are") {
  for (const int64_t at : {INT64_MIN, INT64_C(-1), INT64_C(0), INT64_C(1'790'000'000'000), INT64_MAX})
    for (const std::string &id : {std::string("s-1"), std::string(), std::string("a b\0c\xff", 6)}) {
      const auto place = read_place(write_place(at, id));
      REQUIRE(place);
      CHECK(place->at == at);
      CHECK(place->id == id);
    }
}

TEST_CASE("what is no place is none") {
  for (const char *plain : {"", "7", "x 1", " 1", "99999999999999999999 a", "7x a", "+7 a"}) {
    CAPTURE(plain);
    CHECK_FALSE(read_place(cursor_of(plain)));
  }
  CHECK_FALSE(read_place("no base64url!"));
  CHECK(read_place(cursor_of("7 ")));
}

TEST_CASE("a cursor has at most 1024 letters") {
  const std::string longest = cursor_of("7 " + std::string(766, 'x'));
  CHECK(longest.size() == 1024);
  CHECK(read_place(longest));
  CHECK_FALSE(read_place(cursor_of("7 " + std::string(767, 'x'))));
}
