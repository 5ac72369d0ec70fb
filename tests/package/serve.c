/* serve.c - a program outside the house: serves one tool over lines and checks what it answers. Exit code 0: as it should be. */
#include <stdio.h>
#include <string.h>
#include <tenon/tenon.h>

static tenon_str str(const char *text) {
  tenon_str s;
  s.data = text;
  s.len = strlen(text);
  return s;
}

static void add(void *user, const tenon_call *call, tenon_reply *reply) {
  double a = 0, b = 0;
  char text[32];
  (void)user;
  tenon_call_number(call, str("a"), &a);
  tenon_call_number(call, str("b"), &b);
  snprintf(text, sizeof text, "%g", a + b);
  tenon_reply_text(reply, str(text), call->now);
  tenon_reply_release(reply, call->now);
}

int main(void) {
  static const char said[] =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
      "\"clientInfo\":{\"name\":\"package\",\"version\":\"1\"}}}\n"
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"arguments\":{\"a\":2,\"b\":3}}}\n";
  static const char expected[] = "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"5\"}]}}\n";
  tenon_now now = {1, 1700000000000};
  tenon_server *server = NULL;
  tenon_exchange *exchange = NULL;
  tenon_options options = {0};
  tenon_tool tool = {0};
  tenon_head head = {0};
  tenon_str bytes;
  char heard[4096];
  size_t len = 0;

  if (strcmp(tenon_version(), TENON_VERSION) != 0 || tenon_abi() != TENON_ABI) {
    fprintf(stderr, "the header is of %s, the library of %s\n", TENON_VERSION, tenon_version());
    return 1;
  }
  options.size = sizeof options;
  options.name = str("package");
  tool.size = sizeof tool;
  tool.name = str("add");
  tool.description = str("Add two numbers.");
  tool.input_schema = str("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"},\"b\":{\"type\":\"number\"}}}");
  tool.run = add;
  head.size = sizeof head;
  head.carrier = TENON_LINES;
  if (tenon_server_create(&options, NULL, &server, NULL) != TENON_OK || tenon_server_add_tool(server, &tool, NULL) != TENON_OK ||
      tenon_exchange_open(server, &head, now, &exchange) != TENON_OK ||
      tenon_exchange_feed(exchange, said, sizeof said - 1, now) != TENON_OK)
    return 1;
  while (tenon_exchange_pull(exchange, &bytes) == TENON_OK && len + bytes.len < sizeof heard) {
    memcpy(heard + len, bytes.data, bytes.len);
    len += bytes.len;
    tenon_exchange_sent(exchange, bytes.len, now);
  }
  heard[len] = 0;
  tenon_exchange_close(exchange, now);
  tenon_server_destroy(server, now);
  if (!strstr(heard, "\"protocolVersion\":\"2025-11-25\"") || len < sizeof expected ||
      strcmp(heard + len - (sizeof expected - 1), expected) != 0) {
    fprintf(stderr, "heard: %s\n", heard);
    return 1;
  }
  return 0;
}
