// call.hpp - one call, as its handler sees it.
#ifndef TENON_HPP_CALL_HPP
#define TENON_HPP_CALL_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tenon/hpp/arguments.hpp>
#include <tenon/hpp/asking.hpp>
#include <tenon/hpp/writing.hpp>

namespace tenon {
inline namespace hpp {

// All views are valid until the handler returns.
class call {
public:
  call(const tenon_call *seen, tenon_reply *reply, time_source time) noexcept : seen_(seen), reply_(reply), time_(time) {}
  call(const call &) = delete;
  call &operator=(const call &) = delete;

  std::string_view name() const noexcept { return view(seen_->name); }
  std::string_view uri() const noexcept { return view(seen_->uri); } // of a resource, as the client wrote it
  std::string_view arguments_json() const noexcept { return view(seen_->arguments_json); }
  std::string_view meta_json() const noexcept { return view(seen_->meta_json); } // the request's _meta
  std::string_view task_id() const noexcept { return view(seen_->task_id); }     // when this call is a task's
  tenon_now now() const noexcept { return seen_->now; }

  // Who asks.
  std::string_view subject() const noexcept { return view(seen_->subject); } // principal; "" without authentication
  std::string_view scopes() const noexcept { return view(seen_->scopes); }
  std::string_view permissions() const noexcept { return view(seen_->permissions); }
  std::string_view issuer() const noexcept { return view(seen_->issuer); }
  std::string_view client_id() const noexcept { return view(seen_->client_id); } // of the token: which client it was given to
  std::string_view claims_json() const noexcept { return view(seen_->claims_json); }
  std::string_view authorization() const noexcept { return view(seen_->authorization); } // only with expose_authorization
  std::string_view client_name() const noexcept { return view(seen_->client_name); }     // as the client says
  std::string_view client_version() const noexcept { return view(seen_->client_version); }
  std::string_view revision() const noexcept { return view(seen_->revision); }
  bool can(std::uint64_t bits) const noexcept { return (seen_->client_can & bits) == bits; } // TENON_CAN_*

  // W3C Trace Context, of the request's _meta.
  std::string_view traceparent() const noexcept { return view(seen_->traceparent); }
  std::string_view tracestate() const noexcept { return view(seen_->tracestate); }
  std::string_view baggage() const noexcept { return view(seen_->baggage); }

  // One argument by name; nothing when it is missing, of another type or out of T's range.
  template <class T> std::optional<T> argument(std::string_view name) const {
    T value{};
    if (detail::read(seen_, str(name), value) != TENON_OK) return std::nullopt;
    return value;
  }

  // Completion: the argument or variable that is being typed, and what is there so far. argument<std::string>(name) tells
  // what is chosen already for the others.
  std::string_view argument_name() const noexcept { return view(seen_->argument); }
  std::string_view value() const noexcept { return view(seen_->value); }

  // What tenon::ask asked for; nothing on the first run.
  std::optional<hpp::answer> answer(std::string_view key) const {
    const std::string_view whole = detail::member(answers_json(), key);
    if (whole.empty()) return std::nullopt;
    hpp::answer found = {{}, {std::string(detail::member(whole, "content"))}, {std::string(whole)}};
    found.action = found.whole.get<std::string>("action").value_or("");
    return found;
  }
  std::string_view answers_json() const noexcept { return view(seen_->answers_json); }
  std::string_view state() const noexcept { return view(seen_->state); }

  // For a handler that answers by returning: how far it is, a line for the client's log, and whether nobody waits any more. One
  // that takes a tenon::reply says that there instead: here it is TENON_GONE, and cancelled says false.
  tenon_status progress(double done, double total = 0, std::string_view message = {}) const noexcept {
    return reply_ ? tenon_reply_progress(reply_, done, total, str(message), time_()) : TENON_GONE;
  }
  tenon_status log(std::int32_t severity, const json &data, std::string_view logger = {}) const noexcept {
    return reply_ ? tenon_reply_log(reply_, severity, str(logger), str(data.text), time_()) : TENON_GONE;
  }
  tenon_status log(std::int32_t severity, std::string_view words, std::string_view logger = {}) const {
    return log(severity, quoted(words), logger);
  }
  tenon_status task_status(std::string_view message) const noexcept {
    return reply_ ? tenon_reply_task_status(reply_, str(message), time_()) : TENON_GONE;
  }
  bool cancelled() const noexcept { return reply_ && tenon_reply_cancelled(reply_) != 0; }

private:
  const tenon_call *seen_;
  tenon_reply *reply_;
  time_source time_;
};

} // namespace hpp
} // namespace tenon
#endif
