// exchange.cpp - the exchange's C functions.
#include "abi/doorway.hpp"
#include "abi/record.hpp"
#include <new>
#include <type_traits>
#include <vector>

using namespace tenon;
using namespace tenon::abi;

namespace {

static_assert(sizeof(tenon_header) == sizeof(engine::AnswerLine) && offsetof(tenon_header, value.data) == offsetof(engine::AnswerLine, value) &&
              offsetof(tenon_header, value.len) == offsetof(engine::AnswerLine, value_len));

bool is_sound(const tenon_head &head) {
  if (head.carrier < TENON_HTTP || head.carrier > TENON_MESSAGES || head.secure > 1) return false;
  if (!sound(head.method) || !sound(head.target) || !sound(head.peer) || !sound(head.subject) || !sound(head.scopes)) return false;
  if (!head.headers && head.header_count > 0) return false;
  for (size_t i = 0; i < head.header_count; ++i)
    if (!sound(head.headers[i].name) || !sound(head.headers[i].value)) return false;
  return true;
}

// After a failure half way the exchange cannot be trusted any more: everything but close says so from now on.
template <class Body> tenon_status on_output(tenon_exchange *exchange, Body body) noexcept {
  if (!exchange) return TENON_INVALID;
  engine::Exchange &x = *unwrap(exchange);
  if (x.broken()) return TENON_BROKEN;
  const tenon_status status = guarded(Status::broken, [&] { return body(x, x.server()); });
  if (status == TENON_BROKEN) x.break_down();
  return status;
}

// The intake side runs the host's code, which may close the exchange.
template <class Body> tenon_status on_intake(tenon_exchange *exchange, Body body) noexcept {
  if (!exchange) return TENON_INVALID;
  const Ref<engine::Exchange> alive = Ref<engine::Exchange>::share(unwrap(exchange));
  const tenon_status status = on_output(exchange, body);
  alive->server().tell_host();
  return status;
}

// The head's lines as the core reads them. tenon_header says the same, but string_view's layout is not ours to assume.
class HeaderLines {
public:
  explicit HeaderLines(const tenon_head &head) : count_(head.header_count) {
    auto *lines = reinterpret_cast<framing::HeaderLine *>(few_);
    if (count_ > most_without_heap) {
      many_.resize(count_);
      lines = many_.data();
    }
    for (size_t i = 0; i < count_; ++i)
      new (lines + i) framing::HeaderLine{unwrap(head.headers[i].name), unwrap(head.headers[i].value)};
    lines_ = lines;
  }
  HeaderLines(const HeaderLines &) = delete;
  HeaderLines &operator=(const HeaderLines &) = delete;
  std::span<const framing::HeaderLine> all() const { return {lines_, count_}; }

private:
  static constexpr size_t most_without_heap = 32;
  const size_t count_;
  alignas(framing::HeaderLine) unsigned char few_[most_without_heap * sizeof(framing::HeaderLine)]; // not filled in vain
  std::vector<framing::HeaderLine> many_;
  const framing::HeaderLine *lines_;
};
static_assert(std::is_trivially_destructible_v<framing::HeaderLine>);

} // namespace

extern "C" {

tenon_status tenon_exchange_open(tenon_server *server, const tenon_head *given, tenon_now now, tenon_exchange **out) {
  tenon_head head{};
  const Status read = read_record(given, offsetof(tenon_head, scopes), head);
  engine::Dropper dropper(head.user, head.drop);
  if (out) *out = nullptr;
  if (read != Status::ok) return wrap(read);
  if (!server || !out || !is_sound(head)) return TENON_INVALID;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    const HeaderLines headers(head);
    engine::HeadWords words;
    words.carrier = static_cast<engine::Carrier>(head.carrier - TENON_HTTP);
    words.method = unwrap(head.method);
    words.target = unwrap(head.target);
    words.peer = unwrap(head.peer);
    words.subject = unwrap(head.subject);
    words.scopes = unwrap(head.scopes);
    words.secure = head.secure == 1;
    words.headers = headers.all();
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
  return on_intake(exchange, [&](engine::Exchange &x, engine::Server &s) {
    return x.feed({static_cast<const char *>(bytes), len}, s.at(unwrap(now)));
  });
}

tenon_status tenon_exchange_end(tenon_exchange *exchange, tenon_now now) {
  return on_intake(exchange, [&](engine::Exchange &x, engine::Server &s) { return x.end(s.at(unwrap(now))); });
}

tenon_status tenon_exchange_answer(tenon_exchange *exchange, tenon_answer *out) {
  if (!out) return TENON_INVALID;
  if (out->size < sizeof(tenon_answer)) return TENON_BAD_SIZE;
  return on_output(exchange, [&](engine::Exchange &x, engine::Server &) {
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
  return on_output(exchange, [&](engine::Exchange &x, engine::Server &) {
    std::string_view view;
    const Status status = x.pull(view);
    if (status == Status::ok) *out = wrap(view);
    return status;
  });
}

tenon_status tenon_exchange_sent(tenon_exchange *exchange, size_t len, tenon_now now) {
  return on_output(exchange, [&](engine::Exchange &x, engine::Server &s) { return x.sent(len, s.at(unwrap(now))); });
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
