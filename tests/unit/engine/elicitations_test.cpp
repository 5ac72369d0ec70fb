// elicitations_test.cpp - forms that are out: found by who was asked alone, and so many.
#include "engine/elicitations.hpp"
#include "engine/held_call.hpp"
#include "engine/server.hpp"
#include <doctest/doctest.h>

using tenon::engine::Elicitations;

namespace {

Elicitations::Open open_of(const std::string &id, const std::string &context = "session:a") {
  Elicitations::Open open;
  open.id = id;
  open.context = context;
  open.session = "s-" + id;
  return open;
}

} // namespace

TEST_CASE("a form is taken once, by who was asked") {
  Elicitations forms;
  forms.add(open_of("one"));
  CHECK(!forms.take("one", "session:b"));
  CHECK(!forms.take("one", ""));
  const auto taken = forms.take("one", "session:a");
  REQUIRE(taken);
  CHECK(taken->session == "s-one");
  CHECK(!forms.take("one", "session:a"));
  CHECK(forms.size() == 0);
}

TEST_CASE("who asks nowhere is answered by nobody") {
  Elicitations forms;
  forms.add(open_of("one", ""));
  CHECK(!forms.take("one", ""));
}

TEST_CASE("so many are out, and then the oldest is forgotten") {
  Elicitations forms;
  for (size_t i = 0; i < Elicitations::most; ++i) forms.add(open_of(std::to_string(i)));
  CHECK(forms.size() == Elicitations::most);
  forms.add(open_of("one more"));
  CHECK(forms.size() == Elicitations::most);
  CHECK(!forms.take("0", "session:a"));
  CHECK(forms.take("1", "session:a"));
  CHECK(forms.take("one more", "session:a"));
}

TEST_CASE("links that were opened are told to who was asked, once, and the oldest are forgotten") {
  Elicitations links;
  links.note_opened("one", "session:a", "s");
  links.note_opened("two", "session:a", "s");
  links.note_opened("three", "session:b", "s");
  links.note_opened("four", "session:a", "another");
  CHECK(links.take_opened("session:a", "s").size() == 2);
  CHECK(links.take_opened("session:a", "s").empty());
  CHECK(links.take_opened("session:b", "s") == std::vector<std::string>{"three"});
  CHECK(links.opened() == 1);
  for (size_t i = 0; i < Elicitations::most; ++i) links.note_opened(std::to_string(i), "session:a", "many");
  CHECK(links.opened() == Elicitations::most);
  CHECK(links.take_opened("session:a", "another").empty());
  CHECK(links.take_opened("session:a", "many").size() == Elicitations::most);
  CHECK(links.opened() == 0);
}
