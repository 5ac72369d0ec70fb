/* misuse.c - every function of the contract, called wrongly: NULLs, sizes of every age, strings without bytes. Each has its
 * status, nothing changes, and each user is dropped exactly once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tenon/tenon.h>

static int passed, failed;
static tenon_now now = {1000, 1700000000000};

static void expect(int fine, const char *sentence, int line) {
  if (fine) { ++passed; return; }
  ++failed;
  printf("FAILED misuse.c:%d: %s\n", line, sentence);
}
static void expect_status(tenon_status want, tenon_status got, const char *sentence, int line) {
  if (want == got) { ++passed; return; }
  ++failed;
  printf("FAILED misuse.c:%d: %s: wanted %s, got %s\n", line, sentence, tenon_status_name(want), tenon_status_name(got));
}
#define EXPECT(fine, sentence) expect((fine), (sentence), __LINE__)
#define STATUS(want, call) expect_status((want), (call), #call, __LINE__)

static tenon_str str(const char *text) {
  tenon_str s;
  s.data = text;
  s.len = strlen(text);
  return s;
}
static const tenon_str bytes_without_memory = {NULL, 7};

/* Counts how often a user was dropped. */
static void count_drop(void *user) { ++*(int *)user; }

/* One record in a larger block, as a program built against a later header would pass it. */
static void *newer(const void *record, size_t size, unsigned char tail) {
  size_t later = size + 16;
  unsigned char *block = malloc(later);
  if (!block) exit(3);
  memcpy(block, record, size);
  memset(block + size, 0, 16);
  block[later - 1] = tail;
  memcpy(block, &later, sizeof later);
  return block;
}

/* ---- A server to misuse ---------------------------------------------------------------------------------------------- */

static tenon_server *open_server(void) {
  tenon_options options = {0};
  tenon_server *server = NULL;
  options.size = sizeof options;
  options.authless = 1;
  STATUS(TENON_OK, tenon_server_create(&options, NULL, &server, NULL));
  EXPECT(server != NULL, "a server is there");
  if (!server) { printf("%d passed, %d failed, 0 skipped\n", passed, failed); exit(1); }
  return server;
}

static uint64_t tools_of(tenon_server *server) {
  tenon_counts counts = {0};
  counts.size = sizeof counts;
  STATUS(TENON_OK, tenon_server_counts(server, &counts));
  return counts.tools;
}

static uint64_t exchanges_of(tenon_server *server) {
  tenon_counts counts = {0};
  counts.size = sizeof counts;
  STATUS(TENON_OK, tenon_server_counts(server, &counts));
  return counts.exchanges;
}

/* ---- Create ---------------------------------------------------------------------------------------------------------- */

static tenon_status create_with(const tenon_options *options, const tenon_host *host) {
  tenon_server *server = (tenon_server *)&now; /* must be overwritten on failure too */
  tenon_status status = tenon_server_create(options, host, &server, NULL);
  if (status < 0) EXPECT(server == NULL, "*out is NULL after a failure");
  else tenon_server_destroy(server, now);
  return status;
}

static void misuse_create(void) {
  tenon_options options = {0};
  tenon_host host = {0};
  tenon_server *server = NULL;
  void *block;
  int drops = 0;
  options.size = sizeof options;
  host.size = sizeof host;
  host.user = &drops;
  host.drop = count_drop;

  STATUS(TENON_OK, create_with(NULL, NULL));
  STATUS(TENON_INVALID, tenon_server_create(&options, NULL, NULL, NULL));
  STATUS(TENON_INVALID, tenon_server_create(&options, &host, NULL, NULL));
  EXPECT(drops == 1, "the host's user is dropped when there is no place for the server");
  drops = 0;
  STATUS(TENON_OK, create_with(&options, &host));
  EXPECT(drops == 1, "the host's user is dropped with the server");

  options.size = 0;
  drops = 0;
  STATUS(TENON_BAD_SIZE, create_with(&options, &host));
  EXPECT(drops == 1, "the host's user is dropped when the options are refused");
  options.size = sizeof(size_t);
  STATUS(TENON_BAD_SIZE, create_with(&options, NULL));
  options.size = offsetof(tenon_options, description) - 1; /* what the first release had */
  STATUS(TENON_BAD_SIZE, create_with(&options, NULL));
  options.size = sizeof options;

  block = newer(&options, sizeof options, 0);
  STATUS(TENON_OK, create_with(block, NULL));
  free(block);
  drops = 0;
  block = newer(&options, sizeof options, 1);
  STATUS(TENON_NEWER_STRUCT, create_with(block, &host));
  EXPECT(drops == 1, "the host's user is dropped when the options are too new");
  free(block);

  host.size = 0;
  STATUS(TENON_BAD_SIZE, create_with(&options, &host));
  host.size = offsetof(tenon_host, span) - 1;
  STATUS(TENON_BAD_SIZE, create_with(&options, &host));
  host.size = sizeof host;
  drops = 0;
  block = newer(&host, sizeof host, 0);
  STATUS(TENON_OK, create_with(&options, block));
  free(block);
  EXPECT(drops == 1, "a later host record works, and its user is dropped");
  drops = 0;
  block = newer(&host, sizeof host, 255);
  STATUS(TENON_NEWER_STRUCT, create_with(&options, block));
  free(block);
  EXPECT(drops == 1, "a host record that is too new drops its user");

  options.name = bytes_without_memory;
  STATUS(TENON_INVALID, create_with(&options, NULL));
  options.name = str("");
  options.allowed_host_count = 1; /* and no array */
  STATUS(TENON_INVALID, create_with(&options, NULL));
  options.allowed_host_count = 0;
  options.base_path = str("no-slash");
  STATUS(TENON_INVALID, create_with(&options, NULL));
  (void)server;
}

