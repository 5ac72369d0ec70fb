// revision.hpp - one table of what differs between the revisions of MCP.
#pragma once
#include "catalog/shown.hpp"
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tenon::protocol {

enum class Revision : uint8_t { r2024_11_05, r2025_03_26, r2025_06_18, r2025_11_25, r2026_07_28 };

struct RevisionFacts {
  std::string_view name;
  bool modern;           // stateless: version, client and capabilities come with each request; no initialize, no session
  bool batches;          // JSON-RPC arrays
  bool event_ids;        // Streamable HTTP with Last-Event-ID
  bool prime_events;     // an event stream begins with an id and no data (SEP-1699)
  bool progress_message; // notifications/progress may carry words
  bool misfit_is_result; // arguments that do not fit the schema: a tool error that the model sees, not a JSON-RPC error
                         // (SEP-1303)
  int32_t resource_not_found;

  // Entries of lists, and how the server introduces itself.
  bool annotations; // of tools; resources had them from the start
  bool titles;
  bool meta;        // `_meta` of entries and contents; results had it from the start
  bool output_schemas;
  bool icons;
  bool website;     // websiteUrl and description of Implementation

  // Results.
  bool audio;
  bool resource_links;
  bool structured;     // structuredContent, an object
  bool structured_any; // ... any JSON

  // Requests, and what clients may be asked.
  bool completions;        // the capability; the method is older
  bool completion_context; // what is chosen already
  bool elicitation;
  bool url_elicitation;
  bool sampling_tools;
  bool task_requests; // params.task; the tasks of 2026-07-28 are an extension
};

inline constexpr Revision latest = Revision::r2026_07_28, latest_legacy = Revision::r2025_11_25;

// The table: a row for each thing, and the revisions that have it.
constexpr RevisionFacts facts_about(Revision r) {
  constexpr std::string_view names[] = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"};
  constexpr Revision march = Revision::r2025_03_26, june = Revision::r2025_06_18, november = Revision::r2025_11_25;
  return {
      .name = names[static_cast<size_t>(r)],
      .modern = r == latest,
      .batches = r == march,
      .event_ids = r >= march && r <= november,
      .prime_events = r == november,
      .progress_message = r >= march,
      .misfit_is_result = r >= november,
      .resource_not_found = r == latest ? -32602 : -32002,
      .annotations = r >= march,
      .titles = r >= june,
      .meta = r >= june,
      .output_schemas = r >= june,
      .icons = r >= november,
      .website = r >= november,
      .audio = r >= march,
      .resource_links = r >= june,
      .structured = r >= june,
      .structured_any = r == latest,
      .completions = r >= march,
      .completion_context = r >= june,
      .elicitation = r >= june,
      .url_elicitation = r >= november,
      .sampling_tools = r >= november,
      .task_requests = r == november,
  };
}

inline constexpr std::array<RevisionFacts, 5> revisions{{
    facts_about(Revision::r2024_11_05),
    facts_about(Revision::r2025_03_26),
    facts_about(Revision::r2025_06_18),
    facts_about(Revision::r2025_11_25),
    facts_about(Revision::r2026_07_28),
}};

constexpr const RevisionFacts &facts(Revision revision) { return revisions[static_cast<size_t>(revision)]; }

// What of a list's entries the revision knows.
constexpr catalog::Shown shown(Revision revision) {
  const RevisionFacts &known = facts(revision);
  return {.titles = known.titles, .annotations = known.annotations, .icons = known.icons, .meta = known.meta,
          .output_schemas = known.output_schemas, .task_support = known.task_requests, .any_output_schemas = known.structured_any};
}

std::optional<Revision> find_revision(std::string_view name);

// What an `initialize` that asks for `requested` gets: the same revision if it is one of those with a handshake, else the
// latest of them (2025-11-25 basic/lifecycle, Version Negotiation).
Revision negotiate(std::string_view requested);

} // namespace tenon::protocol
