// reply.cpp - the reply's C functions, for any thread.
#include "abi/doorway.hpp"
#include "json/writer.hpp"
#include "protocol/tools.hpp"

using namespace tenon;
using namespace tenon::abi;

namespace {

template <class Body> tenon_status on_reply(tenon_reply *reply, Body body) noexcept {
  if (!reply) return TENON_INVALID;
  engine::Reply &r = *unwrap(reply); // the handle holds it until release, and it holds the server
  const tenon_status status = guarded(Status::no_memory, [&] { return body(r, r.server()); });
  r.server().tell_host();
  return status;
}

tenon_status settle_with_text(tenon_reply *reply, engine::Words::Kind kind, tenon_str text, int32_t code, tenon_now now) {
  if (!sound(text) || !json::valid_utf8(unwrap(text))) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) { return r.settle({kind, unwrap(text), code}, s.at(unwrap(now))); });
}

// Codes that a handler may give: its own, or the two that say whose mistake it was (2026-07-28 basic/index, Error Codes).
bool handler_may_say(int32_t code) {
  return code == jsonrpc::invalid_params || code == jsonrpc::internal_error || code < -32768 || code > -32000;
}

} // namespace

extern "C" {

tenon_status tenon_reply_text(tenon_reply *reply, tenon_str text, tenon_now now) {
  return settle_with_text(reply, engine::Words::Kind::text, text, 0, now);
}

tenon_status tenon_reply_tool_error(tenon_reply *reply, tenon_str text, tenon_now now) {
  return settle_with_text(reply, engine::Words::Kind::tool_error, text, 0, now);
}

tenon_status tenon_reply_fail(tenon_reply *reply, int32_t code, tenon_str message, tenon_now now) {
  if (!handler_may_say(code)) return TENON_INVALID;
  return settle_with_text(reply, engine::Words::Kind::fault, message, code, now);
}

tenon_status tenon_reply_result(tenon_reply *reply, tenon_str json, tenon_now now) {
  if (!sound(json)) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    if (json.len <= s.limits().max_result_bytes) { // beyond it the client is told, whatever it holds
      const Ref<engine::Bench> bench = s.benches().lend();
      bench->keep(unwrap(json));
      const json::Trouble trouble = bench->parse(static_cast<size_t>(s.limits().max_nesting));
      if (trouble == json::Trouble::memory) return Status::no_memory;
      if (trouble != json::Trouble::none || protocol::check_tool_result(bench->reader.root())) return Status::invalid;
    }
    return r.settle({engine::Words::Kind::result, unwrap(json)}, s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_progress(tenon_reply *reply, double done, double total, tenon_str message, tenon_now now) {
  if (!sound(message)) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) { return r.progress(done, total, unwrap(message), s.at(unwrap(now))); });
}

int32_t tenon_reply_cancelled(const tenon_reply *reply) { return reply && unwrap(reply)->cancelled() ? 1 : 0; }

void tenon_reply_release(tenon_reply *reply, tenon_now now) {
  if (!reply) return;
  const Ref<engine::Server> server = unwrap(reply)->server_ref();
  guarded(Status::no_memory, [&] {
    unwrap(reply)->release_by_host(server->at(unwrap(now)));
    return Status::ok;
  });
  server->tell_host();
}

void tenon_work_run(tenon_work *work, tenon_now now) {
  if (!work) return;
  const Ref<engine::Server> server = Ref<engine::Server>::share(&unwrap(work)->server());
  guarded(Status::no_memory, [&] {
    unwrap(work)->run(server->at(unwrap(now)));
    return Status::ok;
  });
  server->tell_host();
}

} // extern "C"
