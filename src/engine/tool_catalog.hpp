// tool_catalog.hpp - the tools on offer, and the pages of tools/list made once per change and revision.
#pragma once
#include "catalog/catalog.hpp"
#include "engine/offered_tool.hpp"
#include "protocol/revision.hpp"
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::engine {

class ToolCatalog {
public:
  using Added = catalog::Catalog<OfferedTool>::Added;

  Added add(Ref<OfferedTool> tool, uint64_t most) { return tools_.add(std::move(tool), most); }
  Ref<OfferedTool> remove(std::string_view name) { return tools_.remove(name); }
  Ref<OfferedTool> find(std::string_view name) const { return tools_.find(name); }
  size_t size() const { return tools_.size(); }

  // The ListToolsResult of one page; nothing when the cursor is none of ours.
  std::shared_ptr<const std::string> page(protocol::Revision, std::optional<std::string_view> cursor, uint64_t page_size,
                                          bool shared_cache) const;

private:
  catalog::Catalog<OfferedTool> tools_;
  struct Pages { // of the first page, which is asked for most; they hold no tool
    uint64_t of = 0; // version of the catalog
    std::shared_ptr<const std::string> first[protocol::revisions.size()];
  };
  mutable std::mutex pages_mutex_;
  mutable Pages pages_;
};

} // namespace tenon::engine
