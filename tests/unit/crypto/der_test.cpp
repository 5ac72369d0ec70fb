// der_test.cpp - DER has one way to write a thing, and we read no other.
#include "crypto/der.hpp"
#include "crypto/hex.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::crypto;

namespace {

bool takes(der::Tag tag, std::string_view hex_text, std::string *content = nullptr) {
  const std::string bytes = bytes_of(hex_text);
  der::Reader reader(bytes);
  std::string_view found;
  if (!reader.take(tag, found)) return false;
  if (content) *content = std::string(found);
  return reader.done();
}

std::string number(std::string_view hex_text) {
  const std::string bytes = bytes_of(hex_text);
  der::Reader reader(bytes);
  std::string_view found;
  if (!reader.take_number(found)) return "none";
  return hex(reinterpret_cast<const unsigned char *>(found.data()), found.size());
}

} // namespace

TEST_CASE("tag, length, content") {
  std::string content;
  CHECK(takes(der::octet_string, "0403010203", &content));
  CHECK(content == "\1\2\3");
  CHECK(takes(der::null, "0500"));
  CHECK_FALSE(takes(der::sequence, "0403010203"));
  CHECK_FALSE(takes(der::octet_string, "04030102")); // cut off
  CHECK_FALSE(takes(der::octet_string, "04"));
  CHECK_FALSE(takes(der::octet_string, ""));
  CHECK_FALSE(takes(der::octet_string, "040301020304")); // one more behind it: read, but not done
}

TEST_CASE("lengths are definite, and as short as can be") {
  const std::string long_text(200, 'x'), longer(300, 'y');
  for (const std::string &text : {long_text, longer, std::string(127, 'a'), std::string(128, 'b'), std::string(70000, 'c')}) {
    std::string written;
    der::append(written, der::octet_string, text);
    der::Reader reader(written);
    std::string_view found;
    REQUIRE(reader.take(der::octet_string, found));
    CHECK(found == text);
    CHECK(reader.done());
  }
  CHECK_FALSE(takes(der::octet_string, "0480aabb0000"));     // indefinite
  CHECK_FALSE(takes(der::octet_string, "048103010203"));     // 3 needs no second byte
  CHECK_FALSE(takes(der::octet_string, "04820003010203"));   // nor a third
  CHECK_FALSE(takes(der::octet_string, "0484000000010a"));   // nor that many
  CHECK_FALSE(takes(der::octet_string, "04ff"));
  CHECK_FALSE(takes(der::octet_string, "0483ffffff01"));     // longer than there is
}

TEST_CASE("numbers are not negative and have no zero too many") {
  CHECK(number("020100") == "");
  CHECK(number("020101") == "01");
  CHECK(number("02017f") == "7f");
  CHECK(number("02020080") == "80");
  CHECK(number("0203010001") == "010001");
  CHECK(number("020180") == "none");
  CHECK(number("02020001") == "none");
  CHECK(number("0203000080") == "none");
  CHECK(number("0200") == "none");
  for (const char *written : {"", "01", "7f", "80", "ff00", "010001"}) {
    std::string out;
    der::append_number(out, bytes_of(written));
    der::Reader reader(out);
    std::string_view back;
    REQUIRE(reader.take_number(back));
    CHECK(back == bytes_of(written));
  }
}

TEST_CASE("bit strings are of whole bytes, and what is not taken stays") {
  const std::string whole = bytes_of("030200aa"), part = bytes_of("030204a0"), empty = bytes_of("0300");
  std::string_view content;
  der::Reader reader(whole);
  CHECK(reader.take_bits(content));
  CHECK(content == "\xaa");
  CHECK_FALSE(der::Reader(part).take_bits(content));
  CHECK_FALSE(der::Reader(empty).take_bits(content));
  der::Reader other(whole);
  CHECK_FALSE(other.take_number(content));
  CHECK(other.next_is(der::bit_string));
  CHECK(other.take_bits(content));
  CHECK(other.done());
}
