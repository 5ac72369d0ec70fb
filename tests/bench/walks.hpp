// walks.hpp - one request's way through the core, from its bytes to the bytes of its answer, through the public header only.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tenon/tenon.h>

#include "messages.hpp"

namespace bench {

inline constexpr std::string_view secret = "a secret of the bench, and of nothing else";
inline constexpr tenon_now now{1'000'000, 1'800'000'000'000};

// A server with `tools` tools, of which `echo` is one; it asks for tokens or not.
class Server final {
public:
  Server(size_t tools, bool with_tokens);
  Server(const Server &) = delete;
  Server &operator=(const Server &) = delete;
  ~Server() { tenon_server_destroy(server_, now); }

  tenon_server *get() const { return server_; }

private:
  tenon_server *server_ = nullptr;
};

// A token for subject number `number`.
std::string signed_token(size_t number);

// HTTP requests of one client: in a session that it opens first where the era has sessions. With several tokens, each request
// carries the next one.
class HttpWalk final {
public:
  HttpWalk(const Server &server, Era era, const std::vector<std::string> &tokens = {});

  size_t call(size_t number); // bytes of the answer's body
  std::string answer(size_t number);

private:
  tenon_server *server_;
  std::vector<std::string> messages_;
  std::vector<std::vector<std::pair<std::string, std::string>>> heads_; // one per token
  std::vector<std::vector<tenon_header>> views_;
};

// One channel with a message a line, opened with a handshake where the era has one.
class LinesWalk final {
public:
  LinesWalk(const Server &server, Era era);
  LinesWalk(const LinesWalk &) = delete;
  LinesWalk &operator=(const LinesWalk &) = delete;
  ~LinesWalk() { tenon_exchange_close(exchange_, now); }

  size_t call(size_t number);
  std::string answer(size_t number);

private:
  void say(std::string_view line);
  size_t hear(std::string *answer);

  tenon_exchange *exchange_ = nullptr;
  std::vector<std::string> messages_;
};

} // namespace bench
