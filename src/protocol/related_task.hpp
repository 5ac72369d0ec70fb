// related_task.hpp - says of a message which task it belongs to (2025-11-25 basic/utilities/tasks, Related Task Metadata).
#pragma once
#include <string>
#include <string_view>

namespace tenon::protocol {

// "io.modelcontextprotocol/related-task":{"taskId":"..."}
void append_related_task(std::string &out, std::string_view task_id);

// `object`, a JSON object on one line, with that in its _meta, in front of what it has there itself.
void append_with_related_task(std::string &out, std::string_view object, std::string_view task_id);

} // namespace tenon::protocol
