/* main.c - openssl_signatures JWKS-FILE: reads tokens, one to a line, and says what a server with these keys answers to each. */
#define _POSIX_C_SOURCE 200809L
#include "signatures.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { most_jwks = 256 << 10, longest_line = 16 << 10 };

static tenon_str str(const char *text) {
  const tenon_str view = {text, strlen(text)};
  return view;
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

/* The HTTP status of a tools/list that brings this token. */
static int64_t ask(tenon_server *server, const char *token) {
  static const char body[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
                             "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{},"
                             "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"openssl_signatures\",\"version\":\"1\"}}}}";
  char authorization[longest_line + 8];
  snprintf(authorization, sizeof authorization, "Bearer %s", token);
  const tenon_header headers[] = {{str("Host"), str("localhost")},
                                  {str("Content-Type"), str("application/json")},
                                  {str("Accept"), str("application/json, text/event-stream")},
                                  {str("MCP-Protocol-Version"), str("2026-07-28")},
                                  {str("Mcp-Method"), str("tools/list")},
                                  {str("Authorization"), str(authorization)}};
  tenon_head head = {0};
  head.size = sizeof head;
  head.carrier = TENON_HTTP;
  head.method = str("POST");
  head.target = str("/mcp");
  head.headers = headers;
  head.header_count = sizeof headers / sizeof headers[0];
  tenon_exchange *exchange = NULL;
  if (tenon_exchange_open(server, &head, now(), &exchange) != TENON_OK) return 0;
  (void)tenon_exchange_feed(exchange, body, sizeof body - 1, now());
  (void)tenon_exchange_end(exchange, now());
  tenon_answer answer = {0};
  answer.size = sizeof answer;
  const int64_t status = tenon_exchange_answer(exchange, &answer) == TENON_OK ? answer.status : 0;
  tenon_exchange_close(exchange, now());
  return status;
}

static int serve(const char *jwks, size_t length) {
  const tenon_signatures signatures = openssl_signatures();
  tenon_key key = {0};
  key.size = sizeof key;
  key.jwks.data = jwks;
  key.jwks.len = length;
  tenon_token_policy policy = {0};
  policy.size = sizeof policy;
  policy.keys = &key;
  policy.key_count = 1;
  policy.signatures = &signatures; /* this is all */
  char why[256] = "";
  tenon_error error = {sizeof error, why, sizeof why, 0};
  tenon_server *server = NULL;
  if (tenon_server_create(NULL, NULL, &server, &error) != TENON_OK || tenon_server_require_token(server, &policy, &error) != TENON_OK) {
    fprintf(stderr, "openssl_signatures: %s\n", why);
    tenon_server_destroy(server, now());
    return 1;
  }
  char line[longest_line];
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\r\n")] = '\0';
    printf("%d\n", (int)ask(server, line));
    fflush(stdout);
  }
  tenon_server_destroy(server, now());
  return 0;
}

int main(int count, char **names) {
  static char jwks[most_jwks];
  FILE *file = count == 2 ? fopen(names[1], "rb") : NULL;
  if (file == NULL) {
    fprintf(stderr, "usage: openssl_signatures JWKS-FILE <tokens\n");
    return 2;
  }
  const size_t length = fread(jwks, 1, sizeof jwks, file);
  fclose(file);
  return serve(jwks, length);
}
