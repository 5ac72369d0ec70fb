// asks_back.cpp - a tool that asks the person in front of the client, written once for every revision; over stdin and stdout.
#include <cstdio>
#include <tenon/tenon.hpp>
#include <unistd.h>

namespace {

void offer_coffee(tenon::server &server) {
  const tenon::json sizes = {
      R"({"type":"object","properties":{"size":{"type":"string","enum":["small","large"]}},"required":["size"]})"};
  server.tool("coffee", "Order a coffee.", tenon::args(), [sizes](const tenon::call &call) -> tenon::result {
    const auto answer = call.answer("size");
    if (!answer) return tenon::ask({tenon::form("size", "Which size?", sizes)});
    if (!answer->accepted()) return "No coffee today.";
    return "One " + *answer->content.get<std::string>("size") + " coffee.";
  });
}

// Everything that waits, written out; false when nobody reads it any more.
bool flush(tenon::exchange &client) {
  for (std::string_view out; client.pull(out) == TENON_OK; client.sent(out.size()))
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return false;
  return std::fflush(stdout) == 0;
}

} // namespace

int main() {
  tenon::options options;
  options.name = "coffee-shop";
  tenon::server server(options);
  offer_coffee(server);

  tenon::head stdio;
  stdio.carrier = TENON_LINES;
  tenon::exchange client(server, stdio);
  char bytes[65536];
  for (ssize_t got; flush(client) && (got = read(STDIN_FILENO, bytes, sizeof bytes)) > 0;)
    while (client.feed({bytes, static_cast<std::size_t>(got)}) == TENON_BUSY && flush(client)) {}
  client.end();
  flush(client);
}
