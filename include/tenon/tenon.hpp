// tenon.hpp - comfort for C++ hosts: owning handles, typed tools and exceptions, in C++17, built only on tenon.h.
//
//     tenon::server server;
//     server.tool("add", "Add two numbers.", tenon::args("a", "b"), [](double a, double b) { return a + b; });
//
// The types of the handler's parameters become the tool's schema, and the core checks every call against it before the
// handler runs. A handler returns text, a number, a bool, nothing, tenon::json (a whole CallToolResult), tenon::tool_error
// or tenon::result; or it takes a tenon::reply, moves it away and answers later from any thread. It may take a
// `const tenon::call &` to see who calls. An exception becomes a tool error with what() as its text: the client reads it.
//
// What a programmer configures throws tenon::error. What happens on the wire returns a tenon_status, as in tenon.h.
// The rules of tenon.h for threads and re-entry hold. Handlers run on several threads at once: they must be const-callable.
#ifndef TENON_HPP
#define TENON_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tenon/hpp/handler.hpp>
#include <utility>
#include <vector>

namespace tenon {
inline namespace hpp {

// One line for the log; the views are valid until the callback returns.
struct log_record {
  std::int64_t level; // TENON_LOG_DEBUG to TENON_LOG_ERROR
  std::string_view event, reason, message, subject, peer;
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

  time_source time = &tenon::now;
  std::function<bool(void *bytes, std::size_t length)> entropy = {};
  std::function<void(const log_record &)> log = {};
  std::function<void()> deadline_moved = {};
  std::function<void(work)> dispatch = {};
};

struct token_policy {
  std::string secret = {}; // HS256, at least 32 bytes
  bool allow_short_secret = false;
  std::string issuer = {}, audience = {};
  std::uint64_t leeway_seconds = 0;
  std::string realm = {};
};

struct token_request {
  std::string secret = {};
  bool allow_short_secret = false;
  std::string subject = {}, username = {};
  std::vector<std::string> roles = {};
  std::string issuer = {}, audience = {}, scope = {};
  std::uint64_t expires_in_seconds = 0;
  std::string claims_json = {};
};

// Signs a token with HS256; throws tenon::error.
inline std::string sign_token(const token_request &wish, time_source time = &tenon::now) {
  const std::vector<tenon_str> roles = detail::strs(wish.roles);
  const tenon_token_request request = {sizeof request,       str(wish.secret),   wish.allow_short_secret,
                                       str(wish.subject),    str(wish.username), roles.data(),
                                       roles.size(),         str(wish.issuer),   str(wish.audience),
                                       str(wish.scope),      wish.expires_in_seconds, str(wish.claims_json)};
  std::string token(1024, '\0');
  tenon_buffer out = {sizeof out, token.data(), token.size(), 0};
  detail::configure([&](tenon_error *why) {
    tenon_status status = tenon_token_sign(&request, time(), &out, why);
    if (status != TENON_LIMIT || out.len <= out.capacity) return status;
    token.resize(out.len);
    out = {sizeof out, token.data(), token.size(), 0};
    return tenon_token_sign(&request, time(), &out, why);
  });
  token.resize(out.len);
  return token;
}

class server {
public:
  explicit server(const options &wish = {}) : time_(wish.time) {
    const std::vector<tenon_str> hosts = detail::strs(wish.allowed_hosts), origins = detail::strs(wish.allowed_origins);
    const tenon_options given = plain(wish, hosts, origins);
    auto callbacks = std::make_unique<lent>(lent{wish.time, wish.entropy, wish.log, wish.deadline_moved, wish.dispatch});
    const tenon_host host = callbacks->plain();
    detail::configure([&](tenon_error *why) {
      callbacks.release(); // the core's from here on, whatever comes
      return tenon_server_create(&given, &host, &raw_, why);
    });
  }
  server(server &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)), time_(other.time_) {}
  server &operator=(server &&other) noexcept {
    std::swap(raw_, other.raw_);
    std::swap(time_, other.time_);
    return *this;
  }
  // Open work ends with an error; exchanges and replies may outlive the server.
  ~server() { tenon_server_destroy(raw_, time_()); }

  // Offers a tool; throws tenon::error when the name is taken or no name, or a bound is reached.
  template <std::size_t Arguments, class Handler>
  void tool(std::string_view name, std::string_view description, const std::array<arg, Arguments> &names,
            Handler &&handler) {
    tool(tool_info{std::string(name), std::string(description)}, names, std::forward<Handler>(handler));
  }
  template <std::size_t Arguments, class Handler>
  void tool(const tool_info &info, const std::array<arg, Arguments> &names, Handler &&handler) {
    using shape = detail::signature<std::decay_t<Handler>>;
    static_assert(shape::arguments == Arguments,
                  "args() names each parameter of the handler once; tenon::call and tenon::reply are not named");
    add(info, detail::derive(typename shape::parameters{}, names), names, std::forward<Handler>(handler));
  }
  // The same with a schema in your own words; the handler takes tenon::call and reads the arguments from it.
  template <class Handler>
  void tool(std::string_view name, std::string_view description, const schema &input, Handler &&handler) {
    tool(tool_info{std::string(name), std::string(description)}, input, std::forward<Handler>(handler));
  }
  template <class Handler> void tool(const tool_info &info, const schema &input, Handler &&handler) {
    static_assert(detail::signature<std::decay_t<Handler>>::arguments == 0,
                  "with a schema of its own, a handler takes const tenon::call & and reads call.argument<T>(name)");
    add(info, input.text, args(), std::forward<Handler>(handler));
  }

  // Takes a tool back; false: there is none of that name. Calls that run go on.
  bool remove_tool(std::string_view name) noexcept { return tenon_server_remove_tool(raw_, str(name)) == TENON_OK; }

  // From now on HTTP needs a token that this policy accepts.
  void require_token(const token_policy &wish) {
    const tenon_token_policy policy = {sizeof policy,       str(wish.secret),    wish.allow_short_secret, str(wish.issuer),
                                       str(wish.audience), wish.leeway_seconds, str(wish.realm)};
    detail::configure([&](tenon_error *why) { return tenon_server_require_token(raw_, &policy, why); });
  }

  // The monotonic_ms at which tick wants to be called; UINT64_MAX: none.
  std::uint64_t next_deadline() const noexcept { return tenon_server_next_deadline(raw_); }
  tenon_status tick() noexcept { return tenon_server_tick(raw_, time_()); }
  // New work is refused, what is owed may finish; destroy when counts().calls is 0 or patience is over.
  tenon_status drain() noexcept { return tenon_server_drain(raw_, time_()); }
  tenon_counts counts() const noexcept {
    tenon_counts all = {sizeof all, 0, 0, 0, 0, 0};
    tenon_server_counts(raw_, &all);
    return all;
  }

  tenon_server *get() const noexcept { return raw_; }
  time_source time() const noexcept { return time_; }

private:
  // What the core holds as the host's `user`.
  struct lent {
    time_source time;
    std::function<bool(void *, std::size_t)> entropy;
    std::function<void(const log_record &)> log;
    std::function<void()> deadline_moved;
    std::function<void(work)> dispatch;

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

    tenon_host plain() noexcept {
      return {sizeof(tenon_host),          this,
              &drop,                       entropy ? &on_entropy : nullptr,
              log ? &on_log : nullptr,     deadline_moved ? &on_deadline : nullptr,
              dispatch ? &on_dispatch : nullptr};
    }
  };

  static tenon_options plain(const options &o, const std::vector<tenon_str> &hosts,
                             const std::vector<tenon_str> &origins) noexcept {
    return {sizeof(tenon_options),   str(o.name),           str(o.version),          str(o.title),
            str(o.instructions),     str(o.base_path),      str(o.public_url),       hosts.data(),
            hosts.size(),            origins.data(),        origins.size(),          o.authless,
            o.expose_authorization,  o.max_message_bytes,   o.max_nesting,           o.max_header_bytes,
            o.max_headers,           o.max_token_bytes,     o.max_exchanges,         o.max_calls,
            o.max_batch,             o.max_conversations,   o.conversation_idle_ms,  o.max_undelivered_bytes,
            o.max_outbox_bytes,      o.max_result_bytes,    o.max_stalled_ms,        o.stream_after_ms,
            o.keep_alive_ms,         o.max_tools,           o.max_tool_bytes,        o.max_schema_depth,
            o.max_subschemas,        o.max_schema_steps,    o.page_size};
  }

  template <std::size_t Arguments, class Handler>
  void add(const tool_info &info, const std::string &input, const std::array<arg, Arguments> &names, Handler &&handler) {
    using box = detail::tool_box<std::decay_t<Handler>, Arguments>;
    auto user = std::make_unique<box>(std::forward<Handler>(handler), names, time_);
    detail::configure([&](tenon_error *why) {
      const tenon_tool offer = {sizeof offer, str(info.name),        str(info.title), str(info.description),
                                str(input),   str(info.annotations), user.release(),  &box::drop,
                                &box::run};
      return tenon_server_add_tool(raw_, &offer, why);
    });
  }

  tenon_server *raw_ = nullptr;
  time_source time_;
};

// ---- Exchanges ----------------------------------------------------------------------------------------------------------

// What opens an exchange. All texts are copied when it opens.
struct head {
  std::int64_t carrier = TENON_HTTP; // or TENON_LINES, TENON_MESSAGES
  std::string_view method = {}, target = {};
  std::vector<tenon_header> headers = {}; // tenon::header(name, value)
  std::string_view peer = {}, subject = {};
  std::function<void()> wake = {}; // there is something to pull; from any thread; signals only, and must not throw
};

// One HTTP request, or one channel of messages, and all it sends back. Closed when it goes: before FINISHED that means that
// the client is gone.
class exchange {
public:
  exchange() noexcept = default;
  exchange(const server &home, head opening) : time_(home.time()) { // throws tenon::error
    auto wake = opening.wake ? std::make_unique<std::function<void()>>(std::move(opening.wake)) : nullptr;
    const bool wakes = wake != nullptr;
    const tenon_head given = {sizeof given,          opening.carrier,         str(opening.method),      str(opening.target),
                              opening.headers.data(), opening.headers.size(), str(opening.peer),        str(opening.subject),
                              wake.release(),        wakes ? &on_wake : nullptr, wakes ? &drop : nullptr};
    const tenon_status status = tenon_exchange_open(home.get(), &given, time_(), &raw_);
    if (status < 0) throw error(status, "the exchange is not opened");
  }
  exchange(exchange &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)), time_(other.time_) {}
  exchange &operator=(exchange &&other) noexcept {
    if (this == &other) return *this;
    close();
    raw_ = std::exchange(other.raw_, nullptr);
    time_ = other.time_;
    return *this;
  }
  ~exchange() { close(); }