/* The reason of a failure: cut at the capacity, always terminated. */
static void misuse_error(void) {
  tenon_options options = {0};
  tenon_server *server = NULL;
  tenon_error error = {0};
  char text[8];
  char whole[256];
  options.size = sizeof options;
  options.base_path = str("no-slash");
  error.size = sizeof error;
  error.message = whole;
  error.capacity = sizeof whole;
  STATUS(TENON_INVALID, tenon_server_create(&options, NULL, &server, &error));
  EXPECT(error.len > 0 && error.len < sizeof whole && strlen(whole) == error.len, "the reason is there and terminated");
  memset(text, '#', sizeof text);
  error.message = text;
  error.capacity = sizeof text - 1;
  STATUS(TENON_INVALID, tenon_server_create(&options, NULL, &server, &error));
  EXPECT(error.len == 6 && text[6] == 0 && text[7] == '#', "a reason that is too long is cut, terminated, and stays inside");
  error.message = NULL;
  error.capacity = 0;
  STATUS(TENON_INVALID, tenon_server_create(&options, NULL, &server, &error));
  EXPECT(error.len == 0, "an error record without memory is fine");
}

/* ---- Server calls ---------------------------------------------------------------------------------------------------- */

static void misuse_server_calls(tenon_server *server) {
  tenon_counts counts = {0};
  STATUS(TENON_INVALID, tenon_server_counts(NULL, &counts));
  STATUS(TENON_INVALID, tenon_server_counts(server, NULL));
  counts.size = 0;
  STATUS(TENON_BAD_SIZE, tenon_server_counts(server, &counts));
  counts.size = sizeof(size_t);
  STATUS(TENON_BAD_SIZE, tenon_server_counts(server, &counts));
  EXPECT(tenon_server_next_deadline(NULL) == UINT64_MAX, "no server has no deadline");
  STATUS(TENON_INVALID, tenon_server_tick(NULL, now));
  STATUS(TENON_INVALID, tenon_server_drain(NULL, now));
  tenon_server_destroy(NULL, now);
  EXPECT(strcmp(tenon_status_name(-4711), "TENON_UNKNOWN") == 0, "what is no status has a name all the same");
}

static void misuse_policy(tenon_server *server) {
  tenon_token_policy policy = {0};
  void *block;
  policy.size = sizeof policy;
  policy.secret = str("0123456789abcdef0123456789abcdef");
  STATUS(TENON_INVALID, tenon_server_require_token(NULL, &policy, NULL));
  STATUS(TENON_INVALID, tenon_server_require_token(server, NULL, NULL));
  policy.size = 0;
  STATUS(TENON_BAD_SIZE, tenon_server_require_token(server, &policy, NULL));
  policy.size = offsetof(tenon_token_policy, keys) - 1;
  STATUS(TENON_BAD_SIZE, tenon_server_require_token(server, &policy, NULL));
  policy.size = sizeof policy;
  block = newer(&policy, sizeof policy, 9);
  STATUS(TENON_NEWER_STRUCT, tenon_server_require_token(server, block, NULL));
  free(block);
  policy.secret = bytes_without_memory;
  STATUS(TENON_INVALID, tenon_server_require_token(server, &policy, NULL));
  policy.secret = str("0123456789abcdef0123456789abcde"); /* 31 bytes */
  STATUS(TENON_WEAK_KEY, tenon_server_require_token(server, &policy, NULL));
  policy.secret = str("");
  policy.allow_short_secret = 1;
  EXPECT(tenon_server_require_token(server, &policy, NULL) < 0, "an empty secret is never taken");
}

