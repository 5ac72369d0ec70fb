// thirty_lines.cpp - a whole MCP server in C++: two typed tools, over stdin and stdout.
#include <cstdio>
#include <tenon/tenon.hpp>
#include <unistd.h>

int main() {
  tenon::options options;
  options.name = "pocket-calculator";
  tenon::server server(options);
  server.tool("add", "Add two numbers.", tenon::args("a", "b"), [](double a, double b) { return a + b; });
  server.tool("divide", "Divide a by b.", tenon::args("a", "b"), [](double a, double b) {
    if (b == 0) throw tenon::tool_error("Division by zero is not defined.");
    return a / b;
  });

  tenon::head stdio;
  stdio.carrier = TENON_LINES;
  tenon::exchange client(server, stdio);
  const auto flush = [&client] {
    for (std::string_view out; client.pull(out) == TENON_OK; client.sent(out.size()))
      if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return false;
    return std::fflush(stdout) == 0;
  };

  char bytes[65536];
  for (ssize_t got; flush() && (got = read(STDIN_FILENO, bytes, sizeof bytes)) > 0;)
    while (client.feed({bytes, static_cast<std::size_t>(got)}) == TENON_BUSY && flush()) {}
  client.end();
  flush();
}