  explicit operator bool() const noexcept { return raw_ != nullptr; }
  tenon_status feed(std::string_view bytes) noexcept {
    return tenon_exchange_feed(raw_, bytes.data(), bytes.size(), time_());
  }
  tenon_status end() noexcept { return tenon_exchange_end(raw_, time_()); }
  tenon_status answer(tenon_answer &out) noexcept {
    out = {sizeof out, 0, nullptr, 0, 0, 0};
    return tenon_exchange_answer(raw_, &out);
  }
  tenon_status pull(std::string_view &bytes) noexcept {
    tenon_str out = {nullptr, 0};
    const tenon_status status = tenon_exchange_pull(raw_, &out);
    bytes = view(out);
    return status;
  }
  tenon_status sent(std::size_t length) noexcept { return tenon_exchange_sent(raw_, length, time_()); }
  void close() noexcept { tenon_exchange_close(std::exchange(raw_, nullptr), time_()); }

private:
  static void on_wake(void *user) noexcept { (*static_cast<std::function<void()> *>(user))(); }
  static void drop(void *user) noexcept { delete static_cast<std::function<void()> *>(user); }

  tenon_exchange *raw_ = nullptr;
  time_source time_ = &tenon::now;
};

} // namespace hpp
} // namespace tenon
#endif