static void misuse_sign(void) {
  tenon_token_request request = {0};
  tenon_buffer out = {0};
  char memory[1024];
  void *block;
  size_t needed;
  request.size = sizeof request;
  request.secret = str("0123456789abcdef0123456789abcdef");
  request.subject = str("ada");
  out.size = sizeof out;
  out.data = memory;
  out.capacity = sizeof memory;
  STATUS(TENON_OK, tenon_token_sign(&request, now, &out, NULL));
  needed = out.len;
  STATUS(TENON_INVALID, tenon_token_sign(NULL, now, &out, NULL));
  STATUS(TENON_INVALID, tenon_token_sign(&request, now, NULL, NULL));
  out.size = 0;
  STATUS(TENON_BAD_SIZE, tenon_token_sign(&request, now, &out, NULL));
  out.size = sizeof out;
  out.capacity = needed - 1;
  out.len = 0;
  STATUS(TENON_LIMIT, tenon_token_sign(&request, now, &out, NULL));
  EXPECT(out.len == needed, "a buffer that is too small learns the size it needs");
  out.capacity = needed;
  STATUS(TENON_OK, tenon_token_sign(&request, now, &out, NULL));
  out.data = NULL;
  EXPECT(tenon_token_sign(&request, now, &out, NULL) < 0, "a capacity without memory is refused");
  out.data = memory;
  out.capacity = sizeof memory;
  request.size = offsetof(tenon_token_request, algorithm) - 1;
  STATUS(TENON_BAD_SIZE, tenon_token_sign(&request, now, &out, NULL));
  request.size = sizeof request;
  block = newer(&request, sizeof request, 0);
  STATUS(TENON_OK, tenon_token_sign(block, now, &out, NULL));
  free(block);
  block = newer(&request, sizeof request, 1);
  STATUS(TENON_NEWER_STRUCT, tenon_token_sign(block, now, &out, NULL));
  free(block);
  request.role_count = 1; /* and no array */
  STATUS(TENON_INVALID, tenon_token_sign(&request, now, &out, NULL));
  request.role_count = 0;
  request.claims_json = str("[]");
  STATUS(TENON_INVALID, tenon_token_sign(&request, now, &out, NULL));
  request.claims_json = str("{\"sub\":\"eve\"}");
  STATUS(TENON_INVALID, tenon_token_sign(&request, now, &out, NULL));
  request.claims_json = str("");
  request.secret = str("short");
  STATUS(TENON_WEAK_KEY, tenon_token_sign(&request, now, &out, NULL));
}

/* ---- Tools ----------------------------------------------------------------------------------------------------------- */

static void run_nothing(void *user, const tenon_call *call, tenon_reply *reply) {
  (void)user;
  tenon_reply_text(reply, str("done"), call->now);
  tenon_reply_release(reply, call->now);
}

static tenon_tool plain_tool(int *drops) {
  tenon_tool tool = {0};
  tool.size = sizeof tool;
  tool.name = str("plain");
  tool.description = str("Does nothing.");
  tool.user = drops;
  tool.drop = count_drop;
  tool.run = run_nothing;
  return tool;
}

/* One refused registration: its status, its user dropped once, the catalog as before. */
static void refused(tenon_server *server, const tenon_tool *tool, tenon_status want, int *drops, const char *why, int line) {
  uint64_t before = tools_of(server);
  *drops = 0;
  expect_status(want, tenon_server_add_tool(server, tool, NULL), why, line);
  expect(*drops == 1, why, line);
  expect(tools_of(server) == before, why, line);
}
#define REFUSED(want, why) refused(server, &tool, (want), &drops, (why), __LINE__); tool = plain_tool(&drops)

static void misuse_tools(tenon_server *server) {
  int drops = 0, others = 0;
  char long_name[130];
  tenon_tool tool = plain_tool(&drops), other;
  void *block;

  STATUS(TENON_INVALID, tenon_server_add_tool(NULL, &tool, NULL));
  EXPECT(drops == 1, "no server: the tool's user is dropped");
  STATUS(TENON_INVALID, tenon_server_add_tool(server, NULL, NULL));

  tool = plain_tool(&drops);
  tool.size = 0;
  STATUS(TENON_BAD_SIZE, tenon_server_add_tool(server, &tool, NULL));
  tool.size = sizeof(size_t);
  STATUS(TENON_BAD_SIZE, tenon_server_add_tool(server, &tool, NULL));
  tool.size = offsetof(tenon_tool, output_schema) - 1;
  STATUS(TENON_BAD_SIZE, tenon_server_add_tool(server, &tool, NULL));
  tool = plain_tool(&drops);

  tool.run = NULL;
  REFUSED(TENON_INVALID, "a tool without run");
  tool.name = str("");
  REFUSED(TENON_INVALID, "a tool without a name");
  tool.name = str("two words");
  REFUSED(TENON_INVALID, "a name with a space");
  memset(long_name, 'n', sizeof long_name);
  tool.name.data = long_name;
  tool.name.len = 129;
  REFUSED(TENON_INVALID, "a name one byte over the limit");
  tool.name = bytes_without_memory;
  REFUSED(TENON_INVALID, "a name of seven bytes at NULL");
  tool.description = bytes_without_memory;
  REFUSED(TENON_INVALID, "a description of seven bytes at NULL");
  tool.description = str("\xff\xfe");
  REFUSED(TENON_INVALID, "a description that is not UTF-8");
  tool.input_schema = str("{");
  REFUSED(TENON_BAD_SCHEMA, "a schema that is not JSON");
  tool.input_schema = str("[]");
  REFUSED(TENON_BAD_SCHEMA, "a schema that is not an object");
  tool.input_schema = str("{\"type\":\"number\"}");
  REFUSED(TENON_BAD_SCHEMA, "a schema whose arguments are no object");
  tool.input_schema = str("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"nmber\"}}}");
  REFUSED(TENON_BAD_SCHEMA, "a schema with a type that does not exist");
  tool.input_schema = str("{\"$schema\":\"https://example.com/mine\",\"type\":\"object\"}");
  REFUSED(TENON_BAD_SCHEMA, "a schema of an unknown dialect");
  tool.annotations = str("[]");
  REFUSED(TENON_INVALID, "annotations that are not an object");

  block = newer(&tool, sizeof tool, 1);
  drops = 0;
  STATUS(TENON_NEWER_STRUCT, tenon_server_add_tool(server, block, NULL));
  EXPECT(drops == 1, "a tool record that is too new drops its user");
  free(block);
  block = newer(&tool, sizeof tool, 0);
  drops = 0;
  STATUS(TENON_OK, tenon_server_add_tool(server, block, NULL));
  free(block);
  EXPECT(drops == 0 && tools_of(server) == 1, "a later record with an empty tail is a tool");
  tool.name.data = long_name;
  tool.name.len = 128;
  STATUS(TENON_OK, tenon_server_add_tool(server, &tool, NULL));
  STATUS(TENON_OK, tenon_server_remove_tool(server, tool.name));
  EXPECT(drops == 1, "a name at the limit is fine, and removing drops");
  drops = 0;

  other = plain_tool(&others);
  STATUS(TENON_DUPLICATE, tenon_server_add_tool(server, &other, NULL));
  EXPECT(others == 1 && drops == 0, "a name that is taken drops the second user, not the first");

  STATUS(TENON_INVALID, tenon_server_remove_tool(NULL, str("plain")));
  STATUS(TENON_NOT_FOUND, tenon_server_remove_tool(server, str("another")));
  EXPECT(tenon_server_remove_tool(server, bytes_without_memory) < 0, "a name of seven bytes at NULL removes nothing");
  STATUS(TENON_OK, tenon_server_remove_tool(server, str("plain")));
  EXPECT(drops == 1, "a removed tool is dropped once");
  STATUS(TENON_NOT_FOUND, tenon_server_remove_tool(server, str("plain")));
  EXPECT(drops == 1, "and not again");
}

