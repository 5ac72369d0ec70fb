// page_cursor.hpp - the opaque place in a list at which the next page starts; it survives changes of the catalog.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::catalog {

// Entries are numbered as they are added and never renumbered: a page goes on behind the last number that was shown.
// `list` is the letter of the list: a cursor of another one is none of this one's.
std::string write_cursor(char list, uint64_t last_shown);
std::optional<uint64_t> read_cursor(char list, std::string_view cursor);

} // namespace tenon::catalog
