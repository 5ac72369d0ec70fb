// revision.cpp - looking revisions up by name.
#include "protocol/revision.hpp"

namespace tenon::protocol {

std::optional<Revision> find_revision(std::string_view name) {
  for (size_t i = revisions.size(); i-- > 0;) // the newest is asked for most
    if (revisions[i].name == name) return static_cast<Revision>(i);
  return std::nullopt;
}

Revision negotiate(std::string_view requested) {
  const auto found = find_revision(requested);
  return found && !facts(*found).modern ? *found : latest_legacy;
}

} // namespace tenon::protocol
