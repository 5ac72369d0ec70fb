// opaque_id_test.cpp - an id is its bytes as text, all of them.
#include "ground/base64url.hpp"
#include "ground/opaque_id.hpp"
#include <doctest/doctest.h>
#include <set>
#include <string>

using namespace tenon;

TEST_CASE("an id has 22 characters that need no escaping in a URL or header") {
  const unsigned char bytes[16] = {0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00};
  const std::string id = opaque_id(bytes);
  CHECK(id == "_-7dzLuqmYh3ZlVEMyIRAA");
  CHECK(id.size() == opaque_id_length);
}

TEST_CASE("threat 5: every one of the 128 bits shows") {
  std::set<std::string> ids;
  for (size_t bit = 0; bit < 128; ++bit) {
    unsigned char bytes[16] = {};
    bytes[bit / 8] = static_cast<unsigned char>(1u << bit % 8);
    const std::string id = opaque_id(bytes);
    std::string back;
    REQUIRE(decode_base64url(id, back));
    CHECK(back == std::string(reinterpret_cast<const char *>(bytes), 16));
    ids.insert(id);
  }
  CHECK(ids.size() == 128);
}
