// errand.hpp - one request on its way to its answer: who asks, what, under which rules, and where the answer goes.
#pragma once
#include "engine/exchange.hpp"
#include "protocol/dressing.hpp"
#include "protocol/envelope.hpp"

namespace tenon::engine {

struct Errand {
  Exchange &exchange;
  Ref<Bench> bench; // what the message was read on
  const jsonrpc::Message &message;
  const protocol::Params &params;
  const protocol::Meta &meta;
  protocol::Revision revision;
  Ref<Session> session; // older revisions over HTTP
  Ref<Batch> batch;
  std::string_view client_name, client_version;
  uint32_t client_can; // protocol::ClientCan
  Instant now;
  mutable uint64_t span = 0;

  bool modern() const { return protocol::facts(revision).modern; }
  // An answer that is there at once. `http_status` counts where the response is the HTTP answer.
  void answer(int http_status, std::string_view message) const;
  void answer_result(std::string_view result_json) const;
  void answer_fault(int http_status, const jsonrpc::Fault &) const;
  protocol::Dressing dressing() const;
  Server &server() const { return exchange.server(); }
  int http_status(int status) const { return modern() ? status : 200; } // older revisions have no statuses for errors
};

// Answers a request, or sees to it that it will be answered.
void serve(const Errand &);
// One for each method that reaches a handler; in tool_desk.cpp, read_desk.cpp and prompt_desk.cpp.
void call_tool(const Errand &);
void read_resource(const Errand &);
void get_prompt(const Errand &);
void complete(const Errand &);
// Subscriptions; in listen_desk.cpp.
void listen(const Errand &);
void subscribe(const Errand &, bool on);
// Tasks; in task_desk.cpp.
void get_task(const Errand &);
void update_task(const Errand &);
void cancel_task(const Errand &);
void task_result(const Errand &);
void list_tasks(const Errand &);

// A whole message that is an error response.
std::string error_text(std::string_view raw_id, const jsonrpc::Fault &);
// Why text is no message, as the fault to answer with.
jsonrpc::Fault unreadable(json::Trouble);

} // namespace tenon::engine
