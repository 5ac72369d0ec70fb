// uri_template_random_test.cpp - what a template expands to, it matches; and nothing takes long, however hostile.
#include "catalog/uri_template.hpp"
#include <doctest/doctest.h>
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::catalog;

namespace {

using Values = std::map<std::string, std::string>;
using Matched = std::vector<std::pair<std::string, std::string>>;

// A template as its parts: literals (no names) and expressions.
struct Part {
  std::string literal;
  char sign = 0;
  std::vector<std::string> names;
};
using Parts = std::vector<Part>;

std::string text_of(const Parts &parts) {
  std::string out;
  for (const Part &part : parts) {
    out += part.literal;
    if (part.names.empty()) continue;
    out += '{';
    if (part.sign) out += part.sign;
    for (size_t i = 0; i < part.names.size(); ++i) out += (i ? "," : "") + part.names[i];
    out += '}';
  }
  return out;
}

void append_encoded(std::string &out, const std::string &text, bool reserved) {
  constexpr std::string_view kept = "-._~", reserved_too = ":/?#[]@!$&'()*+,;=";
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kept.find(c) != kept.npos ||
                       (reserved && reserved_too.find(c) != kept.npos);
    if (plain) out += c;
    else {
      char escape[4];
      std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += escape;
    }
  }
}

// RFC 6570 section 3.2 for values that are strings, written from the RFC's tables and apart from the code under test.
std::string expand(const Parts &parts, const Values &values) {
  std::string out;
  for (const Part &part : parts) {
    for (const char c : part.literal) // literals here are URI characters, escapes and letters beyond ASCII
      if (c & 0x80) append_encoded(out, std::string(1, c), false);
      else out += c;
    const char sign = part.sign;
    const bool named = sign == ';' || sign == '?' || sign == '&';
    bool any = false;
    for (const std::string &name : part.names) {
      const auto value = values.find(name);
      if (value == values.end()) continue;
      if (!any && sign && sign != '+') out += sign;
      if (any) out += sign == '?' || sign == '&' ? '&' : sign == ';' || sign == '/' || sign == '.' ? sign : ',';
      any = true;
      if (named) {
        out += name;
        if (value->second.empty() && sign == ';') continue;
        out += '=';
      }
      append_encoded(out, value->second, sign == '+' || sign == '#');
    }
  }
  return out;
}

std::string unescaped(const std::string &uri) {
  std::string out;
  for (size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] == '%') {
      out += static_cast<char>(std::stoi(uri.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += uri[i];
    }
  }
  return out;
}

class Dice {
public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(engine_); }
  template <size_t N> std::string one_of(const char *const (&list)[N]) { return list[below(N)]; }

private:
  std::mt19937 engine_;
};

Parts random_parts(Dice &dice) {
  constexpr const char *literals[] = {"/", "a", "-", ".", "?", "&", "x=", ",", "%41", "\xC3\xA4", "~b", "://", "#"};
  constexpr const char *names[] = {"x", "xy", "y", "z", "a.b", "a_", "B0", "%41"};
  constexpr char signs[] = {0, 0, '+', '#', '.', '/', ';', '?', '&'};
  std::vector<std::string> left(std::begin(names), std::end(names));
  Parts parts;
  for (size_t count = 1 + dice.below(6); count > 0; --count) {
    Part part;
    if (left.empty() || dice.below(2)) part.literal = dice.one_of(literals);
    else part.sign = signs[dice.below(sizeof signs)];
    for (size_t n = part.literal.empty() ? 1 + dice.below(3) : 0; n > 0 && !left.empty(); --n) {
      const auto name = left.begin() + static_cast<std::ptrdiff_t>(dice.below(left.size()));
      part.names.push_back(*name);
      left.erase(name);
    }
    parts.push_back(part);
  }
  return parts;
}

// Never a % before two digits: {+x} would take it for an escape, and give back another value.
std::string random_value(Dice &dice) {
  constexpr const char *pieces[] = {"a", "b", "0", "-", ".", "/", ",", "x=", "?", "&", ";", "#", " ", "%!", "\xC3\xA4", "\xF0\x9F\x98\x80", "\"", "{}"};
  std::string out;
  for (size_t n = dice.below(4); n > 0; --n) out += dice.one_of(pieces);
  return out;
}

Values random_values(Dice &dice, const Parts &parts) {
  Values values;
  for (const Part &part : parts)
    for (const std::string &name : part.names)
      if (dice.below(4)) values[name] = random_value(dice);
  return values;
}

bool has_sign(const Parts &parts, std::string_view signs) {
  return std::any_of(parts.begin(), parts.end(), [&](const Part &part) { return part.sign && signs.find(part.sign) != signs.npos; });
}

UriTemplate made(const std::string &text) {
  auto read = UriTemplate::read(text);
  REQUIRE_MESSAGE(read, text);
  return *read;
}

} // namespace