/* ---- Calls and replies ----------------------------------------------------------------------------------------------- */

static tenon_reply *kept;
static int looked;

static void run_keep(void *user, const tenon_call *call, tenon_reply *reply) {
  tenon_str text;
  double number;
  int64_t integer;
  int32_t boolean;
  (void)user;
  ++looked;
  STATUS(TENON_INVALID, tenon_call_text(NULL, str("a"), &text));
  STATUS(TENON_INVALID, tenon_call_text(call, str("a"), NULL));
  STATUS(TENON_NOT_FOUND, tenon_call_text(call, str("b"), &text));
  STATUS(TENON_NOT_FOUND, tenon_call_text(call, str("missing"), &text));
  EXPECT(tenon_call_text(call, bytes_without_memory, &text) < 0, "a name of seven bytes at NULL is no argument");
  STATUS(TENON_INVALID, tenon_call_number(NULL, str("a"), &number));
  STATUS(TENON_INVALID, tenon_call_number(call, str("b"), NULL));
  STATUS(TENON_NOT_FOUND, tenon_call_number(call, str("a"), &number));
  STATUS(TENON_INVALID, tenon_call_integer(NULL, str("a"), &integer));
  STATUS(TENON_INVALID, tenon_call_integer(call, str("b"), NULL));
  STATUS(TENON_NOT_FOUND, tenon_call_integer(call, str("a"), &integer));
  STATUS(TENON_INVALID, tenon_call_boolean(NULL, str("a"), &boolean));
  STATUS(TENON_INVALID, tenon_call_boolean(call, str("b"), NULL));
  STATUS(TENON_NOT_FOUND, tenon_call_boolean(call, str("b"), &boolean));
  STATUS(TENON_INVALID, tenon_call_json(NULL, str("a"), &text));
  STATUS(TENON_INVALID, tenon_call_json(call, str("a"), NULL));
  STATUS(TENON_NOT_FOUND, tenon_call_json(call, str("missing"), &text));
  STATUS(TENON_OK, tenon_call_text(call, str("a"), &text));
  EXPECT(text.len == 1 && text.data[0] == 'x', "the right question gets the argument");
  kept = reply;
}

static void misuse_reply(void) {
  double infinite = 1e308;
  infinite *= 10;
  STATUS(TENON_INVALID, tenon_reply_text(NULL, str("x"), now));
  STATUS(TENON_INVALID, tenon_reply_result(NULL, str("{}"), now));
  STATUS(TENON_INVALID, tenon_reply_tool_error(NULL, str("x"), now));
  STATUS(TENON_INVALID, tenon_reply_fail(NULL, 1, str("x"), now));
  STATUS(TENON_INVALID, tenon_reply_progress(NULL, 1, 2, str("x"), now));
  (void)tenon_reply_cancelled(NULL); /* any answer is fine; it must come back */
  tenon_reply_release(NULL, now);
  tenon_work_run(NULL, now);

  EXPECT(kept != NULL, "the handler kept its reply");
  if (!kept) return;
  STATUS(TENON_INVALID, tenon_reply_text(kept, bytes_without_memory, now));
  STATUS(TENON_INVALID, tenon_reply_text(kept, str("\xc3\x28"), now));
  STATUS(TENON_INVALID, tenon_reply_tool_error(kept, str("\xc3\x28"), now));
  STATUS(TENON_INVALID, tenon_reply_result(kept, str("not json"), now));
  STATUS(TENON_INVALID, tenon_reply_result(kept, str("[]"), now));
  STATUS(TENON_INVALID, tenon_reply_result(kept, str("{}"), now));
  STATUS(TENON_INVALID, tenon_reply_result(kept, str("{\"content\":{}}"), now));
  STATUS(TENON_INVALID, tenon_reply_fail(kept, -32000, str("a code of the protocol's own"), now));
  STATUS(TENON_INVALID, tenon_reply_fail(kept, -32768, str("a code of the protocol's own"), now));
  STATUS(TENON_INVALID, tenon_reply_progress(kept, infinite, 0, str(""), now));
  STATUS(TENON_INVALID, tenon_reply_progress(kept, infinite - infinite, 0, str(""), now));
  EXPECT(tenon_reply_cancelled(kept) == 0, "somebody waits");
  STATUS(TENON_OK, tenon_reply_text(kept, str("late"), now));
  STATUS(TENON_GONE, tenon_reply_text(kept, str("twice"), now));
  STATUS(TENON_GONE, tenon_reply_result(kept, str("{\"content\":[]}"), now));
  STATUS(TENON_GONE, tenon_reply_tool_error(kept, str("twice"), now));
  STATUS(TENON_GONE, tenon_reply_fail(kept, 7, str("twice"), now));
  STATUS(TENON_GONE, tenon_reply_progress(kept, 1, 2, str(""), now));
}

