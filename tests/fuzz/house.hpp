// house.hpp - a small server for one input: deterministic, with an inline tool, and one whose replies wait.
#pragma once
#include "fuzz/promise.hpp"
#include "guest/words.hpp"
#include <vector>

namespace fuzz {

struct House {
  tenon_server *server = nullptr;
  std::vector<tenon_reply *> replies;
  int drops = 0, runs = 0;
  unsigned char randomness = 0;

  explicit House(bool authless = true) {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = authless;
    options.max_message_bytes = 8192;
    options.max_outbox_bytes = 4096;
    options.max_undelivered_bytes = 2048;
    options.max_calls = 8;
    options.page_size = 1;
    tenon_host host{};
    host.size = sizeof host;
    host.user = this;
    host.drop = [](void *user) { ++static_cast<House *>(user)->drops; };
    host.entropy = [](void *user, void *out, size_t len) -> int32_t {
      const unsigned char next = ++static_cast<House *>(user)->randomness;
      for (size_t i = 0; i < len; ++i) static_cast<unsigned char *>(out)[i] = next;
      return 0;
    };
    promise(tenon_server_create(&options, &host, &server, nullptr) == TENON_OK, "a server is made");
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = guest::str("echo");
    tool.input_schema = guest::str(R"({"type":"object","properties":{"text":{"type":"string","maxLength":64},"n":{"type":"integer"}}})");
    tool.user = this;
    tool.run = [](void *user, const tenon_call *call, tenon_reply *reply) {
      ++static_cast<House *>(user)->runs;
      tenon_str text{};
      int64_t n = 0;
      double x = 0;
      int32_t truth = 0;
      (void)tenon_call_integer(call, guest::str("n"), &n);
      (void)tenon_call_number(call, guest::str("n"), &x);
      (void)tenon_call_boolean(call, guest::str("n"), &truth);
      (void)tenon_call_json(call, guest::str("text"), &text);
      if (tenon_call_text(call, guest::str("text"), &text) != TENON_OK) text = call->arguments_json;
      promise(tenon_reply_text(reply, text, call->now) == TENON_OK, "an argument can be said again");
      tenon_reply_release(reply, call->now);
    };
    promise(tenon_server_add_tool(server, &tool, nullptr) == TENON_OK, "echo is offered");
    tool.name = guest::str("later");
    tool.input_schema = {};
    tool.run = [](void *user, const tenon_call *, tenon_reply *reply) { static_cast<House *>(user)->replies.push_back(reply); };
    promise(tenon_server_add_tool(server, &tool, nullptr) == TENON_OK, "later is offered");
  }
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  void settle_all() {
    for (tenon_reply *reply : replies) {
      (void)tenon_reply_progress(reply, 1, 2, guest::str("half"), start);
      promise(tenon_reply_text(reply, guest::str("late"), start) == TENON_OK, "the first settling is OK");
      promise(tenon_reply_text(reply, guest::str("late"), start) == TENON_GONE, "the second settling is GONE");
      tenon_reply_release(reply, start);
    }
    replies.clear();
  }
  // All exchanges are closed: nothing is left.
  ~House() {
    settle_all();
    tenon_server_tick(server, much_later);
    tenon_counts counts{};
    counts.size = sizeof counts;
    promise(tenon_server_counts(server, &counts) == TENON_OK, "counts");
    promise(counts.exchanges == 0 && counts.calls == 0 && counts.conversations == 0, "nothing is counted when all is over");
    tenon_server_destroy(server, much_later);
    promise(drops == 1, "the host is dropped once");
  }
};

// Everything that an exchange has to say now; FINISHED is said for good.
inline std::string pull_all(tenon_exchange *exchange, bool *finished = nullptr) {
  std::string all;
  tenon_str bytes{};
  tenon_status status;
  while ((status = tenon_exchange_pull(exchange, &bytes)) == TENON_OK) {
    promise(bytes.len > 0, "OK comes with bytes");
    all.append(bytes.data, bytes.len);
    promise(tenon_exchange_sent(exchange, bytes.len, start) == TENON_OK, "what was pulled can be sent");
  }
  promise(status == TENON_IDLE || status == TENON_FINISHED, "a pull ends with IDLE or FINISHED");
  if (finished) *finished = status == TENON_FINISHED;
  return all;
}

} // namespace fuzz
