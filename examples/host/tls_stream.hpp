// tls_stream.hpp - a client's bytes under TLS, with the face of PlainStream and a handshake before the first of them.
//
// OpenSSL works on the descriptor itself, and Asio only says when to try again: no second set of buffers, and a quiet
// connection holds little.
#pragma once
#include <cerrno>
#include <string_view>
#include <utility>

#include <boost/asio/error.hpp>
#include <sys/socket.h>

#include "net.hpp"
#include "tls_identity.hpp"
#include "tls_session.hpp"

namespace host {

class TlsStream final {
public:
  static constexpr bool shakes_hands = true;
  struct Door {
    TlsIdentity *identity;
  };

  TlsStream(Socket socket, const Door &door) : socket_(std::move(socket)), identity_(*door.identity) {}

  // The first byte tells TLS from other things; until it is there a client costs next to nothing. Until the handshake has
  // begun, all below goes over the wire as it is, so that a client with the wrong idea can be told.
  // handler(error, whether it is TLS)
  template <class Handler> void async_look_at_first_byte(Handler handler) {
    socket_.async_wait(Socket::wait_read, [this, handler = std::move(handler)](error_code error) mutable {
      char first = 0;
      if (!error) error = peek(first);
      if (error == net::error::would_block) return async_look_at_first_byte(std::move(handler));
      handler(error, first == handshake_record);
    });
  }

  // handler(error)
  template <class Handler> void async_shake_hands(Handler handler) {
    if (!session_.is_open() && !session_.open(identity_, socket_.native_handle())) return handler(net::error::no_memory);
    const TlsStep step = session_.shake_hands();
    if (step.wants == TlsStep::Wants::nothing) return handler(step.error);
    wait(step.wants, [this, handler = std::move(handler)](error_code error) mutable {
      if (error) return handler(error);
      async_shake_hands(std::move(handler));
    });
  }

  template <class Handler> void async_read_some(net::mutable_buffer room, Handler handler) {
    if (!session_.is_open()) return socket_.async_read_some(room, std::move(handler));
    TlsStep step{TlsStep::Wants::readable, 0, {}};
    if (session_.has_pending()) step = session_.read(room.data(), room.size());
    if (step.wants != TlsStep::Wants::nothing) return read_when(step.wants, room, std::move(handler));
    net::post(socket_.get_executor(), [step, handler = std::move(handler)]() mutable { handler(step.error, step.bytes); });
  }

  size_t write_some(net::const_buffer bytes, error_code &error) {
    if (!session_.is_open()) return socket_.write_some(bytes, error);
    const char *data = static_cast<const char *>(bytes.data());
    size_t done = 0;
    while (done < bytes.size()) {
      const TlsStep step = session_.write(data + done, bytes.size() - done); // a record at most
      write_wants_ = step.wants;
      error = step.error;
      if (error) return done;
      if (step.wants != TlsStep::Wants::nothing) {
        if (done == 0) error = net::error::would_block;
        return done;
      }
      done += step.bytes;
    }
    return done;
  }

  template <class Handler> void async_write_some(net::const_buffer bytes, Handler handler) {
    if (!session_.is_open()) return socket_.async_write_some(bytes, std::move(handler));
    const auto wants = write_wants_ == TlsStep::Wants::readable ? TlsStep::Wants::readable : TlsStep::Wants::writable;
    wait(wants, [this, bytes, handler = std::move(handler)](error_code error) mutable {
      const size_t done = error ? 0 : write_some(bytes, error);
      if (error == net::error::would_block) return async_write_some(bytes, std::move(handler));
      handler(error, done);
    });
  }

  // Nothing more will be written: the client hears that this is the end and no accident.
  void finish() {
    if (session_.is_open()) session_.say_goodbye();
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

  std::string_view trouble() const { return session_.trouble(); }

private:
  static constexpr char handshake_record = 0x16; // RFC 8446 section 5.1; the same in all versions

  error_code peek(char &first) {
    if (!socket_.is_open()) return net::error::operation_aborted;
    const ssize_t n = ::recv(socket_.native_handle(), &first, 1, MSG_PEEK);
    if (n < 0) return {errno, boost::system::system_category()};
    return n == 1 ? error_code() : error_code(net::error::eof);
  }

  // Closed while its readiness was on the way: the descriptor may be somebody else's by now.
  template <class Then> void wait(TlsStep::Wants wants, Then then) {
    socket_.async_wait(wants == TlsStep::Wants::readable ? Socket::wait_read : Socket::wait_write,
                       [this, then = std::move(then)](error_code error) mutable {
                         if (!error && !socket_.is_open()) error = net::error::operation_aborted;
                         then(error);
                       });
  }

  template <class Handler> void read_when(TlsStep::Wants wants, net::mutable_buffer room, Handler handler) {
    wait(wants, [this, room, handler = std::move(handler)](error_code error) mutable {
      if (error) return handler(error, size_t{0});
      const TlsStep step = session_.read(room.data(), room.size());
      if (step.wants != TlsStep::Wants::nothing) return read_when(step.wants, room, std::move(handler));
      handler(step.error, step.bytes);
    });
  }

  Socket socket_;
  TlsIdentity &identity_;
  TlsSession session_;
  TlsStep::Wants write_wants_ = TlsStep::Wants::nothing;
};

} // namespace host
