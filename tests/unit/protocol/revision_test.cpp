// revision_test.cpp - five revisions, and what a handshake settles on.
#include "protocol/revision.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::protocol;

TEST_CASE("all revisions are found by name, in the order of time, and nothing else is") {
  std::string_view before;
  for (size_t i = 0; i < revisions.size(); ++i) {
    CHECK(find_revision(revisions[i].name) == static_cast<Revision>(i));
    CHECK(before < revisions[i].name);
    before = revisions[i].name;
  }
  for (const char *other : {"", "2025-11-2", "2025-11-255", "v999.0.0", "1999-01-01", "2026-07-28 "})
    CHECK_FALSE(find_revision(other));
}

TEST_CASE("initialize gets what it asks for, or the latest revision that has a handshake") {
  for (const char *name : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    CHECK(facts(negotiate(name)).name == name);
  for (const char *name : {"2026-07-28", "2030-01-01", "", "nonsense"}) CHECK(facts(negotiate(name)).name == "2025-11-25");
}

TEST_CASE("one revision has batches, one is stateless") {
  int batches = 0, modern = 0;
  for (const RevisionFacts &r : revisions) batches += r.batches, modern += r.modern;
  CHECK(batches == 1);
  CHECK(modern == 1);
  CHECK(facts(Revision::r2025_03_26).batches);
  CHECK(facts(latest).modern);
}

TEST_CASE("the table says of each revision what its schema says") {
  for (const Revision revision : spec::every_revision) {
    const RevisionFacts &known = facts(revision);
    CAPTURE(known.name);
    const spec::Schema *said = spec::Schema::of(revision);
    if (!said) return;
    CHECK(known.annotations == said->has("Tool", "annotations"));
    CHECK(known.titles == said->has("Tool", "title"));
    CHECK(known.titles == said->has("Implementation", "title"));
    CHECK(known.meta == said->has("Tool", "_meta"));
    CHECK(known.meta == said->has("TextContent", "_meta"));
    CHECK(known.output_schemas == said->has("Tool", "outputSchema"));
    CHECK(known.icons == said->has("Tool", "icons"));
    CHECK(known.icons == said->has("Implementation", "icons"));
    CHECK(known.website == said->has("Implementation", "websiteUrl"));
    CHECK(known.website == said->has("Implementation", "description"));
    CHECK(known.audio == said->has("AudioContent"));
    CHECK(known.resource_links == said->has("ResourceLink"));
    CHECK(known.structured == said->has("CallToolResult", "structuredContent"));
    if (known.structured)
      CHECK(known.structured_any !=
            said->definition("CallToolResult").find("properties").find("structuredContent").find("type").is_text());
    CHECK(known.completions == said->has("ServerCapabilities", "completions"));
    const auto request = said->has("CompleteRequestParams")
                             ? said->definition("CompleteRequestParams")
                             : said->definition("CompleteRequest").find("properties").find("params");
    CHECK(known.completion_context == static_cast<bool>(request.find("properties").find("context")));
    CHECK(known.elicitation == said->has("ClientCapabilities", "elicitation"));
    const auto can = said->definition("ClientCapabilities").find("properties");
    CHECK(known.url_elicitation == static_cast<bool>(can.find("elicitation").find("properties").find("url")));
    CHECK(known.sampling_tools == static_cast<bool>(can.find("sampling").find("properties").find("tools")));
    CHECK(known.task_requests == said->has("Tool", "execution"));
    CHECK(known.task_requests == said->has("ServerCapabilities", "tasks"));
    CHECK(known.modern == !said->has("InitializeResult"));
    CHECK(known.modern == said->has("DiscoverResult"));
  }
}

TEST_CASE("event ids came with Streamable HTTP and left with sessions; only 2025-11-25 primes a stream") {
  std::string ids, primes;
  for (const RevisionFacts &r : revisions) ids += r.event_ids ? 'y' : 'n', primes += r.prime_events ? 'y' : 'n';
  CHECK(ids == "nyyyn");
  CHECK(primes == "nnnyn");
}

TEST_CASE("a resource that is not there has another code since 2026-07-28") {
  for (const RevisionFacts &r : revisions) CHECK(r.resource_not_found == (r.modern ? -32602 : -32002));
}

TEST_CASE("what is shown of an entry follows the table") {
  for (const Revision revision : spec::every_revision) {
    const auto seen = shown(revision);
    const RevisionFacts &known = facts(revision);
    CHECK(seen.titles == known.titles);
    CHECK(seen.annotations == known.annotations);
    CHECK(seen.icons == known.icons);
    CHECK(seen.meta == known.meta);
    CHECK(seen.output_schemas == known.output_schemas);
    CHECK(seen.task_support == known.task_requests);
  }
}