/* ---- Exchanges ------------------------------------------------------------------------------------------------------- */

static void misuse_open(tenon_server *server) {
  tenon_head head = {0};
  tenon_exchange *exchange;
  void *block;
  int drops = 0;
  head.size = sizeof head;
  head.carrier = TENON_LINES;
  head.user = &drops;
  head.drop = count_drop;

  STATUS(TENON_INVALID, tenon_exchange_open(NULL, &head, now, &exchange));
  EXPECT(drops == 1 && exchange == NULL, "no server: the exchange's user is dropped");
  drops = 0;
  STATUS(TENON_INVALID, tenon_exchange_open(server, &head, now, NULL));
  EXPECT(drops == 1, "no place for the exchange: its user is dropped");
  STATUS(TENON_INVALID, tenon_exchange_open(server, NULL, now, &exchange));
  drops = 0;
  head.carrier = 0;
  STATUS(TENON_INVALID, tenon_exchange_open(server, &head, now, &exchange));
  EXPECT(drops == 1 && exchange == NULL, "no carrier: the exchange's user is dropped");
  head.carrier = 4;
  STATUS(TENON_INVALID, tenon_exchange_open(server, &head, now, &exchange));
  head.carrier = TENON_HTTP;
  head.header_count = 1; /* and no array */
  drops = 0;
  STATUS(TENON_INVALID, tenon_exchange_open(server, &head, now, &exchange));
  EXPECT(drops == 1 && exchange == NULL, "headers without an array: the exchange's user is dropped");
  head.header_count = 0;
  head.method = bytes_without_memory;
  STATUS(TENON_INVALID, tenon_exchange_open(server, &head, now, &exchange));
  head.method = str("");
  head.carrier = TENON_LINES;
  head.size = 0;
  STATUS(TENON_BAD_SIZE, tenon_exchange_open(server, &head, now, &exchange));
  head.size = offsetof(tenon_head, scopes) - 1;
  STATUS(TENON_BAD_SIZE, tenon_exchange_open(server, &head, now, &exchange));
  head.size = sizeof head;
  drops = 0;
  block = newer(&head, sizeof head, 1);
  STATUS(TENON_NEWER_STRUCT, tenon_exchange_open(server, block, now, &exchange));
  EXPECT(drops == 1 && exchange == NULL, "a head that is too new drops its user");
  free(block);
  drops = 0;
  block = newer(&head, sizeof head, 0);
  STATUS(TENON_OK, tenon_exchange_open(server, block, now, &exchange));
  free(block);
  tenon_exchange_close(exchange, now);
  EXPECT(drops == 1, "a later head opens, and its user is dropped after close");
  EXPECT(exchanges_of(server) == 0, "no exchange is left");
}

