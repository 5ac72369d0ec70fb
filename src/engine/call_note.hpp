// call_note.hpp - what is kept of a tool's call until it is answered, so that the journal can tell of it.
#pragma once
#include "engine/host.hpp"
#include "ground/instant.hpp"
#include <memory>
#include <string>
#include <string_view>

namespace tenon::engine {

class Server;
struct Words;

struct CallNote {
  std::string tool, owner, arguments, raw_id;
  Instant began;
  bool about_session = false; // one of the house's own tools
};
using KeptNote = std::shared_ptr<const CallNote>;

// Null: nothing is recorded.
KeptNote note_of(const Server &, const Call &, std::string_view raw_id);
// The end of it, once: what was said, or why it was given up.
void record(const Server &, const CallNote &, const Words &, Instant) noexcept;
void record_cancelled(const Server &, const CallNote &, Instant) noexcept;

} // namespace tenon::engine
