// offered_tool.hpp - a tool in the catalog: its words, its compiled schema, and the host's function behind it.
#pragma once
#include "catalog/tool.hpp"
#include "engine/host.hpp"
#include "ground/ref.hpp"
#include "schema/schema.hpp"
#include <memory>

namespace tenon::engine {

// Dies, and drops the host's user, when the catalog and the last outstanding call have let go of it.
struct OfferedTool final : Counted {
  catalog::Tool words;
  std::shared_ptr<const schema::Schema> schema;
  Handler handler;

  std::string_view name() const { return words.name; }
  void unreferenced() { delete this; }
};

} // namespace tenon::engine