static void misuse_exchange(tenon_server *server) {
  static const char request[] =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
      "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}\n"
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"keep\",\"arguments\":{\"a\":\"x\",\"b\":1}}}\n";
  tenon_head head = {0};
  tenon_exchange *exchange = NULL;
  tenon_answer answer = {0};
  tenon_str bytes = {NULL, 0};
  tenon_tool tool;
  int drops = 0, tool_drops = 0;
  head.size = sizeof head;
  head.carrier = TENON_LINES;
  head.user = &drops;
  head.drop = count_drop;
  tool = plain_tool(&tool_drops);
  tool.name = str("keep");
  tool.run = run_keep;
  STATUS(TENON_OK, tenon_server_add_tool(server, &tool, NULL));
  STATUS(TENON_OK, tenon_exchange_open(server, &head, now, &exchange));
  if (!exchange) return;

  STATUS(TENON_INVALID, tenon_exchange_feed(NULL, "x", 1, now));
  STATUS(TENON_INVALID, tenon_exchange_feed(exchange, NULL, 1, now));
  STATUS(TENON_OK, tenon_exchange_feed(exchange, NULL, 0, now));
  STATUS(TENON_INVALID, tenon_exchange_end(NULL, now));
  answer.size = sizeof answer;
  STATUS(TENON_INVALID, tenon_exchange_answer(NULL, &answer));
  STATUS(TENON_INVALID, tenon_exchange_answer(exchange, NULL));
  answer.size = 0;
  STATUS(TENON_BAD_SIZE, tenon_exchange_answer(exchange, &answer));
  answer.size = sizeof(size_t);
  STATUS(TENON_BAD_SIZE, tenon_exchange_answer(exchange, &answer));
  STATUS(TENON_INVALID, tenon_exchange_pull(NULL, &bytes));
  STATUS(TENON_INVALID, tenon_exchange_pull(exchange, NULL));
  STATUS(TENON_IDLE, tenon_exchange_pull(exchange, &bytes));
  STATUS(TENON_INVALID, tenon_exchange_sent(NULL, 0, now));
  STATUS(TENON_INVALID, tenon_exchange_sent(exchange, 1, now));
  tenon_exchange_close(NULL, now);

  STATUS(TENON_OK, tenon_exchange_feed(exchange, request, sizeof request - 1, now));
  EXPECT(looked == 1, "the tool ran");
  STATUS(TENON_OK, tenon_exchange_pull(exchange, &bytes));
  STATUS(TENON_INVALID, tenon_exchange_sent(exchange, bytes.len + 1, now));
  STATUS(TENON_OK, tenon_exchange_sent(exchange, bytes.len, now));
  misuse_reply();
  STATUS(TENON_OK, tenon_server_remove_tool(server, str("keep")));
  EXPECT(tool_drops == 0, "a tool is not dropped before its last reply is released");
  tenon_exchange_close(exchange, now);
  EXPECT(drops == 1, "the exchange's user is dropped once");
  if (kept) tenon_reply_release(kept, now);
  EXPECT(tool_drops == 1, "the tool's user is dropped with its last reply");
}

/* ---- Who may call ---------------------------------------------------------------------------------------------------- */

static int32_t take_any(void *user, tenon_str algorithm, tenon_str jwk, void **key) {
  (void)user, (void)algorithm, (void)jwk, (void)key;
  return 0;
}
static int32_t check_none(void *user, void *key, tenon_str algorithm, tenon_str text, tenon_str signature) {
  (void)user, (void)key, (void)algorithm, (void)text, (void)signature;
  return 0;
}

static void misuse_keys(tenon_server *server) {
  tenon_token_policy policy = {0};
  tenon_key key = {0}, many[65];
  size_t i;
  key.size = sizeof key;
  key.secret = str("0123456789abcdef0123456789abcdef");
  STATUS(TENON_INVALID, tenon_server_set_keys(server, &key, 1, NULL)); /* there is no policy that they could be for */
  policy.size = sizeof policy;
  policy.keys = &key;
  STATUS(TENON_INVALID, tenon_server_set_keys(NULL, &key, 1, NULL));
  policy.key_count = 1;
  STATUS(TENON_OK, tenon_server_require_token(server, &policy, NULL));
  STATUS(TENON_INVALID, tenon_server_set_keys(server, NULL, 1, NULL));
  STATUS(TENON_INVALID, tenon_server_set_keys(server, &key, 0, NULL));
  key.size = sizeof key - 1;
  STATUS(TENON_BAD_SIZE, tenon_server_set_keys(server, &key, 1, NULL));
  key.size = 0;
  STATUS(TENON_BAD_SIZE, tenon_server_set_keys(server, &key, 1, NULL));
  key.size = sizeof key;
  key.pem = str("both");
  STATUS(TENON_INVALID, tenon_server_set_keys(server, &key, 1, NULL));
  key.pem = bytes_without_memory;
  STATUS(TENON_INVALID, tenon_server_set_keys(server, &key, 1, NULL));
  key.pem = str("");
  key.pem.data = NULL;
  key.secret = key.pem;
  STATUS(TENON_INVALID, tenon_server_set_keys(server, &key, 1, NULL)); /* neither */
  key.jwks = str("{}");
  STATUS(TENON_INVALID, tenon_server_set_keys(server, &key, 1, NULL));
  key.jwks = key.pem;
  key.secret = str("too short");
  STATUS(TENON_WEAK_KEY, tenon_server_set_keys(server, &key, 1, NULL));
  key.secret = str("0123456789abcdef0123456789abcdef");
  key.algorithm = str("none");
  STATUS(TENON_INVALID, tenon_server_set_keys(server, &key, 1, NULL));
  key.algorithm = str("");
  for (i = 0; i < 65; ++i) many[i] = key;
  STATUS(TENON_LIMIT, tenon_server_set_keys(server, many, 65, NULL));
  STATUS(TENON_OK, tenon_server_set_keys(server, &key, 1, NULL));
  STATUS(TENON_INVALID, tenon_server_forget_tokens(NULL));
  STATUS(TENON_OK, tenon_server_forget_tokens(server));
  policy.key_count = 1;
  policy.keys = NULL;
  STATUS(TENON_INVALID, tenon_server_require_token(server, &policy, NULL));
}

