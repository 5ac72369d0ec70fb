/* smallest_host.c - a whole MCP server in C99: one tool, over stdin and stdout. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <tenon/tenon.h>
#include <time.h>
#include <unistd.h>

static tenon_str str(const char *words) {
  tenon_str text = {words, strlen(words)};
  return text;
}

static tenon_now now(void) {
  struct timespec steady, wall;
  tenon_now moment;
  clock_gettime(CLOCK_MONOTONIC, &steady);
  clock_gettime(CLOCK_REALTIME, &wall);
  moment.monotonic_ms = (uint64_t)steady.tv_sec * 1000 + (uint64_t)steady.tv_nsec / 1000000;
  moment.unix_ms = (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / 1000000;
  return moment;
}

/* The tool. Its arguments fit the schema already when it runs. */
static void add(void *user, const tenon_call *call, tenon_reply *reply) {
  double a = 0, b = 0;
  char sum[32];
  (void)user;
  tenon_call_number(call, str("a"), &a);
  tenon_call_number(call, str("b"), &b);
  snprintf(sum, sizeof sum, "%.15g", a + b);
  tenon_reply_text(reply, str(sum), now());
  tenon_reply_release(reply, now());
}

/* Writes all that the server has to say; 0 when nobody reads it any more. */
static int flush(tenon_exchange *client) {
  tenon_str out;
  while (tenon_exchange_pull(client, &out) == TENON_OK) {
    if (fwrite(out.data, 1, out.len, stdout) != out.len) return 0;
    tenon_exchange_sent(client, out.len, now());
  }
  return fflush(stdout) == 0;
}

int main(void) {
  char why[256] = "", bytes[65536];
  tenon_error error = {sizeof error, why, sizeof why, 0};
  tenon_options options = {.size = sizeof options, .name = str("smallest-host"), .version = str("1.0")};
  tenon_tool tool = {.size = sizeof tool, .name = str("add"), .description = str("Add two numbers."), .run = add,
    .input_schema = str("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"},\"b\":{\"type\":\"number\"}},"
                        "\"required\":[\"a\",\"b\"]}")};
  tenon_head stdio = {.size = sizeof stdio, .carrier = TENON_LINES};
  tenon_server *server = NULL;
  tenon_exchange *client = NULL;
  ssize_t got;

  if (tenon_server_create(&options, NULL, &server, &error) < 0 || tenon_server_add_tool(server, &tool, &error) < 0 ||
      tenon_exchange_open(server, &stdio, now(), &client) < 0) {
    fprintf(stderr, "smallest_host: %s\n", why);
    return 1;
  }
  while (flush(client) && (got = read(STDIN_FILENO, bytes, sizeof bytes)) > 0) {
    while (tenon_exchange_feed(client, bytes, (size_t)got, now()) == TENON_BUSY)
      if (!flush(client)) break;
    tenon_server_tick(server, now());
  }
  tenon_exchange_end(client, now());
  flush(client);
  tenon_exchange_close(client, now());
  tenon_server_destroy(server, now());
  return 0;
}
