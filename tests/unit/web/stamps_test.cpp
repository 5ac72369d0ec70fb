// stamps_test.cpp - what we stamped we know again; what we did not, or for something else, we do not.
#include "web/stamps.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;

namespace {

const std::string one[] = {"the first secret of the servers"}, other[] = {"another secret of other servers"};
const std::string both[] = {"another secret of other servers", "the first secret of the servers"};

} // namespace

TEST_CASE("a stamp opens where it belongs, and gives its fields") {
  const Stamps stamps(one, "here");
  const std::string text = stamps.stamp("purpose", "a.b..c", "bound");
  CHECK(stamps.open("purpose", text, "bound") == Stamps::Fields{"a", "b", "", "c"});
  CHECK_FALSE(stamps.open("purposes", text, "bound"));
  CHECK_FALSE(stamps.open("purpose", text, "bounds"));
  CHECK_FALSE(Stamps(one, "there").open("purpose", text, "bound"));
  CHECK_FALSE(Stamps(other, "here").open("purpose", text, "bound"));
  CHECK(Stamps(one, "here").open("purpose", text, "bound"));
  CHECK(Stamps(both, "here").open("purpose", text, "bound"));             // secrets are changed one at a time
  CHECK_FALSE(stamps.open("purpose", Stamps(both, "here").stamp("purpose", "a", "bound"), "bound"));
}

TEST_CASE("no letter of it can be another") {
  const Stamps stamps(one, "");
  const std::string text = stamps.stamp("p", "a.b", "x");
  for (size_t i = 0; i < text.size(); ++i)
    for (const char c : {'.', 'A', '_', '\n', '\0'}) {
      std::string forged = text;
      forged[i] = c;
      CHECK_MESSAGE((forged == text || !stamps.open("p", forged, "x")), i);
    }
  for (const std::string &wrong : {text + "A", text + ".", "." + text, text.substr(1), text.substr(0, text.size() - 1), std::string("."), std::string("..")})
    CHECK_FALSE(stamps.open("p", wrong, "x"));
}

TEST_CASE("what it is bound to cannot run over into its purpose or its fields") {
  const Stamps stamps(one, "z");
  CHECK(stamps.key("p", "x") != Stamps(one, "").key("p", "x\nz"));
  CHECK(stamps.key("p", "x") != stamps.key("px", ""));
}

TEST_CASE("texts and fields have a bound") {
  const Stamps stamps(one, "");
  const size_t around = stamps.stamp("p", "", "").size();
  CHECK(stamps.open("p", stamps.stamp("p", std::string(Stamps::most_bytes - around, 'a'), ""), ""));
  CHECK_FALSE(stamps.open("p", stamps.stamp("p", std::string(Stamps::most_bytes - around + 1, 'a'), ""), ""));
  CHECK(stamps.open("p", stamps.stamp("p", std::string(Stamps::most_fields - 1, '.'), ""), "")->size() == Stamps::most_fields);
  CHECK_FALSE(stamps.open("p", stamps.stamp("p", std::string(Stamps::most_fields, '.'), ""), ""));
}

TEST_CASE("a key follows from what it is bound to") {
  const Stamps stamps(one, "");
  const std::string key = stamps.key("p", "x");
  CHECK(key.size() == 43);
  CHECK(stamps.is_key(key, "p", "x"));
  CHECK_FALSE(stamps.is_key(key, "q", "x"));
  CHECK_FALSE(stamps.is_key(key, "p", "y"));
  CHECK_FALSE(stamps.is_key("", "p", "x"));
  CHECK(Stamps(both, "").is_key(key, "p", "x"));
  CHECK(Stamps(both, "").key("p", "x") != key);
}

TEST_CASE("seconds are digits and nothing else") {
  CHECK(read_seconds("0") == 0);
  CHECK(read_seconds("1800000000") == 1'800'000'000);
  CHECK(read_seconds("9223372036854775807") == INT64_MAX);
  for (const char *wrong : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "9223372036854775808"}) CHECK_FALSE(read_seconds(wrong));
}
