// shelf.hpp - all entries of one kind on offer, and the pages of their list made once per change, revision and class of principals.
#pragma once
#include "catalog/catalog.hpp"
#include "engine/offered.hpp"
#include "protocol/tools.hpp"
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

class Shelf {
public:
  using Added = catalog::Catalog<Offered>::Added;
  using Snapshot = catalog::Snapshot<Offered>;

  // `list`: the member of the result, "tools"; `letter` marks its cursors.
  Shelf(std::string_view list, char letter) : list_(list), letter_(letter) {}

  Added add(Ref<Offered> entry, uint64_t most) { return entries_.add(std::move(entry), most); }
  Added replace(Ref<Offered> entry, uint64_t most, Ref<Offered> &replaced) { return entries_.replace(std::move(entry), most, replaced); }
  Ref<Offered> remove(std::string_view name) { return entries_.remove(name); }
  Ref<Offered> find(std::string_view name) const { return entries_.find(name); }
  std::shared_ptr<const Snapshot> snapshot() const { return entries_.snapshot(); }
  size_t size() const { return entries_.size(); }

  // How a page is made, besides what is on it.
  struct Paging {
    protocol::Dressing dressing;
    uint64_t page_size, ttl_ms;
    bool shared_cache;
    const access::Principal &who; // entries that need more are not shown
  };
  // The result of one page; nothing when the cursor is none of ours.
  std::shared_ptr<const std::string> page(const Paging &, std::optional<std::string_view> cursor) const;

private:
  struct Page {
    protocol::Revision revision;
    uint64_t visible; // which of the snapshot's requirements are met
    std::shared_ptr<const std::string> text;
  };
  std::shared_ptr<const std::string> render(const Snapshot &, const Paging &, size_t from) const;

  static constexpr size_t most_pages = 64; // kept: first pages, by revision and class of principals
  const std::string_view list_;
  const char letter_;
  catalog::Catalog<Offered> entries_;
  mutable std::mutex pages_mutex_;
  mutable uint64_t pages_of_ = 0; // version of the catalog
  mutable std::vector<Page> pages_; // they hold no entry
};

} // namespace tenon::engine
