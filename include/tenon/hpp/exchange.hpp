// exchange.hpp - one HTTP request, or one channel of messages: what opens it, and the bytes both ways.
#ifndef TENON_HPP_EXCHANGE_HPP
#define TENON_HPP_EXCHANGE_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <tenon/hpp/server.hpp>
#include <utility>
#include <vector>

namespace tenon {
inline namespace hpp {

// What opens an exchange. All texts are copied when it opens.
struct head {
  std::int64_t carrier = TENON_HTTP; // or TENON_LINES, TENON_MESSAGES
  std::string_view method = {}, target = {};
  std::vector<tenon_header> headers = {}; // tenon::header(name, value)
  std::string_view peer = {}, subject = {};
  std::function<void()> wake = {}; // there is something to pull; from any thread; signals only, and must not throw
  std::string_view scopes = {};    // channels: what is granted to the subject, separated by spaces
  bool secure = false;             // HTTP: it came over TLS, as the host knows
};

// One HTTP request, or one channel of messages, and all it sends back. Closed when it goes: before FINISHED that means that
// the client is gone.
class exchange {
public:
  exchange() noexcept = default;
  exchange(const server &home, head opening) : time_(home.time()) { // throws tenon::error
    auto wake = opening.wake ? std::make_unique<std::function<void()>>(std::move(opening.wake)) : nullptr;
    const bool wakes = wake != nullptr;
    const tenon_head given = {sizeof given,
                              opening.carrier,
                              str(opening.method),
                              str(opening.target),
                              opening.headers.data(),
                              opening.headers.size(),
                              str(opening.peer),
                              str(opening.subject),
                              wake.release(),
                              wakes ? &on_wake : nullptr,
                              wakes ? &drop : nullptr,
                              str(opening.scopes),
                              opening.secure};
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
