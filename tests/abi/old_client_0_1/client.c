/* client.c - a host written for release 0.1, compiled against the header of that day and run with today's library. */
#include <stdio.h>
#include <string.h>
#include <tenon/tenon.h>

static int passed, failed, drops;
static tenon_now now = {5000, 1700000000000};

static void expect(int fine, const char *sentence) {
  if (fine) { ++passed; return; }
  ++failed;
  printf("FAILED old_client_0_1: %s\n", sentence);
}

static tenon_str str(const char *text) {
  tenon_str s;
  s.data = text;
  s.len = strlen(text);
  return s;
}

static void dropped(void *user) { ++*(int *)user; }

static void add(void *user, const tenon_call *call, tenon_reply *reply) {
  double a = 0, b = 0;
  char text[64];
  (void)user;
  expect(call->size >= sizeof *call, "a call is never smaller than it was");
  if (tenon_call_number(call, str("a"), &a) == TENON_OK && tenon_call_number(call, str("b"), &b) == TENON_OK) {
    snprintf(text, sizeof text, "%g for %.*s", a + b, (int)call->subject.len, call->subject.data ? call->subject.data : "");
    tenon_reply_text(reply, str(text), call->now);
  } else {
    tenon_reply_tool_error(reply, str("numbers, please"), call->now);
  }
  tenon_reply_release(reply, call->now);
}

/* Everything that the exchange says, as one string. */
static const char *all_of(tenon_exchange *exchange) {
  static char text[8192];
  size_t len = 0;
  tenon_str bytes;
  while (tenon_exchange_pull(exchange, &bytes) == TENON_OK && len + bytes.len < sizeof text) {
    memcpy(text + len, bytes.data, bytes.len);
    len += bytes.len;
    tenon_exchange_sent(exchange, bytes.len, now);
  }
  text[len] = 0;
  return text;
}

static void speak_lines(tenon_server *server) {
  static const char hello[] =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
      "\"clientInfo\":{\"name\":\"old\",\"version\":\"1\"}}}\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
  static const char call[] =
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"arguments\":{\"a\":2,\"b\":3}}}\n";
  tenon_head head = {0};
  tenon_exchange *exchange = NULL;
  int gone = 0;
  head.size = sizeof head;
  head.carrier = TENON_LINES;
  head.subject = str("ada");
  head.user = &gone;
  head.drop = dropped;
  expect(tenon_exchange_open(server, &head, now, &exchange) == TENON_OK, "a channel of lines opens");
  expect(tenon_exchange_feed(exchange, hello, sizeof hello - 1, now) == TENON_OK, "it takes a handshake");
  expect(strstr(all_of(exchange), "\"protocolVersion\":\"2025-06-18\"") != NULL, "the handshake keeps the client's revision");
  expect(tenon_exchange_feed(exchange, call, sizeof call - 1, now) == TENON_OK, "it takes a call");
  expect(strstr(all_of(exchange), "5 for ada") != NULL, "the call is answered");
  tenon_exchange_close(exchange, now);
  expect(gone == 1, "the exchange's user is dropped once");
}

static void speak_http(tenon_server *server, const char *bearer, int64_t status, const char *part) {
  static const char body[] =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"arguments\":{\"a\":40,\"b\":2},"
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
  tenon_header headers[7];
  tenon_head head = {0};
  tenon_answer answer = {0};
  tenon_exchange *exchange = NULL;
  headers[0].name = str("Host"), headers[0].value = str("localhost");
  headers[1].name = str("Content-Type"), headers[1].value = str("application/json");
  headers[2].name = str("Accept"), headers[2].value = str("application/json, text/event-stream");
  headers[3].name = str("MCP-Protocol-Version"), headers[3].value = str("2026-07-28");
  headers[4].name = str("Mcp-Method"), headers[4].value = str("tools/call");
  headers[5].name = str("Mcp-Name"), headers[5].value = str("add");
  headers[6].name = str("Authorization"), headers[6].value = str(bearer);
  head.size = sizeof head;
  head.carrier = TENON_HTTP;
  head.method = str("POST");
  head.target = str("/mcp");
  head.headers = headers;
  head.header_count = 7;
  answer.size = sizeof answer;
  expect(tenon_exchange_open(server, &head, now, &exchange) == TENON_OK, "a request opens");
  tenon_exchange_feed(exchange, body, sizeof body - 1, now);
  tenon_exchange_end(exchange, now);
  expect(tenon_exchange_answer(exchange, &answer) == TENON_OK, "it is answered at once");
  expect(answer.status == status, "with the status of that day");
  expect(strstr(all_of(exchange), part) != NULL, "and the words of that day");
  tenon_exchange_close(exchange, now);
}

int main(void) {
  static const char secret[] = "an old secret of forty bytes or somewhat";
  char token[1024] = "Bearer ";
  tenon_options options = {0};
  tenon_host host = {0};
  tenon_tool tool = {0};
  tenon_token_policy policy = {0};
  tenon_token_request request = {0};
  tenon_buffer buffer = {0};
  tenon_server *server = NULL;
  int host_drops = 0;

  options.size = sizeof options;
  options.name = str("old");
  host.size = sizeof host;
  host.user = &host_drops;
  host.drop = dropped;
  expect(tenon_server_create(&options, &host, &server, NULL) == TENON_OK, "a server is made");
  if (!server) return 1;
  tool.size = sizeof tool;
  tool.name = str("add");
  tool.description = str("Add two numbers.");
  tool.input_schema = str("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"},\"b\":{\"type\":\"number\"}},"
                          "\"required\":[\"a\",\"b\"]}");
  tool.user = &drops;
  tool.drop = dropped;
  tool.run = add;
  expect(tenon_server_add_tool(server, &tool, NULL) == TENON_OK, "a tool is offered");
  policy.size = sizeof policy;
  policy.secret = str(secret);
  expect(tenon_server_require_token(server, &policy, NULL) == TENON_OK, "a token is required");
  request.size = sizeof request;
  request.secret = str(secret);
  request.subject = str("ada");
  buffer.size = sizeof buffer;
  buffer.data = token + 7;
  buffer.capacity = sizeof token - 8;
  expect(tenon_token_sign(&request, now, &buffer, NULL) == TENON_OK, "a token is signed");
  token[7 + buffer.len] = 0;

  speak_lines(server);
  speak_http(server, token, 200, "42 for ada");
  speak_http(server, "Bearer nonsense", 401, "");
  tenon_server_destroy(server, now);
  expect(drops == 1 && host_drops == 1, "each user is dropped once");
  printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed != 0;
}
