// reply.cpp - the reply's C functions, for any thread.
#include "abi/doorway.hpp"
#include "json/writer.hpp"
#include "abi/record.hpp"
#include "ground/base64url.hpp"
#include "protocol/client_can.hpp"
#include "protocol/completion.hpp"
#include "protocol/prompts.hpp"
#include "protocol/resources.hpp"
#include "protocol/tools.hpp"
#include <memory>
#include <vector>

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

Status parse(engine::Server &s, engine::Bench &bench, std::string_view text) {
  bench.keep(text);
  const json::Trouble trouble = bench.parse(static_cast<size_t>(s.limits().max_nesting));
  if (trouble == json::Trouble::memory) return Status::no_memory;
  return trouble == json::Trouble::none ? Status::ok : Status::invalid;
}

// Whether the JSON is no result of that method.
bool misshaped(const engine::Reply &r, const json::Value &root) {
  switch (r.origin().purpose) {
  case engine::Purpose::tool: return protocol::check_tool_result(root, r.offered() ? r.offered()->output.get() : nullptr, nullptr) != nullptr;
  case engine::Purpose::read: return protocol::check_resource_result(root) != nullptr;
  case engine::Purpose::prompt: return protocol::check_prompt_result(root) != nullptr;
  case engine::Purpose::completion: return protocol::check_completion(root) != nullptr;
  }
  return true;
}

