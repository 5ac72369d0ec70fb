// options.hpp - what a host says when it makes a server, what it lends to it, and what it hears back.
#ifndef TENON_HPP_OPTIONS_HPP
#define TENON_HPP_OPTIONS_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tenon/hpp/plain.hpp>
#include <vector>

namespace tenon {
inline namespace hpp {

// One line for the log; the views are valid until the callback returns.
struct log_record {
  std::int64_t level; // TENON_LOG_DEBUG to TENON_LOG_ERROR
  std::string_view event, reason, message, subject, peer;
};

// A name of the OpenTelemetry semantic conventions, and its value.
struct attribute {
  std::string_view name, value;
};

// What was given as a pointer and a count, to be walked by `for (const tenon::attribute one : span.attributes)`.
class attributes {
public:
  class iterator {
  public:
    explicit iterator(const tenon_attribute *at) noexcept : at_(at) {}
    attribute operator*() const noexcept { return {view(at_->name), view(at_->value)}; }
    iterator &operator++() noexcept { return ++at_, *this; }
    bool operator!=(const iterator &other) const noexcept { return at_ != other.at_; }

  private:
    const tenon_attribute *at_;
  };

  attributes(const tenon_attribute *all, std::size_t count) noexcept : all_(all), count_(count) {}
  iterator begin() const noexcept { return iterator(all_); }
  iterator end() const noexcept { return iterator(all_ + count_); }
  std::size_t size() const noexcept { return count_; }
  // The value of one of them; "" when there is none of that name.
  std::string_view operator[](std::string_view name) const noexcept {
    for (const attribute one : *this)
      if (one.name == name) return one.value;
    return {};
  }

private:
  const tenon_attribute *all_;
  std::size_t count_;
};

// A request begins (TENON_SPAN_BEGIN) or ends, under the same id; the views are valid until the callback returns.
struct span_record {
  std::int64_t phase;
  std::uint64_t id;
  std::string_view name, traceparent, tracestate, baggage;
  hpp::attributes attributes;
  tenon_now now;
};

// One handler call that the host runs on a thread of its choice: exactly once, not inside the dispatch callback.
class work {
public:
  work(tenon_work *owed, time_source time) noexcept : owed_(owed), time_(time) {}
  void operator()() const noexcept { tenon_work_run(owed_, time_()); }

private:
  tenon_work *owed_;
  time_source time_;
};

// What tenon_options and tenon_host say, in C++ types. Everything may be left out; limits: 0 is the default, TENON_OFF none.
// The callbacks may come from any thread and must not throw.
struct options {
  std::string name = {}, version = {}, title = {}, instructions = {};
  std::string base_path = {}, public_url = {};
  std::vector<std::string> allowed_hosts = {}, allowed_origins = {};
  bool authless = false;
  bool expose_authorization = false;
  std::uint64_t max_message_bytes = 0, max_nesting = 0, max_header_bytes = 0, max_headers = 0, max_token_bytes = 0;
  std::uint64_t max_exchanges = 0, max_calls = 0, max_batch = 0, max_conversations = 0, conversation_idle_ms = 0;
  std::uint64_t max_undelivered_bytes = 0, max_outbox_bytes = 0, max_result_bytes = 0, max_stalled_ms = 0;
  std::uint64_t stream_after_ms = 0, keep_alive_ms = 0;
  std::uint64_t max_tools = 0, max_tool_bytes = 0, max_schema_depth = 0, max_subschemas = 0, max_schema_steps = 0;
  std::uint64_t page_size = 0;
  std::string description = {}, website_url = {};
  std::string icons = {};                         // a JSON array of Icon
  std::string experimental = {}, extensions = {}; // JSON objects, as in the capabilities
  std::uint64_t offers = 0;                       // TENON_OFFER_*, declared from the start
  bool omit_server_info = false;
  std::uint64_t list_ttl_ms = 0, max_resources = 0, max_templates = 0, max_prompts = 0, max_listens = 0;
  std::uint64_t max_subscriptions = 0, max_stored_event_bytes = 0, retry_ms = 0;
  std::uint64_t max_questions = 0, max_rounds = 0, answer_wait_ms = 0, request_state_ms = 0, max_request_state_bytes = 0;
  std::uint64_t max_tasks = 0, max_subject_tasks = 0, task_ttl_ms = 0, max_task_ttl_ms = 0, task_poll_ms = 0;
  std::uint64_t max_cached_tokens = 0, token_cache_ms = 0, max_failed_tokens = 0, failed_tokens_per_second = 0;
  std::uint64_t decision_wait_ms = 0, key_cooldown_ms = 0, max_proofs = 0, proof_age_ms = 0;

  time_source time = &tenon::now;
  std::function<bool(void *bytes, std::size_t length)> entropy = {};
  std::function<void(const log_record &)> log = {};
  std::function<void()> deadline_moved = {};
  std::function<void(work)> dispatch = {};
  std::function<void(const span_record &)> span = {};
};

namespace detail {

// What the core holds as the host's `user`.
struct lent {
  time_source time;
  std::function<bool(void *, std::size_t)> entropy;
  std::function<void(const log_record &)> log;
  std::function<void()> deadline_moved;
  std::function<void(work)> dispatch;
  std::function<void(const span_record &)> span;

  explicit lent(const options &o)
      : time(o.time), entropy(o.entropy), log(o.log), deadline_moved(o.deadline_moved), dispatch(o.dispatch), span(o.span) {}

  static lent &of(void *user) noexcept { return *static_cast<lent *>(user); }
  static void drop(void *user) noexcept { delete &of(user); }
  static std::int32_t on_entropy(void *user, void *out, std::size_t length) noexcept {
    return of(user).entropy(out, length) ? 0 : 1;
  }
  static void on_log(void *user, const tenon_log_record *r) noexcept {
    of(user).log({r->level, view(r->event), view(r->reason), view(r->message), view(r->subject), view(r->peer)});
  }
  static void on_deadline(void *user) noexcept { of(user).deadline_moved(); }
  static void on_dispatch(void *user, tenon_work *owed) noexcept { of(user).dispatch(work(owed, of(user).time)); }

  static void on_span(void *user, const tenon_span *s) noexcept {
    of(user).span({s->phase, s->id, view(s->name), view(s->traceparent), view(s->tracestate), view(s->baggage),
                   {s->attributes, s->attribute_count}, s->now});
  }

  tenon_host plain() noexcept {
    return {sizeof(tenon_host),
            this,
            &drop,
            entropy ? &on_entropy : nullptr,
            log ? &on_log : nullptr,
            deadline_moved ? &on_deadline : nullptr,
            dispatch ? &on_dispatch : nullptr,
            span ? &on_span : nullptr};
  }
};

inline tenon_options plain(const options &o, const std::vector<tenon_str> &hosts, const std::vector<tenon_str> &origins) {
  return {sizeof(tenon_options),  str(o.name),          str(o.version),         str(o.title),
          str(o.instructions),    str(o.base_path),     str(o.public_url),      hosts.data(),
          hosts.size(),           origins.data(),       origins.size(),         o.authless,
          o.expose_authorization, o.max_message_bytes,  o.max_nesting,          o.max_header_bytes,
          o.max_headers,          o.max_token_bytes,    o.max_exchanges,        o.max_calls,
          o.max_batch,            o.max_conversations,  o.conversation_idle_ms, o.max_undelivered_bytes,
          o.max_outbox_bytes,     o.max_result_bytes,   o.max_stalled_ms,       o.stream_after_ms,
          o.keep_alive_ms,        o.max_tools,          o.max_tool_bytes,       o.max_schema_depth,
          o.max_subschemas,       o.max_schema_steps,   o.page_size,            str(o.description),
          str(o.website_url),     str(o.icons),         str(o.experimental),    str(o.extensions),
          o.offers,               o.omit_server_info,   o.list_ttl_ms,          o.max_resources,
          o.max_templates,        o.max_prompts,        o.max_listens,          o.max_subscriptions,
          o.max_stored_event_bytes, o.retry_ms,         o.max_questions,        o.max_rounds,
          o.answer_wait_ms,       o.request_state_ms,   o.max_request_state_bytes, o.max_tasks,
          o.max_subject_tasks,    o.task_ttl_ms,        o.max_task_ttl_ms,      o.task_poll_ms,
          o.max_cached_tokens,    o.token_cache_ms,     o.max_failed_tokens,    o.failed_tokens_per_second,
          o.decision_wait_ms,     o.key_cooldown_ms,    o.max_proofs,           o.proof_age_ms};
}

} // namespace detail
} // namespace hpp
} // namespace tenon
#endif
