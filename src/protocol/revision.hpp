// revision.hpp - one table of what differs between the revisions of MCP.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tenon::protocol {

enum class Revision : uint8_t { r2024_11_05, r2025_03_26, r2025_06_18, r2025_11_25, r2026_07_28 };

struct RevisionFacts {
  std::string_view name;
  bool modern;           // stateless: version, client and capabilities come with each request; no initialize, no session
  bool batches;          // JSON-RPC arrays
  bool annotations;      // of tools
  bool titles;           // of tools and of the server
  bool progress_message; // notifications/progress may carry words
  bool misfit_is_result; // arguments that do not fit the schema: a tool error that the model sees, not a JSON-RPC error
};

inline constexpr std::array<RevisionFacts, 5> revisions{{
    //                modern batches annot. titles progr. misfit
    {"2024-11-05", false, false, false, false, false, false},
    {"2025-03-26", false, true, true, false, true, false},
    {"2025-06-18", false, false, true, true, true, false},
    {"2025-11-25", false, false, true, true, true, true}, // SEP-1303
    {"2026-07-28", true, false, true, true, true, true},
}};

inline constexpr Revision latest = Revision::r2026_07_28, latest_legacy = Revision::r2025_11_25;

constexpr const RevisionFacts &facts(Revision revision) { return revisions[static_cast<size_t>(revision)]; }

std::optional<Revision> find_revision(std::string_view name);

// What an `initialize` that asks for `requested` gets: the same revision if it is one of those with a handshake, else the
// latest of them (2025-11-25 basic/lifecycle, Version Negotiation).
Revision negotiate(std::string_view requested);

} // namespace tenon::protocol
