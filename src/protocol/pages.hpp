// pages.hpp - the head and the tail of a page of tools/list, resources/list, resources/templates/list, prompts/list.
#pragma once
#include "protocol/dressing.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::protocol {

// The result of a list, without envelope: entries are appended between the two, separated by commas.
void open_page(std::string &out, std::string_view list); // "tools", "resources", "resourceTemplates", "prompts"
void close_page(std::string &out, const Dressing &, std::string_view next_cursor, uint64_t ttl_ms, bool shared_cache);

} // namespace tenon::protocol
