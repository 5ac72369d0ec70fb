// every_limit_test.cpp - the list of limits in the core against the list of those that are tested here.
#include "bounds/bound.hpp"
#include <fstream>
#include <sstream>

using bounds::Kind;

namespace {

// The first words of all `X(name, default, "unit")`.
std::set<std::string> limits_of_the_core() {
  std::ifstream file(TENON_SOURCE_DIR "/src/engine/limits.hpp");
  std::stringstream text;
  text << file.rdbuf();
  std::set<std::string> names;
  for (std::string line; std::getline(text, line);) {
    const size_t open = line.find("  X(");
    if (open == 0) names.insert(line.substr(4, line.find(',') - 4));
  }
  return names;
}

std::string missing(const std::set<std::string> &wanted, const std::set<std::string> &there) {
  std::string names;
  for (const std::string &name : wanted)
    if (!there.count(name)) names += name + " ";
  return names;
}

} // namespace

TEST_CASE("every limit of the core is tested at its number, one past it, and switched off") {
  const std::set<std::string> limits = limits_of_the_core();
  CHECK(limits.size() >= 76);
  CHECK(limits.count("max_message_bytes") == 1);
  CHECK(limits.count("max_form_bytes") == 1); // of the second table
  CHECK(missing(limits, bounds::tested(Kind::held)) == "");
  CHECK(missing(limits, bounds::tested(Kind::off)) == "");
  CHECK(missing(bounds::tested(Kind::held), limits) == ""); // nor is one tested that is gone
  CHECK(missing(bounds::tested(Kind::off), limits) == "");
}

TEST_CASE("a limit without a test would be noticed") {
  CHECK(missing({"max_message_bytes", "max_newest"}, bounds::tested(Kind::held)) == "max_newest ");
}
