// dispatch.hpp - which methods exist in which revision, and with which offer.
#pragma once
#include "jsonrpc/fault.hpp"
#include "protocol/revision.hpp"
#include <cstdint>
#include <string_view>

namespace tenon::protocol {

enum class Method : uint8_t {
  unknown, discover, ping, tools_list, tools_call, resources_list, templates_list, resources_read, resources_subscribe,
  resources_unsubscribe, prompts_list, prompts_get, complete, set_level, listen, task_get, task_update, task_cancel,
  task_result, task_list,
};

// What a server offers besides tools; the same bits as TENON_OFFER_*.
enum Offers : uint32_t {
  offers_resources = 1,
  offers_prompts = 2,
  offers_completions = 4,
  offers_logging = 8,
  offers_tasks = 16,
};

// initialize is not here: it begins a conversation and is taken before (conversation.hpp). Unknown: another revision's
// method, or one whose offer is missing.
Method find_method(std::string_view name, Revision, uint32_t offers);

jsonrpc::Fault unknown_method(std::string_view name);

} // namespace tenon::protocol