/* Whatever is wrong, the check of signatures is dropped once for each time that it was given. */
static void misuse_signatures(tenon_server *server) {
  tenon_token_policy policy = {0};
  tenon_signatures signatures = {0};
  tenon_verdict verdict = {0};
  int drops = 0;
  policy.size = sizeof policy;
  policy.signatures = &signatures;
  signatures.size = sizeof signatures;
  signatures.user = &drops;
  signatures.drop = count_drop;
  STATUS(TENON_INVALID, tenon_server_require_token(server, &policy, NULL)); /* neither take_key nor check */
  EXPECT(drops == 1, "signatures without functions are dropped");
  signatures.take_key = take_any;
  signatures.check = check_none;
  STATUS(TENON_INVALID, tenon_server_require_token(NULL, &policy, NULL));
  EXPECT(drops == 2, "signatures are dropped where there is no server");
  EXPECT(tenon_server_require_token(server, &policy, NULL) < 0, "a policy without keys is none");
  EXPECT(drops == 3, "signatures of a refused policy are dropped");
  policy.token_type = 99;
  STATUS(TENON_INVALID, tenon_server_require_token(server, &policy, NULL));
  EXPECT(drops == 4, "signatures are dropped with what else is wrong");
  policy.token_type = 0;
  signatures.size = sizeof signatures - 1;
  STATUS(TENON_BAD_SIZE, tenon_server_require_token(server, &policy, NULL));
  EXPECT(drops == 5, "signatures of the wrong size are dropped");
  signatures.size = sizeof signatures;
  STATUS(TENON_INVALID, tenon_token_check(&policy, str("x"), now, NULL, NULL, NULL));
  EXPECT(drops == 6, "signatures are dropped where there is no verdict to give");
  STATUS(TENON_BAD_SIZE, tenon_token_check(&policy, str("x"), now, &verdict, NULL, NULL));
  EXPECT(drops == 7, "signatures are dropped where the verdict has no size");
}

static void misuse_check(void) {
  tenon_token_policy policy = {0};
  tenon_verdict verdict = {0};
  tenon_buffer claims = {0};
  char memory[64];
  policy.size = sizeof policy;
  policy.secret = str("0123456789abcdef0123456789abcdef");
  verdict.size = sizeof verdict;
  verdict.accepted = 7;
  STATUS(TENON_INVALID, tenon_token_check(NULL, str("x"), now, &verdict, NULL, NULL));
  STATUS(TENON_INVALID, tenon_token_check(&policy, bytes_without_memory, now, &verdict, NULL, NULL));
  STATUS(TENON_INVALID, tenon_token_check(&policy, str("x"), now, NULL, NULL, NULL));
  claims.size = sizeof claims;
  claims.capacity = 1;
  STATUS(TENON_INVALID, tenon_token_check(&policy, str("x"), now, &verdict, &claims, NULL));
  claims.data = memory;
  claims.capacity = sizeof memory;
  claims.size = 1;
  STATUS(TENON_BAD_SIZE, tenon_token_check(&policy, str("x"), now, &verdict, &claims, NULL));
  EXPECT(verdict.accepted == 7, "a check that was not made has no verdict");
  claims.size = sizeof claims;
  STATUS(TENON_OK, tenon_token_check(&policy, str(""), now, &verdict, &claims, NULL));
  EXPECT(verdict.accepted == 0 && claims.len == 0, "no token is no good token");
  STATUS(TENON_OK, tenon_token_check(&policy, str("a.b.c"), now, &verdict, NULL, NULL));
  EXPECT(verdict.accepted == 0 && verdict.reason && *verdict.reason, "a refusal has a reason");
  policy.secret = str("short");
  STATUS(TENON_WEAK_KEY, tenon_token_check(&policy, str("a.b.c"), now, &verdict, NULL, NULL));
}

static void misuse_generate(void) {
  tenon_buffer own = {0}, open = {0};
  char secret[4096], shared[4096];
  own.size = sizeof own;
  own.data = secret;
  own.capacity = sizeof secret;
  open.size = sizeof open;
  open.data = shared;
  open.capacity = sizeof shared;
  STATUS(TENON_OK, tenon_key_generate(str("ES256"), 0, str(""), &own, &open, NULL));
  STATUS(TENON_OK, tenon_key_generate(str("ES256"), 0, str("k"), NULL, &open, NULL));
  STATUS(TENON_OK, tenon_key_generate(str("ES256"), 0, str("k"), &own, NULL, NULL));
  STATUS(TENON_INVALID, tenon_key_generate(str("none"), 0, str(""), &own, &open, NULL));
  STATUS(TENON_INVALID, tenon_key_generate(str("HS256"), 0, str(""), &own, &open, NULL));
  STATUS(TENON_INVALID, tenon_key_generate(str(""), 0, str(""), &own, &open, NULL));
  STATUS(TENON_INVALID, tenon_key_generate(bytes_without_memory, 0, str(""), &own, &open, NULL));
  STATUS(TENON_INVALID, tenon_key_generate(str("ES256"), 0, bytes_without_memory, &own, &open, NULL));
  EXPECT(tenon_key_generate(str("RS256"), 1024, str(""), &own, &open, NULL) < 0, "a short RSA key is not made");
  EXPECT(tenon_key_generate(str("RS256"), UINT64_MAX, str(""), &own, &open, NULL) < 0, "an endless one neither");
  own.size = 0;
  STATUS(TENON_BAD_SIZE, tenon_key_generate(str("ES256"), 0, str(""), &own, &open, NULL));
  own.size = sizeof own;
  own.capacity = 10;
  own.len = 0;
  STATUS(TENON_LIMIT, tenon_key_generate(str("ES256"), 0, str(""), &own, &open, NULL));
  EXPECT(own.len > 10, "a buffer that is too small learns the size it needs");
  open.data = NULL;
  STATUS(TENON_INVALID, tenon_key_generate(str("ES256"), 0, str(""), &own, &open, NULL));
}

