// server.hpp - the server: what it offers, who may call, and its time.
#ifndef TENON_HPP_SERVER_HPP
#define TENON_HPP_SERVER_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tenon/hpp/authority.hpp>
#include <tenon/hpp/feedback.hpp>
#include <tenon/hpp/handler.hpp>
#include <tenon/hpp/options.hpp>
#include <tenon/hpp/tokens.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon {
inline namespace hpp {

// Everything may be called from any thread. What offers something throws tenon::error when its name is taken or no name, or a
// bound is reached; what removes something says false when there is none of that name, and calls that run go on.
class server {
public:
  explicit server(const options &wish = {}) : time_(wish.time) {
    const std::vector<tenon_str> hosts = detail::strs(wish.allowed_hosts), origins = detail::strs(wish.allowed_origins);
    const tenon_options given = detail::plain(wish, hosts, origins);
    auto callbacks = std::make_unique<detail::lent>(wish);
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

  // ---- Tools

  // A tool whose schema follows from the handler's types: tool("add", "Add.", args("a", "b"), [](double a, double b) {...}).
  template <std::size_t Arguments, class Handler>
  void tool(std::string_view name, std::string_view description, const std::array<arg, Arguments> &names,
            Handler &&handler) {
    tool(named(name, description), names, std::forward<Handler>(handler));
  }
  template <std::size_t Arguments, class Handler>
  void tool(const tool_info &info, const std::array<arg, Arguments> &names, Handler &&handler) {
    offer_typed(&tenon_server_add_tool, info, names, std::forward<Handler>(handler));
  }
  // The same with a schema in your own words; the handler takes tenon::call and reads the arguments from it.
  template <class Handler>
  void tool(std::string_view name, std::string_view description, const schema &input, Handler &&handler) {
    tool(named(name, description), input, std::forward<Handler>(handler));
  }
  template <class Handler> void tool(const tool_info &info, const schema &input, Handler &&handler) {
    offer_with_schema(&tenon_server_add_tool, info, input, std::forward<Handler>(handler));
  }
  // In the place of the tool of that name, or at the end of the list if there is none.
  template <std::size_t Arguments, class Handler>
  void replace_tool(const tool_info &info, const std::array<arg, Arguments> &names, Handler &&handler) {
    offer_typed(&tenon_server_replace_tool, info, names, std::forward<Handler>(handler));
  }
  template <class Handler> void replace_tool(const tool_info &info, const schema &input, Handler &&handler) {
    offer_with_schema(&tenon_server_replace_tool, info, input, std::forward<Handler>(handler));
  }
  bool remove_tool(std::string_view name) noexcept { return tenon_server_remove_tool(raw_, str(name)) == TENON_OK; }

  // A schema that tools added from now on may refer to ($ref) by its URI; nothing is ever fetched.
  void add_schema(std::string_view uri, const schema &words) {
    detail::configure([&](tenon_error *why) { return tenon_server_add_schema(raw_, str(uri), str(words.text), why); });
  }

  // ---- Resources

  // Fixed content: resource({"file:///a", "a"}, tenon::text{"..."}) or tenon::bytes("...").
  void resource(const resource_info &info, text content) { // by value: the handler's overload would take references first
    const std::vector<tenon_str> roles = detail::strs(info.required_roles);
    detail::configure([&](tenon_error *why) {
      const tenon_resource offer = plain(info, roles, str(content.words), {nullptr, 0}, nullptr, nullptr, nullptr);
      return tenon_server_add_resource(raw_, &offer, why);
    });
  }
  void resource(const resource_info &info, bytes content) {
    const std::vector<tenon_str> roles = detail::strs(info.required_roles);
    detail::configure([&](tenon_error *why) {
      tenon_resource offer = plain(info, roles, {nullptr, 0}, str(content.data), nullptr, nullptr, nullptr);
      if (info.mime_type.empty()) offer.mime_type = str(content.mime_type);
      return tenon_server_add_resource(raw_, &offer, why);
    });
  }
  // Content that is made when it is asked for. The handler returns text, or tenon's bytes, json, not_found, ask or result.
  template <class Handler> void resource(const resource_info &info, Handler &&handler) {
    static_assert(detail::signature<std::decay_t<Handler>>::arguments == 0,
                  "a resource's handler takes at most const tenon::call & and tenon::reply");
    using box = detail::box_of<detail::resource_role, Handler, 0>;
    const std::vector<tenon_str> roles = detail::strs(info.required_roles);
    auto user = std::make_unique<box>(std::forward<Handler>(handler), args(), detail::no_completer{}, time_);
    detail::configure([&](tenon_error *why) {
      const tenon_resource offer = plain(info, roles, {nullptr, 0}, {nullptr, 0}, user.release(), &box::drop, &box::run);
      return tenon_server_add_resource(raw_, &offer, why);
    });
  }
  bool remove_resource(std::string_view uri) noexcept { return tenon_server_remove_resource(raw_, str(uri)) == TENON_OK; }
  // The content behind this URI has changed: whoever watches it is told.
  tenon_status resource_updated(std::string_view uri) noexcept {
    return tenon_server_resource_updated(raw_, str(uri), time_());
  }

  // Resources whose URIs follow a template. The template's variables are the handler's arguments: text, or numbers, and what
  // is no number is not found. The completer suggests values: [](const tenon::call &) -> std::vector<std::string>.
  template <std::size_t Arguments, class Handler, class Completer = detail::no_completer>
  void resource_template(const template_info &info, const std::array<arg, Arguments> &names, Handler &&handler,
                         Completer &&completer = {}) {
    check_names<Handler, Arguments>();
    check_completer<Completer>();
    detail::check_variables(info.uri_template, names);
    using box = detail::box_of<detail::template_role, Handler, Arguments, Completer>;
    auto user = std::make_unique<box>(std::forward<Handler>(handler), names, std::forward<Completer>(completer), time_);
    const std::vector<tenon_str> roles = detail::strs(info.required_roles);
    detail::configure([&](tenon_error *why) {
      const tenon_resource_template offer = {sizeof offer,          str(info.uri_template),    str(info.name),
                                             str(info.title),       str(info.description),     str(info.mime_type),
                                             str(info.annotations), str(info.icons),           str(info.meta),
                                             str(info.required_scopes), info.ttl_ms,           info.shared,
                                             user.release(),        &box::drop,                &box::run,
                                             box::completes(),      roles.data(),              roles.size(),
                                             str(info.required_permissions)};
      return tenon_server_add_resource_template(raw_, &offer, why);
    });
  }
  bool remove_resource_template(std::string_view uri_template) noexcept {
    return tenon_server_remove_resource_template(raw_, str(uri_template)) == TENON_OK;
  }

  // ---- Prompts

  // A prompt whose arguments are the handler's: std::string, or std::optional<std::string> for one that may be left out. The
  // handler returns text (one message of the user), or tenon's messages, json, ask or result.
  template <std::size_t Arguments, class Handler, class Completer = detail::no_completer>
  void prompt(std::string_view name, std::string_view description, const std::array<arg, Arguments> &names,
              Handler &&handler, Completer &&completer = {}) {
    prompt_info info;
    info.name = name;
    info.description = description;
    prompt(info, names, std::forward<Handler>(handler), std::forward<Completer>(completer));
  }
  template <std::size_t Arguments, class Handler, class Completer = detail::no_completer>
  void prompt(const prompt_info &info, const std::array<arg, Arguments> &names, Handler &&handler,
              Completer &&completer = {}) {
    check_names<Handler, Arguments>();
    check_completer<Completer>();
    using box = detail::box_of<detail::prompt_role, Handler, Arguments, Completer>;
    const std::string arguments =
        detail::derive_prompt(typename detail::signature<std::decay_t<Handler>>::parameters{}, names);
    auto user = std::make_unique<box>(std::forward<Handler>(handler), names, std::forward<Completer>(completer), time_);
    const std::vector<tenon_str> roles = detail::strs(info.required_roles);
    detail::configure([&](tenon_error *why) {
      const tenon_prompt offer = {sizeof offer,    str(info.name),  str(info.title), str(info.description),
                                  str(arguments),  str(info.icons), str(info.meta),  str(info.required_scopes),
                                  user.release(),  &box::drop,      &box::run,       box::completes(),
                                  roles.data(),    roles.size(),    str(info.required_permissions)};
      return tenon_server_add_prompt(raw_, &offer, why);
    });
  }
  bool remove_prompt(std::string_view name) noexcept { return tenon_server_remove_prompt(raw_, str(name)) == TENON_OK; }

  // ---- Who may call

  // From now on HTTP needs a token that this policy accepts.
  void require_token(const token_policy &wish) {
    const detail::plain_policy policy(wish);
    detail::configure([&](tenon_error *why) { return tenon_server_require_token(raw_, policy.get(), why); });
  }
  // Other keys for the policy, at once and all together, its secret too.
  void set_keys(const std::vector<token_key> &keys) {
    const std::vector<tenon_key> all = detail::plain_policy::plain_keys(keys);
    detail::configure([&](tenon_error *why) { return tenon_server_set_keys(raw_, all.data(), all.size(), why); });
  }
  // All tokens are verified anew.
  void forget_tokens() noexcept { tenon_server_forget_tokens(raw_); }
  // From now on the host is asked, for what it gives a function for.
  void set_authority(authority calls) {
    auto kept = std::make_unique<detail::lent_authority>(detail::lent_authority{std::move(calls), time_});
    const tenon_authority plain = kept->plain();
    detail::configure([&](tenon_error *) {
      kept.release(); // the core's from here on, whatever comes
      return tenon_server_set_authority(raw_, &plain);
    });
  }
  // What clients carry for us is sealed under the first of these, and opened by any. Give all servers behind one address the
  // same.
  void set_seal_keys(const std::vector<std::string> &keys) {
    const std::vector<tenon_str> all = detail::strs(keys);
    detail::configure([&](tenon_error *why) { return tenon_server_set_seal_keys(raw_, all.data(), all.size(), why); });
  }

  // ---- Questions to people

  // From now on this server asks people. Once, before exchanges are opened.
  void offer_feedback(feedback_options wish = {}) {
    tenon_feedback given = detail::plain(wish);
    std::unique_ptr<detail::lent_feedback> kept;
    if (wish.changed || wish.visited) {
      if (wish.changed) given.changed = &detail::lent_feedback::on_change;
      if (wish.visited) given.visited = &detail::lent_feedback::on_visit;
      kept.reset(new detail::lent_feedback{std::move(wish.changed), std::move(wish.visited), time_});
      given.user = kept.get();
      given.drop = &detail::lent_feedback::drop;
    }
    const bool stored = static_cast<bool>(wish.storage);
    detail::configure([&](tenon_error *why) {
      kept.release(); // the core's from here on, whatever comes
      const tenon_storage store = wish.storage.release();
      if (stored) given.storage = &store;
      return tenon_server_offer_feedback(raw_, &given, why);
    });
  }
  feedback_doors feedback() const noexcept { return {raw_, time_}; }

  // ---- Its time and its end

  // The monotonic_ms at which tick wants to be called; UINT64_MAX: none.
  std::uint64_t next_deadline() const noexcept { return tenon_server_next_deadline(raw_); }
  tenon_status tick() noexcept { return tenon_server_tick(raw_, time_()); }
  // New work is refused, what is owed may finish; destroy when counts().calls is 0 or patience is over.
  tenon_status drain() noexcept { return tenon_server_drain(raw_, time_()); }
  tenon_counts counts() const noexcept {
    tenon_counts all{};
    all.size = sizeof all;
    tenon_server_counts(raw_, &all);
    return all;
  }

  tenon_server *get() const noexcept { return raw_; }
  time_source time() const noexcept { return time_; }

private:
  using take_tool = tenon_status (*)(tenon_server *, const tenon_tool *, tenon_error *);

  static tool_info named(std::string_view name, std::string_view description) {
    tool_info info;
    info.name = name;
    info.description = description;
    return info;
  }

  template <class Handler, std::size_t Arguments> static constexpr void check_names() {
    static_assert(detail::signature<std::decay_t<Handler>>::arguments == Arguments,
                  "args() names each parameter of the handler once; tenon::call and tenon::reply are not named");
  }
  template <class Completer> static constexpr void check_completer() {
    using plain = std::decay_t<Completer>;
    static_assert(std::is_same_v<plain, detail::no_completer> || detail::is_completer<plain>,
                  "a completer takes const tenon::call & and returns std::vector<std::string>");
  }

  template <std::size_t Arguments, class Handler>
  void offer_typed(take_tool take, const tool_info &info, const std::array<arg, Arguments> &names, Handler &&handler) {
    check_names<Handler, Arguments>();
    offer(take, info, detail::derive(typename detail::signature<std::decay_t<Handler>>::parameters{}, names), names,
          std::forward<Handler>(handler));
  }
  template <class Handler>
  void offer_with_schema(take_tool take, const tool_info &info, const schema &input, Handler &&handler) {
    static_assert(detail::signature<std::decay_t<Handler>>::arguments == 0,
                  "with a schema of its own, a handler takes const tenon::call & and reads call.argument<T>(name)");
    offer(take, info, input.text, args(), std::forward<Handler>(handler));
  }
  template <std::size_t Arguments, class Handler>
  void offer(take_tool take, const tool_info &info, const std::string &input, const std::array<arg, Arguments> &names,
             Handler &&handler) {
    using box = detail::box_of<detail::tool_role, Handler, Arguments>;
    auto user = std::make_unique<box>(std::forward<Handler>(handler), names, detail::no_completer{}, time_);
    const std::vector<tenon_str> roles = detail::strs(info.required_roles);
    detail::configure([&](tenon_error *why) {
      const tenon_tool tool = {sizeof tool,           str(info.name),     str(info.title),           str(info.description),
                               str(input),            str(info.annotations), user.release(),         &box::drop,
                               &box::run,             str(info.output_schema), str(info.icons),      str(info.meta),
                               str(info.required_scopes), info.task_support, roles.data(),           roles.size(),
                               str(info.required_permissions)};
      return take(raw_, &tool, why);
    });
  }

  static tenon_resource plain(const resource_info &info, const std::vector<tenon_str> &roles, tenon_str words, tenon_str blob,
                              void *user, void (*drop)(void *),
                              void (*read)(void *, const tenon_call *, tenon_reply *)) noexcept {
    return {sizeof(tenon_resource), str(info.uri),   str(info.name),  str(info.title),           str(info.description),
            str(info.mime_type),    str(info.annotations), str(info.icons), str(info.meta),      str(info.required_scopes),
            info.content_bytes,     words,           blob,            info.ttl_ms,               info.shared,
            user,                   drop,            read,           roles.data(),            roles.size(),
            str(info.required_permissions)};
  }

  tenon_server *raw_ = nullptr;
  time_source time_;
};

} // namespace hpp
} // namespace tenon
#endif
