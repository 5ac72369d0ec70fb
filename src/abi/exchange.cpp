// exchange.cpp - the exchange's C functions.
#include "abi/doorway.hpp"
#include "abi/record.hpp"
#include <vector>

using namespace tenon;
using namespace tenon::abi;

namespace {

static_assert(sizeof(tenon_header) == sizeof(engine::AnswerLine) && offsetof(tenon_header, value.data) == offsetof(engine::AnswerLine, value) &&
              offsetof(tenon_header, value.len) == offsetof(engine::AnswerLine, value_len));

std::vector<framing::HeaderLine> read_headers(const tenon_head &head) {
  std::vector<framing::HeaderLine> lines;
  lines.reserve(head.header_count);
  for (size_t i = 0; i < head.header_count; ++i) lines.push_back({unwrap(head.headers[i].name), unwrap(head.headers[i].value)});
  return lines;
}

bool is_sound(const tenon_head &head) {
  if (head.carrier < TENON_HTTP || head.carrier > TENON_MESSAGES) return false;
  if (!sound(head.method) || !sound(head.target) || !sound(head.peer) || !sound(head.subject)) return false;
  if (!head.headers && head.header_count > 0) return false;
  for (size_t i = 0; i < head.header_count; ++i)
    if (!sound(head.headers[i].name) || !sound(head.headers[i].value)) return false;
  return true;
}

// After a failure half way the exchange cannot be trusted any more: everything but close says so from now on.
template <class Body> tenon_status on_exchange(tenon_exchange *exchange, Body body) noexcept {
  if (!exchange) return TENON_INVALID;
  engine::Exchange &x = *unwrap(exchange);
  if (x.broken()) return TENON_BROKEN;
  const Ref<engine::Exchange> alive = Ref<engine::Exchange>::share(&x); // a handler may close it
  engine::Server &server = x.server();
  const tenon_status status = guarded(Status::broken, [&] { return body(x, server); });
  if (status == TENON_BROKEN) x.break_down();
  server.tell_host();
  return status;
}

} // namespace

extern "C" {

tenon_status tenon_exchange_open(tenon_server *server, const tenon_head *given, tenon_now now, tenon_exchange **out) {
  tenon_head head{};
  const Status read = read_record(given, sizeof head, head);
  engine::Dropper dropper(head.user, head.drop);
  if (out) *out = nullptr;
  if (read != Status::ok) return wrap(read);
  if (!server || !out || !is_sound(head)) return TENON_INVALID;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    const std::vector<framing::HeaderLine> headers = read_headers(head);
    engine::HeadWords words;
    words.carrier = static_cast<engine::Carrier>(head.carrier - TENON_HTTP);
    words.method = unwrap(head.method);
    words.target = unwrap(head.target);
    words.peer = unwrap(head.peer);
    words.subject = unwrap(head.subject);
    words.headers = headers;
    words.user = head.user;
    words.wake = head.wake;
    words.drop = head.drop;
    engine::Exchange *opened = nullptr;
    const Status status = s.open(words, s.at(unwrap(now)), opened);
    if (status != Status::ok) return status;
    dropper.forget(); // the exchange drops it
    *out = wrap(opened);
    return status;
  });
}

tenon_status tenon_exchange_feed(tenon_exchange *exchange, const void *bytes, size_t len, tenon_now now) {
  if (!bytes && len > 0) return TENON_INVALID;
  return on_exchange(exchange, [&](engine::Exchange &x, engine::Server &s) {
    return x.feed({static_cast<const char *>(bytes), len}, s.at(unwrap(now)));
  });
}

tenon_status tenon_exchange_end(tenon_exchange *exchange, tenon_now now) {
  return on_exchange(exchange, [&](engine::Exchange &x, engine::Server &s) { return x.end(s.at(unwrap(now))); });
}

tenon_status tenon_exchange_answer(tenon_exchange *exchange, tenon_answer *out) {
  if (!out) return TENON_INVALID;
  if (out->size < sizeof(tenon_answer)) return TENON_BAD_SIZE;
  return on_exchange(exchange, [&](engine::Exchange &x, engine::Server &) {
    const engine::AnswerHead *head = nullptr;
    const Status status = x.answer(&head);
    if (status != Status::ok) return status;
    tenon_answer record{};
    record.size = sizeof record;
    record.status = head->status;
    record.headers = reinterpret_cast<const tenon_header *>(head->lines.data());
    record.header_count = head->lines.size();
    record.body_length = x.body_length();
    record.close_code = x.close_code();
    return write_record(record, sizeof record, out);
  });
}

tenon_status tenon_exchange_pull(tenon_exchange *exchange, tenon_str *out) {
  if (!out) return TENON_INVALID;
  *out = {nullptr, 0};
  return on_exchange(exchange, [&](engine::Exchange &x, engine::Server &) {
    std::string_view view;
    const Status status = x.pull(view);
    if (status == Status::ok) *out = wrap(view);
    return status;
  });
}

tenon_status tenon_exchange_sent(tenon_exchange *exchange, size_t len, tenon_now now) {
  return on_exchange(exchange, [&](engine::Exchange &x, engine::Server &s) { return x.sent(len, s.at(unwrap(now))); });
}

void tenon_exchange_close(tenon_exchange *exchange, tenon_now now) {
  if (!exchange) return;
  const Ref<engine::Server> server = unwrap(exchange)->server_ref();
  guarded(Status::broken, [&] {
    unwrap(exchange)->close(server->at(unwrap(now)));
    return Status::ok;
  });
  server->tell_host();
}

} // extern "C"
