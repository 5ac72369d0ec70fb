// code_tries_test.cpp - tries are counted by link: five of them, so many links, and in the journal for all servers of a store.
#include "web/code_tries.hpp"
#include "feedback/memory_shelf.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;
using Begun = CodeTries::Begun;

namespace {

struct Book {
  feedback::Store store{std::make_shared<feedback::MemoryShelf>()};
  int marks = 0;

  uint32_t noted(const std::string &link, bool right, const std::string &session = "s") {
    uint32_t before = 99;
    note_code(store, {session, link, "mark " + std::to_string(++marks), right, 1000 + marks}, [&](feedback::Result<uint32_t> found) {
      CHECK(found.fault == feedback::Fault::none);
      before = found.value;
    });
    return before;
  }
  uint32_t counted(const std::string &link, const std::string &session = "s") const {
    uint32_t wrong = 99;
    count_codes(store, session, link, [&](feedback::Result<uint32_t> found) { wrong = found.value; });
    return wrong;
  }
};

} // namespace

TEST_CASE("a link has five tries; those that are given back do not count") {
  CodeTries tries(10);
  for (uint32_t i = 0; i < most_code_tries; ++i) CHECK(tries.begin("a", 100, 1) == Begun::yes);
  CHECK(tries.begin("a", 100, 1) == Begun::spent);
  CHECK(tries.begin("b", 100, 1) == Begun::yes);
  tries.give_back("b");
  CHECK(tries.count("b") == 0);
  CHECK(tries.size() == 1);
  tries.give_back("a");
  CHECK(tries.begin("a", 100, 1) == Begun::yes);
  CHECK(tries.begin("a", 100, 1) == Begun::spent);
}

TEST_CASE("what is spent elsewhere is spent here") {
  CodeTries tries(10);
  CHECK(tries.begin("a", 100, 1) == Begun::yes);
  tries.spend("a");
  CHECK(tries.begin("a", 100, 1) == Begun::spent);
  tries.spend("unknown");
  CHECK(tries.size() == 1);
}

TEST_CASE("so many links are remembered; then no code is taken, until there is nothing left of a question") {
  CodeTries tries(3);
  for (const char *link : {"a", "b", "c"}) CHECK(tries.begin(link, 100, 1) == Begun::yes);
  CHECK(tries.begin("d", 100, 1) == Begun::full);
  CHECK(tries.begin("a", 100, 1) == Begun::yes); // it is one of them
  CHECK(tries.begin("d", 200, 100) == Begun::full);
  CHECK(tries.begin("d", 200, 101) == Begun::yes);
  CHECK(tries.size() == 1);
}

TEST_CASE("in the journal a try hears of the wrong ones before it, and of nobody else's") {
  Book book;
  CHECK(book.noted("a", false) == 0);
  CHECK(book.noted("a", true) == 1);
  CHECK(book.noted("a", false) == 1);
  CHECK(book.noted("b", true) == 0);
  CHECK(book.noted("a", true, "another session") == 0);
  CHECK(book.noted("a", true) == 2);
  CHECK(book.counted("a") == 2);
  CHECK(book.counted("b") == 0);
}

TEST_CASE("the journal is read through to its end") {
  Book book;
  for (int i = 0; i < 1001; ++i) book.noted("a", i == 0 ? false : true); // more than one page
  CHECK(book.counted("a") == 1);
  CHECK(book.noted("a", true) == 1);
}