TEST_CASE("every expansion matches, and what was matched expands to the same URI") {
  Dice dice(20260728);
  size_t exact = 0;
  for (int round = 0; round < 20000; ++round) {
    const Parts parts = random_parts(dice);
    const UriTemplate pattern = made(text_of(parts));
    const std::string uri = expand(parts, random_values(dice, parts));
    CAPTURE(pattern.text());
    CAPTURE(uri);
    Matched matched;
    REQUIRE(pattern.match(uri, matched));
    const std::string again = expand(parts, Values(matched.begin(), matched.end()));
    REQUIRE(unescaped(again) == unescaped(uri));
    if (has_sign(parts, "+#") || uri.find("%41") != uri.npos) continue; // where a value's escapes may have other spellings
    REQUIRE(again == uri);
    ++exact;
  }
  CHECK(exact > 5000);
}

TEST_CASE("values come back as they were where the template leaves no doubt") {
  Dice dice(6570);
  const Parts parts = {{"a:", 0, {}}, {"", 0, {"x"}}, {"/", 0, {}}, {"", 0, {"y"}}, {"", ';', {"p", "q"}}, {"", '?', {"s", "t", "u"}}, {"", '#', {"f"}}};
  const UriTemplate pattern = made(text_of(parts));
  for (int round = 0; round < 5000; ++round) {
    Values values = {{"x", random_value(dice)}, {"y", random_value(dice)}};
    for (const char *name : {"p", "q", "s", "t", "u", "f"})
      if (dice.below(2)) values[name] = random_value(dice);
    Matched matched;
    REQUIRE(pattern.match(expand(parts, values), matched));
    REQUIRE(Values(matched.begin(), matched.end()) == values);
  }
}

TEST_CASE("a damaged expansion matches only if it is an expansion still") {
  Dice dice(3986);
  size_t still = 0, no_more = 0;
  constexpr char damage[] = "a,/.&?=#%4x-\xC3 <";
  for (int round = 0; round < 20000; ++round) {
    const Parts parts = random_parts(dice);
    const UriTemplate pattern = made(text_of(parts));
    std::string uri = expand(parts, random_values(dice, parts));
    for (size_t n = 1 + dice.below(3); n > 0 && !uri.empty(); --n) {
      const size_t at = dice.below(uri.size());
      if (dice.below(2)) uri.erase(at, 1);
      else uri.insert(at, 1, damage[dice.below(sizeof damage - 1)]);
    }
    Matched matched;
    if (!pattern.match(uri, matched)) {
      CHECK(matched.empty());
      ++no_more;
      continue;
    }
    CAPTURE(pattern.text());
    CAPTURE(uri);
    REQUIRE(unescaped(expand(parts, Values(matched.begin(), matched.end()))) == unescaped(uri));
    ++still;
  }
  CHECK((still > 1000 && no_more > 1000));
}

TEST_CASE("noise is refused or read, and never more") {
  Dice dice(1);
  constexpr char letters[] = "{}{}{+#./;?&,,xyxy%41:*=- \xC3\xA4";
  size_t read = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text, uri;
    for (size_t n = dice.below(12); n > 0; --n) text += letters[dice.below(sizeof letters - 1)];
    for (size_t n = dice.below(12); n > 0; --n) uri += letters[dice.below(sizeof letters - 1)];
    const auto pattern = UriTemplate::read(text);
    if (!pattern) continue;
    ++read;
    Matched matched;
    if (!pattern->match(uri, matched)) CHECK(matched.empty());
  }
  CHECK(read > 100);
}

TEST_CASE("hostile templates and URIs cost no more than others of their size") {
  const auto list = [](std::string_view sign, size_t count) {
    std::string out = "{" + std::string(sign) + "v0";
    for (size_t i = 1; i < count; ++i) out += ",v" + std::to_string(i);
    return out + "}";
  };
  const auto row = [](std::string_view open, std::string_view between, size_t count) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += std::string(open) + "v" + std::to_string(i) + "}" + std::string(between);
    return out;
  };
  const std::vector<std::string> patterns = {
      row("{", "", 32), row("{+", "", 32), row("{", "a", 32), row("{+", "a", 32), row("{.", "", 32), row("{/", "", 32),
      row("{#", "", 32), row("{+", ",", 32), list("", 32), list("+", 32), list("#", 32), list("?", 32), list("&", 32), list(";", 32), list(".", 32),
      "{+x}" + std::string(1000, 'a') + "{+y}" + std::string(1000, 'a') + "{z}!"};
  const size_t most = UriTemplate::max_matched_bytes;
  std::vector<std::string> uris = {std::string(most - 1, 'a') + "!", std::string(most, 'a'), std::string(most, ','), std::string(most, '#'), std::string(most, '.')};
  for (const std::string unit : {"%aa", "?v0=", "&v1=", ";v0", ".a"}) {
    std::string uri;
    while (uri.size() + unit.size() < most) uri += unit;
    uris.push_back(uri + "!");
  }
  std::chrono::steady_clock::duration longest{};
  for (const std::string &text : patterns) {
    const UriTemplate pattern = made(text);
    for (const std::string &uri : uris) {
      Matched matched;
      const auto begin = std::chrono::steady_clock::now();
      (void)pattern.match(uri, matched);
      longest = std::max(longest, std::chrono::steady_clock::now() - begin);
    }
  }
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(longest).count();
  CHECK(microseconds < 1000000); // milliseconds in truth; a search that goes back would not end in our time
}
