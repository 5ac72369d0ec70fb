// reply.hpp - the answer that is owed for a call.
#ifndef TENON_HPP_REPLY_HPP
#define TENON_HPP_REPLY_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <tenon/hpp/asking.hpp>
#include <tenon/hpp/writing.hpp>
#include <utility>
#include <vector>

namespace tenon {
inline namespace hpp {

namespace detail {
template <class Role, class Handler, std::size_t Arguments, class Completer> class box;
}

// How a task is kept; 0 and "": as the options say.
struct task_terms {
  std::uint64_t ttl_ms = 0, poll_ms = 0;
  std::string_view status_message = {};
};

// One answer that the host owes: settle it once, from any thread, now or later; let it go and it is released. What comes
// after the first settling says TENON_GONE, safely. Let go unsettled, it answers the client with an error.
class reply {
public:
  reply() noexcept = default;
  explicit reply(tenon_reply *owed, time_source time = &tenon::now) noexcept : owed_(owed), time_(time) {}
  reply(reply &&other) noexcept : owed_(std::exchange(other.owed_, nullptr)), time_(other.time_) {}
  reply &operator=(reply &&other) noexcept {
    if (this == &other) return *this;
    release();
    owed_ = std::exchange(other.owed_, nullptr);
    time_ = other.time_;
    return *this;
  }
  ~reply() { release(); }

  explicit operator bool() const noexcept { return owed_ != nullptr; }

  // Each of these settles.
  tenon_status text(std::string_view words) noexcept { return tenon_reply_text(owed_, str(words), time_()); }
  tenon_status result(const json &whole) noexcept { return tenon_reply_result(owed_, str(whole.text), time_()); }
  tenon_status structured(const json &value) noexcept { return tenon_reply_structured(owed_, str(value.text), time_()); }
  tenon_status bytes(std::string_view data, std::string_view mime_type = {}) noexcept {
    return tenon_reply_bytes(owed_, str(mime_type), data.data(), data.size(), time_());
  }
  tenon_status tool_error(std::string_view words) noexcept { return tenon_reply_tool_error(owed_, str(words), time_()); }
  tenon_status fail(std::int32_t code, std::string_view words) noexcept {
    return tenon_reply_fail(owed_, code, str(words), time_());
  }
  tenon_status fault(std::int32_t code, std::string_view words, const json &data) noexcept {
    return tenon_reply_fault(owed_, code, str(words), str(data.text), time_());
  }
  tenon_status not_found() noexcept { return tenon_reply_not_found(owed_, time_()); }
  tenon_status not_capable(std::uint64_t bits) noexcept { return tenon_reply_not_capable(owed_, bits, time_()); }
  // The handler runs again when the answers are there: keep nothing. TENON_NOT_CAPABLE settles nothing.
  tenon_status ask(const std::vector<question> &questions, std::string_view state = {}) {
    return detail::put_questions(owed_, questions, state, time_());
  }

  // These do not.
  tenon_status progress(double done, double total = 0, std::string_view message = {}) noexcept {
    return tenon_reply_progress(owed_, done, total, str(message), time_());
  }
  tenon_status log(std::int32_t severity, const json &data, std::string_view logger = {}) noexcept {
    return tenon_reply_log(owed_, severity, str(logger), str(data.text), time_());
  }
  tenon_status log(std::int32_t severity, std::string_view words, std::string_view logger = {}) {
    return log(severity, quoted(words), logger);
  }
  tenon_status begin_task(const task_terms &wish = {}) noexcept {
    const tenon_task_terms terms = {sizeof terms, wish.ttl_ms, wish.poll_ms, str(wish.status_message)};
    return tenon_reply_begin_task(owed_, &terms, time_());
  }
  tenon_status task_status(std::string_view message) noexcept {
    return tenon_reply_task_status(owed_, str(message), time_());
  }
  tenon_status close_stream() noexcept { return tenon_reply_close_stream(owed_, time_()); }
  bool cancelled() const noexcept { return tenon_reply_cancelled(owed_) != 0; }
  // Once, from any thread, when nobody waits any more; at once, if that is so already. It must not throw.
  tenon_status when_cancelled(std::function<void()> then) {
    if (!then) return TENON_INVALID;
    auto kept = std::make_unique<std::function<void()>>(std::move(then));
    return tenon_reply_when_cancelled(owed_, kept.release(), &on_cancelled, &drop);
  }

  void release() noexcept {
    tenon_reply *owed = std::exchange(owed_, nullptr);
    if (tenon_reply **lender = std::exchange(lender_, nullptr)) *lender = owed;
    else if (owed) tenon_reply_release(owed, time_());
  }

private:
  template <class, class, std::size_t, class> friend class detail::box;
  reply(tenon_reply **lender, time_source time) noexcept
      : owed_(std::exchange(*lender, nullptr)), time_(time), lender_(lender) {}

  static void on_cancelled(void *user) noexcept { (*static_cast<std::function<void()> *>(user))(); }
  static void drop(void *user) noexcept { delete static_cast<std::function<void()> *>(user); }

  tenon_reply *owed_ = nullptr;
  time_source time_ = &tenon::now;
  // Only in the handler's own parameter: where it goes back to when the handler has not moved it away, so that a handler
  // that throws first still has its what() told to the client.
  tenon_reply **lender_ = nullptr;
};

} // namespace hpp
} // namespace tenon
#endif