tenon_status settle_with_text(tenon_reply *reply, engine::Words::Kind kind, tenon_str text, int32_t code, tenon_now now) {
  if (!sound(text) || !json::valid_utf8(unwrap(text))) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    if (kind == engine::Words::Kind::text && r.offered() && r.offered()->output) return Status::invalid; // it owes structured content
    return r.settle({kind, unwrap(text), code}, s.at(unwrap(now)));
  });
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
    engine::Words words{engine::Words::Kind::result, unwrap(json)};
    const Ref<engine::Bench> bench = s.benches().lend();
    if (json.len <= s.limits().max_result_bytes) { // beyond it the client is told, whatever it holds
      if (const Status status = parse(s, *bench, unwrap(json)); status != Status::ok) return status;
      if (misshaped(r, bench->reader.root())) return Status::invalid;
      const json::Value failed = bench->reader.root().find("isError");
      words.is_error = failed.is_bool() && failed.truth();
      words.reader = &bench->reader;
    }
    return r.settle(words, s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_structured(tenon_reply *reply, tenon_str json, tenon_now now) {
  if (!sound(json)) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    if (r.origin().purpose != engine::Purpose::tool || !r.offered()) return Status::invalid;
    const Ref<engine::Bench> bench = s.benches().lend();
    std::string compact;
    if (json.len <= s.limits().max_result_bytes) {
      if (const Status status = parse(s, *bench, unwrap(json)); status != Status::ok) return status;
      if (r.offered()->output && schema::check(*r.offered()->output, bench->reader.root(), nullptr) != schema::Fit::fits) return Status::invalid;
      json::append_compact(compact, unwrap(json));
    }
    return r.settle({engine::Words::Kind::structured, compact.empty() ? unwrap(json) : std::string_view(compact)}, s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_bytes(tenon_reply *reply, tenon_str mime_type, const void *data, size_t len, tenon_now now) {
  if (!sound(mime_type) || (!data && len > 0) || !json::valid_utf8(unwrap(mime_type))) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    if (r.origin().purpose != engine::Purpose::read) return Status::invalid;
    engine::Words words{engine::Words::Kind::blob, {static_cast<const char *>(data), len}};
    std::string base64;
    if (len <= s.limits().max_result_bytes) {
      append_base64(base64, words.text);
      words.text = base64;
    }
    words.data = unwrap(mime_type);
    return r.settle(words, s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_not_found(tenon_reply *reply, tenon_now now) {
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    if (r.origin().purpose != engine::Purpose::read) return Status::invalid;
    return r.settle({engine::Words::Kind::not_found, ""}, s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_fault(tenon_reply *reply, int32_t code, tenon_str message, tenon_str data_json, tenon_now now) {
  if (!handler_may_say(code) || !sound(message) || !sound(data_json) || !json::valid_utf8(unwrap(message))) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    engine::Words words{engine::Words::Kind::fault, unwrap(message), code};
    std::string compact;
    if (data_json.len > s.limits().max_result_bytes) return Status::limit;
    if (data_json.len > 0) {
      const Ref<engine::Bench> bench = s.benches().lend();
      if (const Status status = parse(s, *bench, unwrap(data_json)); status != Status::ok) return status;
      json::append_compact(compact, unwrap(data_json));
      words.data = compact;
    }
    return r.settle(words, s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_not_capable(tenon_reply *reply, uint64_t can, tenon_now now) {
  constexpr uint64_t known = TENON_CAN_ELICIT_FORM | TENON_CAN_ELICIT_URL | TENON_CAN_SAMPLE | TENON_CAN_SAMPLE_TOOLS | TENON_CAN_LIST_ROOTS | TENON_CAN_TASKS;
  if (can == 0 || (can & ~known) != 0) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    const jsonrpc::Fault fault = protocol::not_capable(r.origin().revision, static_cast<uint32_t>(can));
    engine::Words words{engine::Words::Kind::fault, fault.message, fault.code};
    words.data = fault.data_json;
    if (protocol::facts(r.origin().revision).modern) words.http_status = 400;
    return r.settle(words, s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_ask(tenon_reply *reply, const tenon_question *questions, size_t count, tenon_str state, tenon_now now) {
  if (!sound(state) || (!questions && count > 0)) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    if (count > s.limits().max_questions) return Status::limit;
    std::vector<protocol::Question> asked;
    const unsigned char *at = reinterpret_cast<const unsigned char *>(questions);
    const Ref<engine::Bench> bench = s.benches().lend();
    for (size_t i = 0; i < count; ++i) {
      tenon_question record{};
      const Status status = read_record(reinterpret_cast<const tenon_question *>(at), sizeof record, record);
      if (status != Status::ok) return status;
      at += reinterpret_cast<const tenon_question *>(at)->size; // each element by its own size
      for (const tenon_str text : {record.key, record.message, record.schema, record.url, record.params})
        if (!sound(text)) return Status::invalid;
      Outcome<protocol::Question> question = protocol::read_question(
          {unwrap(record.key), record.kind, unwrap(record.message), unwrap(record.schema), unwrap(record.url), unwrap(record.params)}, asked, bench->reader,
          static_cast<size_t>(s.limits().max_nesting));
      if (!question) {
        s.log({engine::LogLevel::warn, "question_refused", "", question.refusal().text, "", ""});
        return question.refusal().status;
      }
      asked.push_back(std::move(*question));
    }
    return r.ask(std::move(asked), unwrap(state), s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_log(tenon_reply *reply, int32_t severity, tenon_str logger, tenon_str data_json, tenon_now now) {
  if (severity < TENON_SEVERITY_DEBUG || severity > TENON_SEVERITY_EMERGENCY || !sound(logger) || !sound(data_json) || !json::valid_utf8(unwrap(logger)))
    return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    if (data_json.len > s.limits().max_outbox_bytes) return Status::limit;
    const Ref<engine::Bench> bench = s.benches().lend();
    if (const Status status = parse(s, *bench, unwrap(data_json)); status != Status::ok) return status;
    std::string compact;
    json::append_compact(compact, unwrap(data_json));
    return r.log(severity, unwrap(logger), compact, s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_begin_task(tenon_reply *reply, const tenon_task_terms *terms, tenon_now now) {
  tenon_task_terms record{};
  if (terms) {
    const Status read = read_record(terms, sizeof record, record);
    if (read != Status::ok) return wrap(read);
    if (!sound(record.status_message)) return TENON_INVALID;
  }
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) {
    return r.begin_task(record.ttl_ms, record.poll_ms, unwrap(record.status_message), s.at(unwrap(now)));
  });
}

tenon_status tenon_reply_task_status(tenon_reply *reply, tenon_str message, tenon_now now) {
  if (!sound(message)) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) { return r.task_status(unwrap(message), s.at(unwrap(now))); });
}

tenon_status tenon_reply_close_stream(tenon_reply *reply, tenon_now now) {
  return on_reply(reply, [&](engine::Reply &r, engine::Server &s) { return r.close_stream(s.at(unwrap(now))); });
}

tenon_status tenon_reply_when_cancelled(tenon_reply *reply, void *user, void (*cancelled)(void *user), void (*drop)(void *user)) {
  engine::Dropper dropper(user, drop);
  if (!cancelled) return TENON_INVALID;
  return on_reply(reply, [&](engine::Reply &r, engine::Server &) {
    auto hook = std::make_unique<engine::CancelHook>();
    hook->dropper = std::move(dropper);
    hook->cancelled = cancelled;
    return r.when_cancelled(std::move(hook));
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
