// constant_host.cpp - the host's twin: the same connection loop, answering each request with a constant instead of the core.
//
//   tenon-constant-host [--listen HOST:PORT] [--threads N] [--bytes N]
//
// What the host spends beyond this program is what the core and the way to it cost.
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <csignal>

#include <boost/asio/signal_set.hpp>

#include "crew.hpp"
#include "flag_reader.hpp"
#include "listener.hpp"
#include "plain_stream.hpp"

namespace {

// Takes the place of ExchangeLink: no exchange, one answer for all.
class ConstantLink final {
public:
  using Stream = host::PlainStream;
  using Core = const std::string *; // the body

  bool is_open() const { return body_ != nullptr; }

  tenon_status open(Core core, const host::RequestHead &, std::string_view, host::Waking waking, tenon_now) {
    body_ = core;
    waking_ = waking;
    return TENON_OK;
  }
  tenon_status feed(std::string_view, tenon_now) { return TENON_OK; }
  tenon_status end(tenon_now) { return TENON_OK; }
  tenon_status answer(tenon_answer &out) {
    static constexpr tenon_header headers[] = {{{"Content-Type", 12}, {"application/json", 16}}};
    out.status = 200;
    out.headers = headers;
    out.header_count = 1;
    out.body_length = static_cast<int64_t>(body_->size());
    return TENON_OK;
  }
  tenon_status pull(tenon_str &out) {
    out = {body_->data(), body_->size()};
    return TENON_OK;
  }
  tenon_status sent(size_t, tenon_now) { return TENON_OK; }
  void close(tenon_now) {
    body_ = nullptr;
    waking_.drop(waking_.user);
  }

private:
  Core body_ = nullptr;
  host::Waking waking_{};
};

struct Wishes {
  std::string address = "127.0.0.1";
  uint16_t port = 8788;
  size_t threads = 1;
  size_t bytes = 191;
};

host::FlagTable table_for(Wishes &wishes) {
  return {
      {"--listen", "HOST:PORT", "where to listen [127.0.0.1:8788]",
       [&wishes](std::string_view v) {
         const size_t colon = v.rfind(':');
         if (colon == std::string_view::npos) return std::string("HOST:PORT, please");
         wishes.address = v.substr(0, colon);
         return host::read_number(v.substr(colon + 1), 0, 65535, wishes.port);
       }},
      {"--threads", "N", "threads that serve [1]", host::number(1, 256, wishes.threads)},
      {"--bytes", "N", "size of the answer's body [191]", host::number(2, 1 << 20, wishes.bytes)},
  };
}

int complain(const std::string &words) {
  std::fprintf(stderr, "tenon-constant-host: %s\n", words.c_str());
  return 2;
}

} // namespace

int main(int argc, char **argv) {
  Wishes wishes;
  const host::FlagTable table = table_for(wishes);
  if (const std::string wrong = host::read_flags(table, {argv + 1, argv + argc}); !wrong.empty())
    return complain(wrong + "\n" + host::describe_flags(table));

  const std::string body = "\"" + std::string(wishes.bytes - 2, 'x') + "\"";
  const host::Log log(host::Level::info, false);
  host::Shared<ConstantLink> shared(&body, log, host::LoopLimits{});
  host::net::io_context control(1);
  host::Crew<ConstantLink> crew(shared, wishes.threads);
  host::Listener<ConstantLink> listener(control, crew);
  if (const std::string wrong = listener.open(wishes.address, wishes.port); !wrong.empty()) return complain(wrong);
  log.say("tenon-constant-host listening on http://" + wishes.address + ":" + std::to_string(listener.port()) + "/mcp");

  host::net::basic_signal_set<host::Executor> signals(control, SIGINT, SIGTERM);
  signals.async_wait([&](host::error_code, int) {
    listener.stop();
    crew.cut();
  });
  crew.start([&] { control.stop(); });
  listener.start();
  control.run();
  crew.join();
  control.restart();
  control.poll(); // a cancelled accept holds a socket of a worker: it has to go before the workers do
  return 0;
}
