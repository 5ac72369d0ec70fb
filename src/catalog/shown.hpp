// shown.hpp - what of an entry a revision knows; protocol/revision.hpp fills it in.
#pragma once

namespace tenon::catalog {

struct Shown {
  bool titles, annotations /* of tools */, icons, meta, output_schemas, task_support /* execution.taskSupport, 2025-11-25 only */;
  bool any_output_schemas = false; // 2026-07-28; before, only those that say "type": "object" at their root may be shown
};

} // namespace tenon::catalog
