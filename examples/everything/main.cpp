// main.cpp - serves everything that an MCP server may offer, over HTTP on this machine only, or on stdin and stdout.
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flag_reader.hpp"
#include "offers.hpp"
#include "serve.hpp"
#include "stdio.hpp"

namespace everything {
namespace {

struct Wish {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8788;
  bool stdio = false;
  bool verbose = false;
  bool help = false;
};

host::FlagTable flags_for(Wish &w) {
  return {
      {"--port", "N", "where to listen [8788]; 0: any free port", host::number(0, 65535, w.port)},
      {"--host", "ADDRESS", "a loopback address [127.0.0.1]",
       [&w](std::string_view v) {
         w.host = v;
         return std::string(
             host::is_loopback({w.host, 0}) ? "" : "a loopback address, please: whoever reaches it may call everything");
       }},
      {"--stdio", "", "serve one client on stdin and stdout instead", host::turn_on(w.stdio)},
      {"--verbose", "", "log each request", host::turn_on(w.verbose)},
      {"--help", "", "print this and stop", host::turn_on(w.help)},
  };
}

// The server, and the thread that its slow tools wait with.
struct Rooms {
  std::optional<Later> later{std::in_place};
  std::optional<tenon::server> server;

  void open(std::function<void()> deadline_moved) {
    tenon::options options;
    options.name = "tenon-everything";
    options.title = "Tenon, everything";
    options.description = "Offers one of each thing that an MCP server may offer.";
    options.instructions = "Everything here is for testing clients; nothing has an effect.";
    options.authless = true;
    options.offers =
        TENON_OFFER_RESOURCES | TENON_OFFER_PROMPTS | TENON_OFFER_COMPLETIONS | TENON_OFFER_LOGGING | TENON_OFFER_TASKS;
    options.task_poll_ms = 100;
    options.deadline_moved = std::move(deadline_moved);
    server.emplace(options);
    offer_headers(*server);
    offer_content(*server);
    offer_schemas(*server);
    offer_slow(*server, *later);
    offer_questions(*server);
    offer_rounds(*server);
    offer_changes(*server);
    offer_diagnosis(*server);
    offer_tasks(*server, *later);
    offer_resources(*server);
    offer_prompts(*server);
  }
};

host::House house() {
  const auto rooms = std::make_shared<Rooms>();
  host::House house;
  house.name = "tenon-everything";
  house.open = [rooms](std::function<void()> deadline_moved) -> std::string {
    try {
      rooms->open(std::move(deadline_moved));
    } catch (const tenon::error &wrong) {
      return wrong.what();
    }
    return {};
  };
  house.server = [rooms] { return rooms->server ? rooms->server->get() : nullptr; };
  house.close = [rooms] { rooms->server.reset(); };
  house.leave = [rooms] { rooms->later.reset(); };
  return house;
}

int serve(const Wish &wish) {
  host::Flags flags;
  flags.listen.push_back({wish.host, wish.port});
  flags.authless = true;
  const host::Log log(wish.verbose ? host::Level::debug : host::Level::warn, false);
  return wish.stdio ? host::serve_stdio(flags, house(), log) : host::serve(flags, house(), log);
}

} // namespace
} // namespace everything

int main(int argc, char **argv) {
  std::signal(SIGPIPE, SIG_IGN);
  everything::Wish wish;
  const host::FlagTable table = everything::flags_for(wish);
  if (const std::string wrong = host::read_flags(table, {argv + 1, argv + argc}); !wrong.empty()) {
    std::fprintf(stderr, "tenon-everything: %s (see --help)\n", wrong.c_str());
    return 2;
  }
  if (!wish.help) return everything::serve(wish);
  const std::string help =
      "tenon-everything - an MCP server that offers one of each thing\n\n" + host::describe_flags(table);
  return std::fputs(help.c_str(), stdout) < 0 ? 1 : 0;
}
