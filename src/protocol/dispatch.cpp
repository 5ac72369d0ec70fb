// dispatch.cpp - the table of methods: from which revision to which, and the offer that each needs.
#include "protocol/dispatch.hpp"
#include "ground/text.hpp"
#include "ground/words.hpp"

namespace tenon::protocol {
namespace {

struct Row {
  std::string_view name;
  Method method;
  Revision first, last;
  uint32_t offer; // 0: always there
};

constexpr Revision oldest = Revision::r2024_11_05;

constexpr Row table[] = {
    {"tools/list", Method::tools_list, oldest, latest, 0},
    {"server/discover", Method::discover, latest, latest, 0},
    {"ping", Method::ping, oldest, latest_legacy, 0},
    {"resources/list", Method::resources_list, oldest, latest, offers_resources},
    {"resources/templates/list", Method::templates_list, oldest, latest, offers_resources},
    {"resources/read", Method::resources_read, oldest, latest, offers_resources},
    {"resources/subscribe", Method::resources_subscribe, oldest, latest_legacy, offers_resources},
    {"resources/unsubscribe", Method::resources_unsubscribe, oldest, latest_legacy, offers_resources},
    {"prompts/list", Method::prompts_list, oldest, latest, offers_prompts},
    {"prompts/get", Method::prompts_get, oldest, latest, offers_prompts},
    {"completion/complete", Method::complete, oldest, latest, offers_completions},
    {"logging/setLevel", Method::set_level, oldest, latest_legacy, offers_logging},
    {"subscriptions/listen", Method::listen, latest, latest, 0},
    {"tasks/get", Method::task_get, Revision::r2025_11_25, latest, offers_tasks},
    {"tasks/update", Method::task_update, latest, latest, offers_tasks},
    {"tasks/cancel", Method::task_cancel, Revision::r2025_11_25, latest, offers_tasks},
    {"tasks/result", Method::task_result, Revision::r2025_11_25, latest_legacy, offers_tasks},
    {"tasks/list", Method::task_list, Revision::r2025_11_25, latest_legacy, offers_tasks},
};

} // namespace

Method find_method(std::string_view name, Revision revision, uint32_t offers) {
  if (name == "tools/call") return Method::tools_call; // nearly all of them
  for (const Row &row : table) {
    if (row.name != name) continue;
    const bool exists = revision >= row.first && revision <= row.last && (offers & row.offer) == row.offer;
    return exists ? row.method : Method::unknown;
  }
  return Method::unknown;
}

jsonrpc::Fault unknown_method(std::string_view name) {
  return {jsonrpc::method_not_found, words("Method not found: {}", cut(name, 128)), ""};
}

} // namespace tenon::protocol
