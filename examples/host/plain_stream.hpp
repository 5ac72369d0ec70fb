// plain_stream.hpp - a client's bytes as they are on the wire.
#pragma once
#include <string_view>
#include <utility>

#include "net.hpp"

namespace host {

class PlainStream final {
public:
  static constexpr bool shakes_hands = false; // TlsStream does, before the first request
  struct Door {};                             // what the streams of a host share

  PlainStream(Socket socket, const Door &) : socket_(std::move(socket)) {}

  template <class Handler> void async_read_some(net::mutable_buffer room, Handler &&handler) {
    socket_.async_read_some(room, std::forward<Handler>(handler));
  }
  // Writes what fits now; would_block says that nothing did.
  size_t write_some(net::const_buffer bytes, error_code &error) { return socket_.write_some(bytes, error); }
  template <class Handler> void async_write_some(net::const_buffer bytes, Handler &&handler) {
    socket_.async_write_some(bytes, std::forward<Handler>(handler));
  }

  // Nothing more will be written.
  void finish() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

private:
  Socket socket_;
};

} // namespace host
