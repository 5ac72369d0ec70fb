// changes.hpp - notifications that something on offer has changed.
#pragma once
#include <string>
#include <string_view>

namespace tenon::protocol {

// `what`: "tools", "prompts" or "resources". `subscription_raw_id`: the id of the subscriptions/listen that asked for it, as
// JSON; "" on revisions before 2026-07-28.
void append_list_changed(std::string &out, std::string_view what, std::string_view subscription_raw_id);
void append_resource_updated(std::string &out, std::string_view uri, std::string_view subscription_raw_id);

} // namespace tenon::protocol
