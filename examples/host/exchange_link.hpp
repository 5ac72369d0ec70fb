// exchange_link.hpp - what a connection links: its client's stream, and the core by one exchange per request.
#pragma once
#include <string_view>

#include <tenon/tenon.h>

#include "request_parser.hpp"

namespace host {

// How the core calls back, and for whom.
struct Waking {
  void *user;
  void (*wake)(void *user);
  void (*drop)(void *user);
};

template <class TheStream> class ExchangeLink final {
public:
  using Stream = TheStream;
  using Core = tenon_server *; // what all links of a worker share

  ExchangeLink() = default;
  ExchangeLink(const ExchangeLink &) = delete;
  ExchangeLink &operator=(const ExchangeLink &) = delete;

  bool is_open() const { return exchange_ != nullptr; }

  tenon_status open(Core core, const RequestHead &request, std::string_view peer, Waking waking, tenon_now now) {
    tenon_head head{};
    head.size = sizeof head;
    head.carrier = TENON_HTTP;
    head.method = {request.method.data(), request.method.size()};
    head.target = {request.target.data(), request.target.size()};
    head.headers = request.headers.data();
    head.header_count = request.headers.size();
    head.peer = {peer.data(), peer.size()};
    head.secure = Stream::shakes_hands ? 1 : 0;
    head.user = waking.user;
    head.wake = waking.wake;
    head.drop = waking.drop;
    return tenon_exchange_open(core, &head, now, &exchange_);
  }

  tenon_status feed(std::string_view bytes, tenon_now now) {
    return tenon_exchange_feed(exchange_, bytes.data(), bytes.size(), now);
  }

  tenon_status end(tenon_now now) { return tenon_exchange_end(exchange_, now); }

  tenon_status answer(tenon_answer &out) {
    out.size = sizeof out;
    return tenon_exchange_answer(exchange_, &out);
  }

  tenon_status pull(tenon_str &out) { return tenon_exchange_pull(exchange_, &out); }
  tenon_status sent(size_t n, tenon_now now) { return tenon_exchange_sent(exchange_, n, now); }

  void close(tenon_now now) {
    tenon_exchange *exchange = exchange_;
    exchange_ = nullptr;
    tenon_exchange_close(exchange, now);
  }

private:
  tenon_exchange *exchange_ = nullptr;
};

} // namespace host
