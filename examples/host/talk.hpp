// talk.hpp - a client that speaks WebSocket: Beast's protocol over whichever stream the client is on.
#pragma once
#include <cstdint>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "net.hpp"
#include "request_parser.hpp"

namespace host {

namespace websocket = boost::beast::websocket;
using UpgradeRequest = http::request<http::empty_body>;

// The request as Beast wants it for its handshake, in memory of its own.
inline UpgradeRequest upgrade_request(const RequestHead &head) {
  UpgradeRequest request;
  request.method_string({head.method.data(), head.method.size()});
  request.target({head.target.data(), head.target.size()});
  request.version(static_cast<unsigned>(head.version));
  for (const tenon_header &line : head.headers)
    request.insert(boost::beast::string_view(line.name.data, line.name.len), boost::beast::string_view(line.value.data, line.value.len));
  return request;
}

// One of our streams with the face that Beast's protocol wants. The stream belongs to the connection and outlives it.
template <class Stream> class TalkWire final {
public:
  using executor_type = Executor;

  TalkWire(Stream &stream, Executor executor) : stream_(stream), executor_(std::move(executor)) {}

  executor_type get_executor() const { return executor_; }

  template <class Buffers, class Handler> void async_read_some(const Buffers &buffers, Handler &&handler) {
    stream_.async_read_some(first_of<net::mutable_buffer>(buffers), std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler> void async_write_some(const Buffers &buffers, Handler handler) {
    const auto bytes = first_of<net::const_buffer>(buffers);
    error_code error;
    const size_t done = stream_.write_some(bytes, error);
    if (error == net::error::would_block || error == net::error::try_again) return stream_.async_write_some(bytes, std::move(handler));
    net::post(executor_, [error, done, handler = std::move(handler)]() mutable { handler(error, done); });
  }
  void finish() { stream_.finish(); }
  void close() { stream_.close(); }

private:
  // Some of it is enough: whoever reads or writes some comes again for the rest.
  template <class Buffer, class Buffers> static Buffer first_of(const Buffers &buffers) {
    for (auto at = net::buffer_sequence_begin(buffers); at != net::buffer_sequence_end(buffers); ++at)
      if (const Buffer each = *at; each.size() > 0) return each;
    return {};
  }

  Stream &stream_;
  Executor executor_;
};

// How Beast says goodbye underneath its own; found by the name.
template <class Stream, class Handler> void async_teardown(boost::beast::role_type, TalkWire<Stream> &wire, Handler &&handler) {
  wire.finish();
  net::post(wire.get_executor(), [handler = std::forward<Handler>(handler)]() mutable { handler(error_code()); });
}
// When the client takes too long.
template <class Stream> void beast_close_socket(TalkWire<Stream> &wire) { wire.close(); }
template <class Stream> void teardown(boost::beast::role_type, TalkWire<Stream> &wire, error_code &error) {
  wire.finish();
  error = {};
}

// Of what Beast says about a client's WebSocket; other errors are the stream's.
inline const boost::system::error_category &talk_category() {
  static const error_code closed = websocket::error::closed;
  return closed.category();
}

template <class Stream> struct Talk {
  static constexpr size_t longest_message = 64 << 10; // the core has a smaller bound, and its own word for what is beyond it

  Talk(Stream &stream, Executor executor, UpgradeRequest head) : socket(stream, std::move(executor)), request(std::move(head)) {
    websocket::stream_base::timeout patience{};
    patience.handshake_timeout = std::chrono::seconds(10);
    patience.idle_timeout = std::chrono::seconds(60); // half of it without a byte: a ping
    patience.keep_alive_pings = true;
    socket.set_option(patience);
    socket.read_message_max(longest_message);
    socket.text(true);
  }

  websocket::stream<TalkWire<Stream>, false> socket;
  UpgradeRequest request;
  boost::beast::flat_buffer heard;
  std::string saying;
  bool says = false;    // a write is under way
  bool hears = false;   // a read is
  bool waiting = false; // the core takes nothing just now
  bool open = false, closing = false;
};

} // namespace host
