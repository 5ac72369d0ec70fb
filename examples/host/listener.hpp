// listener.hpp - accepts connections on one address and gives them to the workers in turn.
//
// One acceptor hands out sockets instead of one acceptor per thread with SO_REUSEPORT: long-lived MCP connections are few, and
// the kernel's hash spreads few connections badly; and a second host on the same port fails with an error, as it should.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "crew.hpp"
#include "net.hpp"

namespace host {

template <class Link> class Listener final {
public:
  Listener(net::io_context &context, Crew<Link> &crew) : acceptor_(context), pause_(context), crew_(crew) {}

  // Binds and listens; says what went wrong, or "".
  std::string open(const std::string &host, uint16_t port) {
    error_code error;
    tcp::resolver resolver(acceptor_.get_executor());
    const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, error);
    if (error || found.empty()) return "cannot find the address " + host;
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(net::socket_base::reuse_address(true), error);
    if (!error && endpoint.address().is_v6()) acceptor_.set_option(net::ip::v6_only(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(net::socket_base::max_listen_connections, error);
    return error ? error.message() : std::string();
  }

  uint16_t port() const {
    error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
  }

  void start() { accept(); }

  void stop() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  }

private:
  static constexpr uint64_t turned_away = 64; // connections beyond the limit that hear a 503; more are closed without a word

  void accept() {
    Worker<Link> &worker = crew_.next();
    acceptor_.async_accept(worker.context(), [this, &worker](error_code error, Socket socket) {
      if (!acceptor_.is_open()) return;
      if (error) return accept_later(error);
      admit(worker, std::move(socket));
      accept();
    });
  }

  // Mostly too many open files: no reason to spin, and none to stop.
  void accept_later(error_code error) {
    crew_.shared().log.write(Level::warn, "accept_failed", {{"reason", error.message()}});
    pause_.expires_after(std::chrono::milliseconds(100));
    pause_.async_wait([this](error_code cancelled) {
      if (!cancelled && acceptor_.is_open()) accept();
    });
  }

  void admit(Worker<Link> &worker, Socket socket) {
    Shared<Link> &shared = crew_.shared();
    const uint64_t before = shared.connections.load(std::memory_order_relaxed);
    if (before >= shared.limits.max_connections + turned_away) return; // closes
    error_code error;
    socket.non_blocking(true, error);
    if (!error) socket.set_option(tcp::no_delay(true), error);
    const auto peer = socket.remote_endpoint(error);
    if (error) return; // gone already
    shared.connections.fetch_add(1, std::memory_order_relaxed);
    shared.accepted.fetch_add(1, std::memory_order_relaxed);
    const bool welcome = before < shared.limits.max_connections;
    if (!welcome) shared.log.write(Level::warn, "connection_limit", {{"connections", before}});
    net::post(worker.context(), [&worker, welcome, peer = peer.address().to_string(), s = std::move(socket)]() mutable {
      worker.adopt(std::move(s), std::move(peer), welcome);
    });
  }

  Acceptor acceptor_;
  Timer pause_;
  Crew<Link> &crew_;
};

} // namespace host
