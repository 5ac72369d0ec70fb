// line_stream_test.cpp - the same lines come out, however the bytes were cut.
#include "framing/line_stream.hpp"
#include "json/reader.hpp"
#include <doctest/doctest.h>
#include <random>
#include <string>

using tenon::framing::LineStream;

namespace {

// All that the stream says, one word each: "[line]", "!" for an overlong one, "<rest>" at the end.
std::string say(std::string_view input, size_t chunk, size_t max_line) {
  LineStream stream(max_line);
  std::string said;
  std::string_view line;
  const auto drain = [&] {
    for (;;) {
      const LineStream::Next next = stream.next(line);
      if (next == LineStream::Next::none) return;
      said += next == LineStream::Next::overlong ? "!" : "[" + std::string(line) + "]";
    }
  };
  for (size_t at = 0; at < input.size(); at += chunk) {
    stream.feed(input.substr(at, chunk));
    drain();
    CHECK(stream.buffered() <= max_line + 1);
  }
  if (stream.finish(line)) said += "<" + std::string(line) + ">";
  CHECK_FALSE(stream.finish(line));
  CHECK(stream.buffered() == 0);
  return said;
}

} // namespace

TEST_CASE("lines come out the same at every chunk size") {
  const std::string_view input = "{\"a\":1}\n\r\n\n{\"b\":2}\r\nlonger than "
                                 "ten\nx\n0123456789\r\n0123456789\n01234567890\r\n01234567890\n\rz\r\rq\r\nend\r";
  const std::string expected = "[{\"a\":1}][{\"b\":2}]![x][0123456789][0123456789]!![\rz\r\rq]<end>";
  for (size_t chunk = 1; chunk <= input.size(); ++chunk) {
    CAPTURE(chunk);
    CHECK(say(input, chunk, 10) == expected);
  }
}

TEST_CASE("an overlong line is said once, and the lines around it are whole") {
  const std::string big(100000, 'x');
  for (const size_t chunk : {size_t{1}, size_t{7}, size_t{4096}, size_t{200000}}) {
    CHECK(say("before\n" + big + "\nafter\n", chunk, 64) == "[before]![after]");
    CHECK(say(big, chunk, 64) == "!");
    CHECK(say(big + "\r\n" + big + "\n", chunk, 64) == "!!");
  }
}

TEST_CASE("the limit: a line of just that length, and one byte more") {
  const std::string fits(64, 'x'), over(65, 'x');
  for (size_t chunk = 1; chunk <= 70; ++chunk) {
    CHECK(say(fits + "\n", chunk, 64) == "[" + fits + "]");
    CHECK(say(fits + "\r\n", chunk, 64) == "[" + fits + "]");
    CHECK(say(fits, chunk, 64) == "<" + fits + ">");
    CHECK(say(over + "\n", chunk, 64) == "!");
    CHECK(say(over, chunk, 64) == "!");
    CHECK(say(fits + "\rx\n", chunk, 64) == "!");
  }
  CHECK(say(std::string(100000, 'y') + "\n", 1000, SIZE_MAX - 1).size() == 100002);
}

TEST_CASE("behind every line the parser may read its padding") {
  LineStream stream(1000);
  std::string_view line;
  stream.feed("a\nbb");
  REQUIRE(stream.next(line) == LineStream::Next::line);
  size_t sum = 0;
  for (size_t i = 0; i < tenon::json::Reader::padding; ++i)
    sum += static_cast<unsigned char>(line.data()[line.size() + i]); // the sanitizer looks on
  REQUIRE(stream.next(line) == LineStream::Next::none);
  stream.feed(std::string(200, 'c'));
  REQUIRE(stream.finish(line));
  CHECK(line == "bb" + std::string(200, 'c'));
  for (size_t i = 0; i < tenon::json::Reader::padding; ++i) sum += static_cast<unsigned char>(line.data()[line.size() + i]);
  CHECK(sum > 0);
}

TEST_CASE("random text, cut at random, is the same as text cut at once") {
  std::mt19937 dice(7);
  for (int round = 0; round < 300; ++round) {
    std::string text(dice() % 400, ' ');
    for (char &c : text) c = "ab\r\n\nc"[dice() % 6];
    const size_t limit = 1 + dice() % 12;
    CHECK(say(text, 1 + dice() % 30, limit) == say(text, text.size() + 1, limit));
  }
}
