// subscriptions.hpp - subscriptions/listen of 2026-07-28: what a client wants to hear of, and how such a stream begins and ends.
#pragma once
#include "protocol/envelope.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::protocol {

struct Filter {
  bool tools = false, prompts = false, resources = false; // ...ListChanged
  std::vector<std::string> uris;                          // resourceSubscriptions, each once
  std::vector<std::string> task_ids;                      // taskIds, each once
};

// params.notifications. At most `most` URIs and task ids in all; members that we do not know are none of our business.
std::optional<Refused> read_filter(json::Value notifications, uint64_t most, Filter &out);

// The first message of a stream: what of the filter is honoured. `raw_id`: that of the request, which names the subscription.
void append_acknowledged(std::string &out, std::string_view raw_id, const Filter &honoured);
// We end it: the response to the request, and the notification that the spec asks for beside it (basic/patterns/cancellation).
void append_listen_end(std::string &out, std::string_view raw_id, std::string_view server_meta);
void append_listen_cancelled(std::string &out, std::string_view raw_id);

} // namespace tenon::protocol
