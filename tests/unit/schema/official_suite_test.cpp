// official_suite_test.cpp - the JSON Schema organisation's own tests for 2020-12, every required case.
#include <doctest/doctest.h>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "json/reader.hpp"
#include "schema/schema.hpp"
#include "vectors.hpp"

using namespace tenon;

namespace {

struct Declined {
  const char *file, *description, *reason;
};

constexpr Declined declined[] = {
    {"defs.json", "validate definition against metaschema", "the metaschema is not built in; a host may register it"},
    {"ref.json", "remote ref, containing refs itself", "the metaschema is not built in; a host may register it"},
};

bool is_declined(const std::string &file, std::string_view description) {
  for (const Declined &each : declined) {
    if (file == each.file && description == each.description) return true;
  }
  return false;
}

struct Remote {
  std::string uri;
  json::Reader reader;
};

struct Tally {
  size_t agreed = 0, disagreed = 0, declined = 0;
};

const std::string suite = "json-schema/tests/draft2020-12";

std::string text_of(const std::string &name) {
  std::string text;
  REQUIRE(vectors::read(name, text));
  return text;
}

// The suite's remotes as if they were served from where it says.
std::vector<Remote> read_remotes() {
  namespace fs = std::filesystem;
  const fs::path root = vectors::folder() + "/json-schema/remotes";
  std::vector<Remote> remotes;
  for (const auto &entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), root).generic_string();
    Remote remote{"http://localhost:1234/" + name, {}};
    REQUIRE(remote.reader.parse_copy(text_of("json-schema/remotes/" + name), 1000) == json::Trouble::none);
    remotes.push_back(std::move(remote));
  }
  return remotes;
}

void run_case(const std::string &file, const json::Value &group, std::span<const schema::Registered> others, Tally &tally) {
  const auto description = group.find("description").text();
  const auto tests = group.find("tests");
  const auto compiled = schema::compile(group.find("schema"), {}, others);
  if (!compiled) {
    INFO(file << ": " << description << ": " << compiled.refusal().text);
    if (is_declined(file, description)) tally.declined += tests.count();
    else { tally.disagreed += tests.count(); FAIL_CHECK("refused"); }
    return;
  }
  CHECK_FALSE(is_declined(file, description));
  for (json::Value test = tests.first(); test.at() != tests.end(); test = test.next()) {
    const auto fit = schema::check(**compiled, test.find("data"), nullptr);
    schema::Finding finding;
    const auto again = schema::check(**compiled, test.find("data"), &finding);
    INFO(file << ": " << description << ": " << test.find("description").text());
    const bool agreed = fit == (test.find("valid").truth() ? schema::Fit::fits : schema::Fit::misfits) && fit == again;
    CHECK(agreed);
    CHECK(finding.message.empty() == (fit == schema::Fit::fits));
    ++(agreed ? tally.agreed : tally.disagreed);
  }
}

void run_file(const std::string &name, std::span<const schema::Registered> others, Tally &tally) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(text_of(suite + "/" + name), 1000) == json::Trouble::none);
  const auto groups = reader.root();
  for (json::Value group = groups.first(); group.at() != groups.end(); group = group.next()) run_case(name, group, others, tally);
}

} // namespace

TEST_CASE("schema: the official suite for 2020-12 agrees in every required case") {
  std::string probe;
  if (!vectors::read(suite + "/type.json", probe)) return;
  const auto remotes = read_remotes();
  std::vector<schema::Registered> others;
  for (const Remote &remote : remotes) others.push_back({remote.uri, remote.reader.root()});

  Tally tally;
  for (const auto &entry : std::filesystem::directory_iterator(vectors::folder() + "/" + suite)) {
    if (entry.is_regular_file()) run_file(entry.path().filename().string(), others, tally);
  }
  MESSAGE("official suite, draft2020-12 required: " << tally.agreed << " agree, " << tally.disagreed << " disagree, "
                                                    << tally.declined << " declined by name");
  CHECK(tally.agreed + tally.declined >= 1299);
  CHECK(tally.declined <= 10);
}

// Optional behaviour that we have as well. What is not here (formats as assertions, other drafts, integers beyond 64 bits) we do not.
TEST_CASE("schema: optional parts of the official suite that are built agree") {
  std::string probe;
  if (!vectors::read(suite + "/type.json", probe)) return;
  Tally tally;
  for (const char *name : {"anchor.json", "dependencies-compatibility.json", "dynamicRef.json", "ecmascript-regex.json", "float-overflow.json", "id.json",
                           "no-schema.json", "non-bmp-regex.json", "refOfUnknownKeyword.json", "unknownKeyword.json"}) {
    run_file(std::string("optional/") + name, {}, tally);
  }
  MESSAGE("official suite, optional: " << tally.agreed << " agree, " << tally.disagreed << " disagree");
}