static tenon_decision *owed;
static void keep_decision(void *user, const tenon_credential *about, tenon_decision *decision) {
  (void)user;
  EXPECT(about->size == sizeof *about && about->api_key.len == 7, "the host is told of which key");
  owed = decision;
}

static void misuse_authority(tenon_server *server) {
  tenon_authority authority = {0};
  tenon_identity who = {0};
  tenon_head head = {0};
  tenon_header lines[2];
  tenon_exchange *exchange = NULL;
  tenon_answer answer = {0};
  int drops = 0;
  void *block;
  authority.user = &drops;
  authority.drop = count_drop;
  authority.api_key = keep_decision;
  STATUS(TENON_INVALID, tenon_server_set_authority(server, NULL));
  STATUS(TENON_BAD_SIZE, tenon_server_set_authority(server, &authority));
  EXPECT(drops == 0, "of a record without a size nothing is known, its drop neither");
  authority.size = sizeof authority - 1;
  STATUS(TENON_BAD_SIZE, tenon_server_set_authority(server, &authority));
  EXPECT(drops == 1, "an authority of the wrong size is dropped");
  authority.size = sizeof authority;
  STATUS(TENON_INVALID, tenon_server_set_authority(NULL, &authority));
  EXPECT(drops == 2, "an authority without a server is dropped");
  block = newer(&authority, sizeof authority, 1);
  STATUS(TENON_NEWER_STRUCT, tenon_server_set_authority(server, block));
  free(block);
  EXPECT(drops == 3, "an authority from the future is dropped");
  STATUS(TENON_OK, tenon_server_set_authority(server, &authority));
  EXPECT(drops == 3, "one that is taken is not");

  lines[0].name = str("Host");
  lines[0].value = str("localhost");
  lines[1].name = str("X-API-Key");
  lines[1].value = str("sk-4711");
  head.size = sizeof head;
  head.carrier = TENON_HTTP;
  head.method = str("GET");
  head.target = str("/mcp");
  head.headers = lines;
  head.header_count = 2;
  STATUS(TENON_OK, tenon_exchange_open(server, &head, now, &exchange));
  EXPECT(owed != NULL, "the host is asked");
  if (!owed) return;
  STATUS(TENON_INVALID, tenon_decision_allow(NULL, NULL, now));
  STATUS(TENON_INVALID, tenon_decision_deny(NULL, now));
  tenon_decision_release(NULL, now);
  STATUS(TENON_INVALID, tenon_decision_allow(owed, NULL, now));
  STATUS(TENON_BAD_SIZE, tenon_decision_allow(owed, &who, now));
  who.size = sizeof who;
  STATUS(TENON_INVALID, tenon_decision_allow(owed, &who, now)); /* nobody */
  who.subject = bytes_without_memory;
  STATUS(TENON_INVALID, tenon_decision_allow(owed, &who, now));
  who.subject = str("ada");
  who.role_count = 1; /* and no array */
  STATUS(TENON_INVALID, tenon_decision_allow(owed, &who, now));
  who.roles = &bytes_without_memory;
  STATUS(TENON_INVALID, tenon_decision_allow(owed, &who, now));
  who.role_count = 1000;
  STATUS(TENON_INVALID, tenon_decision_allow(owed, &who, now));
  who.role_count = 0;
  who.claims_json = str("no object");
  STATUS(TENON_INVALID, tenon_decision_allow(owed, &who, now));
  who.claims_json = str("{}");
  answer.size = sizeof answer;
  STATUS(TENON_IDLE, tenon_exchange_answer(exchange, &answer));
  block = newer(&who, sizeof who, 1);
  STATUS(TENON_NEWER_STRUCT, tenon_decision_allow(owed, block, now));
  free(block);
  STATUS(TENON_OK, tenon_decision_allow(owed, &who, now));
  STATUS(TENON_GONE, tenon_decision_allow(owed, &who, now));
  STATUS(TENON_GONE, tenon_decision_deny(owed, now));
  STATUS(TENON_OK, tenon_exchange_answer(exchange, &answer));
  EXPECT(answer.status == 400 || answer.status == 406, "who was let in is judged by what is asked");
  tenon_exchange_close(exchange, now);
  tenon_decision_release(owed, now);
  memset(&authority, 0, sizeof authority);
  authority.size = sizeof authority;
  STATUS(TENON_OK, tenon_server_set_authority(server, &authority)); /* nobody is asked any more */
  EXPECT(drops == 4, "an authority is dropped when another takes its place");
}

int main(void) {
  tenon_server *server;
  misuse_create();
  misuse_error();
  misuse_sign();
  misuse_check();
  misuse_generate();
  server = open_server();
  misuse_server_calls(server);
  misuse_policy(server);
  misuse_tools(server);
  misuse_open(server);
  misuse_exchange(server);
  misuse_authority(server);
  misuse_keys(server);
  misuse_signatures(server);
  tenon_server_destroy(server, now);
  printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed != 0;
}
