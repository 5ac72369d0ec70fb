// tool_catalog.cpp - rendering pages.
#include "engine/tool_catalog.hpp"
#include "catalog/page_cursor.hpp"
#include "protocol/tools.hpp"

namespace tenon::engine {
namespace {

std::string render(const catalog::Snapshot<OfferedTool> &tools, size_t from, uint64_t page_size, protocol::Revision revision, bool shared_cache) {
  const protocol::RevisionFacts &facts = protocol::facts(revision);
  const size_t left = tools.entries.size() - from;
  const size_t to = from + (page_size < left ? static_cast<size_t>(page_size) : left);
  std::string out;
  protocol::open_tool_page(out);
  for (size_t i = from; i < to; ++i) {
    if (i != from) out += ',';
    catalog::append_tool(out, tools.entries[i].entry->words, facts.titles, facts.annotations);
  }
  const std::string next = to < tools.entries.size() ? catalog::write_cursor(tools.entries[to - 1].number) : std::string();
  protocol::close_tool_page(out, revision, next, shared_cache);
  return out;
}

} // namespace

std::shared_ptr<const std::string> ToolCatalog::page(protocol::Revision revision, std::optional<std::string_view> cursor,
                                                     uint64_t page_size, bool shared_cache) const {
  const auto tools = tools_.snapshot();
  if (cursor) {
    const std::optional<uint64_t> shown = catalog::read_cursor(*cursor);
    if (!shown) return nullptr;
    return std::make_shared<const std::string>(render(*tools, tools->behind(*shown), page_size, revision, shared_cache));
  }
  const std::lock_guard lock(pages_mutex_);
  if (pages_.of != tools->version) pages_ = Pages{tools->version, {}};
  auto &first = pages_.first[static_cast<size_t>(revision)];
  if (!first) first = std::make_shared<const std::string>(render(*tools, 0, page_size, revision, shared_cache));
  return first;
}

} // namespace tenon::engine
