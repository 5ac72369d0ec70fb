// shelf.cpp - rendering pages.
#include "engine/shelf.hpp"
#include "catalog/page_cursor.hpp"
#include "protocol/pages.hpp"

namespace tenon::engine {
namespace {

constexpr uint64_t too_many_to_tell = UINT64_MAX;

// Who sees the same entries is of one class: a bit for each requirement that is met.
uint64_t class_of(const Shelf::Snapshot &entries, const access::Principal &who) {
  if (entries.requirements.size() > 63) return too_many_to_tell;
  uint64_t met = 0;
  for (size_t i = 0; i < entries.requirements.size(); ++i)
    if (entries.requirements[i]->suits(who)) met |= uint64_t{1} << i;
  return met;
}

void append_entry(std::string &out, const Offered &entry, const catalog::Shown &shown) {
  if (const auto *tool = entry.tool()) catalog::append_tool(out, *tool, shown);
  else if (const auto *resource = entry.resource()) catalog::append_resource(out, *resource, shown);
  else if (const auto *pattern = entry.resource_template()) catalog::append_template(out, *pattern, shown);
  else if (const auto *prompt = entry.prompt()) catalog::append_prompt(out, *prompt, shown);
}

} // namespace

std::shared_ptr<const std::string> Shelf::page(const Paging &paging, std::optional<std::string_view> cursor) const {
  const auto entries = entries_.snapshot();
  if (cursor) {
    const std::optional<uint64_t> shown = catalog::read_cursor(letter_, *cursor);
    return shown ? render(*entries, paging, entries->behind(*shown)) : nullptr;
  }
  const uint64_t visible = class_of(*entries, paging.who);
  if (visible == too_many_to_tell) return render(*entries, paging, 0);
  const std::lock_guard lock(pages_mutex_);
  if (pages_of_ != entries->version || pages_.size() >= most_pages) pages_.clear();
  pages_of_ = entries->version;
  for (const Page &kept : pages_)
    if (kept.revision == paging.dressing.revision && kept.visible == visible) return kept.text;
  return pages_.emplace_back(Page{paging.dressing.revision, visible, render(*entries, paging, 0)}).text;
}

std::shared_ptr<const std::string> Shelf::render(const Snapshot &entries, const Paging &paging, size_t from) const {
  const catalog::Shown shown = protocol::shown(paging.dressing.revision);
  std::string out;
  protocol::open_page(out, list_);
  uint64_t count = 0, last = 0;
  std::string next;
  for (size_t i = from; i < entries.entries.size(); ++i) {
    const Offered &entry = *entries.entries[i].entry;
    if (!entry.suits(paging.who)) continue;
    if (count == paging.page_size) {
      next = catalog::write_cursor(letter_, last);
      break;
    }
    if (count++) out += ',';
    append_entry(out, entry, shown);
    last = entries.entries[i].number;
  }
  protocol::close_page(out, paging.dressing, next, paging.ttl_ms, paging.shared_cache);
  return std::make_shared<const std::string>(std::move(out));
}

} // namespace tenon::engine
