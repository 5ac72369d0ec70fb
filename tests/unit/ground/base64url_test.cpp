// base64url_test.cpp - RFC 4648 both ways, and everything that looks like base64 and is not.
#include "ground/base64url.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;

namespace {

std::string encoded(std::string_view bytes) {
  std::string out;
  append_base64url(out, bytes);
  return out;
}

std::string encoded_plain(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

std::string decoded(std::string_view text) {
  std::string out = "before:";
  const bool good = decode_base64url(text, out);
  if (!good) CHECK(out == "before:"); // what was there stays
  return good ? out.substr(7) : "(bad)";
}

std::string decoded_plain(std::string_view text) {
  std::string out;
  const bool good = decode_base64(text, out);
  if (!good) CHECK(out.empty());
  return good ? out : "(bad)";
}

} // namespace

TEST_CASE("the vectors of RFC 4648 section 10, without padding") {
  const char *rows[][2] = {{"", ""},         {"f", "Zg"},         {"fo", "Zm8"},         {"foo", "Zm9v"},
                           {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto &row : rows) {
    CHECK(encoded(row[0]) == row[1]);
    CHECK(decoded(row[1]) == row[0]);
    CHECK(base64url_length(std::string(row[0]).size()) == std::string(row[1]).size());
  }
}

TEST_CASE("the vectors of RFC 4648 section 10, with padding") {
  const char *rows[][2] = {{"", ""},           {"f", "Zg=="},         {"fo", "Zm8="},        {"foo", "Zm9v"},
                           {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto &row : rows) {
    CHECK(decoded_plain(row[1]) == row[0]);
    CHECK(encoded_plain(row[0]) == row[1]);
  }
}

TEST_CASE("every byte in every place comes back") {
  for (int first = 0; first < 256; ++first) {
    for (size_t length = 1; length <= 7; ++length) {
      std::string bytes;
      for (size_t i = 0; i < length; ++i) bytes += static_cast<char>(first + static_cast<int>(i) * 37);
      REQUIRE(decoded(encoded(bytes)) == bytes);
      REQUIRE(decoded_plain(encoded_plain(bytes)) == bytes);
    }
  }
}

TEST_CASE("the last two digits tell the alphabets apart") {
  const std::string bytes = "\xfb\xff\xbf";
  CHECK(encoded(bytes) == "-_-_");
  CHECK(decoded("-_-_") == bytes);
  CHECK(decoded_plain("+/+/") == bytes);
  CHECK(decoded("+/+/") == "(bad)");
  CHECK(decoded_plain("-_-_") == "(bad)");
}

TEST_CASE("a character outside of the alphabet is refused wherever it stands") {
  const std::string good = "Zm9vYmFyZm8";
  for (size_t at = 0; at < good.size(); ++at) {
    for (int c = 0; c < 256; ++c) {
      const char letter = static_cast<char>(c);
      const bool digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
      if (digit) continue;
      std::string text = good;
      text[at] = letter;
      REQUIRE(decoded(text) == "(bad)");
    }
  }
}

TEST_CASE("one digit too many is no byte") {
  CHECK(decoded("Z") == "(bad)");
  CHECK(decoded("Zm9vY") == "(bad)");
}

TEST_CASE("padding and white space have no place in base64url") {
  for (const char *text : {"Zg==", "Zm8=", "=", "====", "Zm9v ", " Zm9v", "Zm9\nv", "Zm9v\r\n", "Zm 9v"}) CHECK(decoded(text) == "(bad)");
}

TEST_CASE("unused bits must be zero, so that no bytes have two spellings") {
  // of the 64 last digits after "A", 4 are good (two bits of a byte); after "AA", 16 (four bits)
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int one_byte = 0, two_bytes = 0;
  for (const char last : digits) {
    one_byte += decoded(std::string("A") + last) != "(bad)";
    two_bytes += decoded(std::string("AA") + last) != "(bad)";
  }
  CHECK(one_byte == 4);
  CHECK(two_bytes == 16);
  CHECK(decoded_plain("Zh==") == "(bad)");
  CHECK(decoded_plain("Zm9=") == "(bad)");
}

TEST_CASE("padded base64 must be padded, exactly, and only at the end") {
  for (const char *text : {"Zg", "Zg=", "Zm8", "Zm9vYg=", "Z===", "====", "Zg==Zg==", "=Zg=", "Zm9v====", "Zg =", "Zm9v\n"})
    CHECK(decoded_plain(text) == "(bad)");
}

TEST_CASE("decoding appends") {
  std::string out = "x";
  CHECK(decode_base64url("Zm8", out));
  CHECK(decode_base64("Zm9v", out));
  CHECK(out == "xfofoo");
}
