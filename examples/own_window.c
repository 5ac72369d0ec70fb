/* own_window.c - a program whose agent asks a person, and whose own prompt is where that person answers: no page, no HTTP. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <tenon/tenon.h>
#include <time.h>

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

/* The window knows of one open question. */
typedef struct {
  char session[64];
  int64_t state;
} window;

/* A session was written: this one is what the person sees next. */
static void changed(void *user, tenon_str session_id, uint64_t version, int64_t state, tenon_now when) {
  window *shown = user;
  (void)version, (void)when;
  snprintf(shown->session, sizeof shown->session, "%.*s", (int)session_id.len, session_id.data);
  shown->state = state;
}

static void told(void *user, const tenon_told *what) {
  (void)user;
  if (what->status == 200) printf("Sent.\n");
  else printf("Not taken: %.*s %.*s\n", (int)what->code.len, what->code.data, (int)what->json.len, what->json.data);
}

/* {"freeText":"..."}, with what JSON wants escaped. */
static void write_answer(char *out, size_t room, const char *line) {
  size_t at = (size_t)snprintf(out, room, "{\"freeText\":\"");
  for (; *line && *line != '\n' && at + 10 < room; ++line) {
    if (*line == '"' || *line == '\\') out[at++] = '\\';
    if ((unsigned char)*line >= 0x20) out[at++] = *line;
  }
  snprintf(out + at, room - at, "\"}");
}

/* What the agent's program says, and what it has heard by now. */
static void say(tenon_exchange *agent, const char *line) {
  tenon_exchange_feed(agent, line, strlen(line), now());
}
static void hear(tenon_exchange *agent) {
  tenon_str out;
  while (tenon_exchange_pull(agent, &out) == TENON_OK) {
    printf("The agent hears: %.*s", (int)out.len, out.data);
    tenon_exchange_sent(agent, out.len, now());
  }
}

int main(void) {
  char why[256] = "", line[4096], answer[8300];
  window shown = {"", 0};
  tenon_error error = {sizeof error, why, sizeof why, 0};
  tenon_options options = {.size = sizeof options, .name = str("own-window")};
  tenon_feedback feedback = {.size = sizeof feedback, .user = &shown, .changed = changed, .sites = TENON_OFF, .tools = TENON_ASK_TOOL};
  tenon_somebody person = {.size = sizeof person, .id = str("me"), .name = str("Whoever sits here")};
  tenon_hearer hearer = {.size = sizeof hearer, .told = told};
  tenon_head pipe = {.size = sizeof pipe, .carrier = TENON_LINES};
  tenon_server *server = NULL;
  tenon_exchange *agent = NULL;

  if (tenon_server_create(&options, NULL, &server, &error) < 0 || tenon_server_offer_feedback(server, &feedback, &error) < 0 ||
      tenon_exchange_open(server, &pipe, now(), &agent) < 0) {
    fprintf(stderr, "own_window: %s\n", why);
    return 1;
  }
  say(agent, "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
             "\"capabilities\":{},\"clientInfo\":{\"name\":\"agent\",\"version\":\"1\"}}}\n"
             "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
             "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"interactive_feedback\","
             "\"arguments\":{\"message\":\"May I delete the old branch?\"}}}\n");
  hear(agent);

  printf("May I delete the old branch? (your words, or Ctrl+D to decline)\n> ");
  fflush(stdout);
  if (fgets(line, sizeof line, stdin)) {
    write_answer(answer, sizeof answer, line);
    tenon_feedback_answer(server, str(shown.session), &person, str(answer), &hearer, now());
  } else tenon_feedback_decline(server, str(shown.session), &person, str("{}"), &hearer, now());

  tenon_server_tick(server, now()); /* whoever waits is told at the next tick */
  hear(agent);
  tenon_exchange_close(agent, now());
  tenon_server_destroy(server, now());
  return shown.state == TENON_SESSION_ANSWERED || shown.state == TENON_SESSION_DECLINED ? 0 : 1;
}
