// reply.hpp - one call, as its handler sees it, and the answer that is owed for it.
#ifndef TENON_HPP_REPLY_HPP
#define TENON_HPP_REPLY_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tenon/hpp/arguments.hpp>
#include <utility>

namespace tenon {
inline namespace hpp {

// One call, as the handler sees it. All views are valid until the handler returns.
class call {
public:
  call(const tenon_call *seen, tenon_reply *reply, time_source time) noexcept : seen_(seen), reply_(reply), time_(time) {}
  call(const call &) = delete;
  call &operator=(const call &) = delete;

  std::string_view name() const noexcept { return view(seen_->name); }
  std::string_view arguments_json() const noexcept { return view(seen_->arguments_json); }
  std::string_view subject() const noexcept { return view(seen_->subject); } // principal; "" without authentication
  std::string_view scopes() const noexcept { return view(seen_->scopes); }
  std::string_view claims_json() const noexcept { return view(seen_->claims_json); }
  std::string_view authorization() const noexcept { return view(seen_->authorization); } // only with expose_authorization
  std::string_view client_name() const noexcept { return view(seen_->client_name); }     // as the client says
  std::string_view client_version() const noexcept { return view(seen_->client_version); }
  std::string_view revision() const noexcept { return view(seen_->revision); }
  tenon_now now() const noexcept { return seen_->now; }

  // One argument by name; nothing when it is missing, of another type or out of T's range.
  template <class T> std::optional<T> argument(std::string_view name) const {
    T value{};
    if (detail::read(seen_, str(name), value) != TENON_OK) return std::nullopt;
    return value;
  }

  // For a handler that answers by returning: how far it is, and whether nobody waits any more. One that takes a tenon::reply
  // asks that instead: here progress says TENON_GONE and cancelled says false.
  tenon_status progress(double done, double total = 0, std::string_view message = {}) const noexcept {
    return reply_ ? tenon_reply_progress(reply_, done, total, str(message), time_()) : TENON_GONE;
  }
  bool cancelled() const noexcept { return reply_ && tenon_reply_cancelled(reply_) != 0; }

private:
  const tenon_call *seen_;
  tenon_reply *reply_;
  time_source time_;
};

namespace detail {
template <class Handler, std::size_t Arguments> class tool_box;
}

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
  tenon_status text(std::string_view words) noexcept { return tenon_reply_text(owed_, str(words), time_()); }
  tenon_status result(const json &whole) noexcept { return tenon_reply_result(owed_, str(whole.text), time_()); }
  tenon_status tool_error(std::string_view words) noexcept { return tenon_reply_tool_error(owed_, str(words), time_()); }
  tenon_status fail(std::int32_t code, std::string_view words) noexcept {
    return tenon_reply_fail(owed_, code, str(words), time_());
  }
  tenon_status progress(double done, double total = 0, std::string_view message = {}) noexcept {
    return tenon_reply_progress(owed_, done, total, str(message), time_());
  }
  bool cancelled() const noexcept { return tenon_reply_cancelled(owed_) != 0; }

  void release() noexcept {
    tenon_reply *owed = std::exchange(owed_, nullptr);
    if (tenon_reply **lender = std::exchange(lender_, nullptr)) *lender = owed;
    else if (owed) tenon_reply_release(owed, time_());
  }

private:
  template <class, std::size_t> friend class detail::tool_box;
  reply(tenon_reply **lender, time_source time) noexcept
      : owed_(std::exchange(*lender, nullptr)), time_(time), lender_(lender) {}

  tenon_reply *owed_ = nullptr;
  time_source time_ = &tenon::now;
  // Only in the handler's own parameter: where it goes back to when the handler has not moved it away, so that a handler
  // that throws first still has its what() told to the client.
  tenon_reply **lender_ = nullptr;
};

} // namespace hpp
} // namespace tenon
#endif
