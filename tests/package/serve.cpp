// serve.cpp - a program outside the house, in C++: a typed tool, called once over lines. Exit code 0: as it should be.
#include <iostream>
#include <string>
#include <tenon/tenon.hpp>

int main() {
  tenon::server server;
  server.tool("add", "Add two numbers.", tenon::args("a", "b"), [](double a, double b) { return a + b; });

  const std::string said =
      R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"package","version":"1"}}})"
      "\n" R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
      "\n" R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"add","arguments":{"a":2,"b":3}}})" "\n";
  const tenon_now now{1, 1700000000000};
  tenon_head head{};
  head.size = sizeof head;
  head.carrier = TENON_LINES;
  tenon_exchange *exchange = nullptr;
  if (tenon_exchange_open(server.get(), &head, now, &exchange) != TENON_OK) return 1;
  tenon_exchange_feed(exchange, said.data(), said.size(), now);
  std::string heard;
  for (tenon_str bytes{}; tenon_exchange_pull(exchange, &bytes) == TENON_OK; tenon_exchange_sent(exchange, bytes.len, now))
    heard.append(bytes.data, bytes.len);
  tenon_exchange_close(exchange, now);
  if (heard.find(R"("id":2,"result":{"content":[{"type":"text","text":"5"}])") != std::string::npos) return 0;
  std::cerr << "heard: " << heard << '\n';
  return 1;
}
