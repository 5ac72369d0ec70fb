// tool_kit.cpp - small tools for dialogues, each showing one way to answer.
#include "tool_kit.hpp"

#include <charconv>
#include <cstdio>

namespace talk {
namespace {

using Run = void (*)(void *, const tenon_call *, tenon_reply *);

void echo(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_str text{nullptr, 0};
  tenon_call_text(call, view("text"), &text);
  tenon_reply_text(reply, text, call->now);
  tenon_reply_release(reply, call->now);
}

void add(void *, const tenon_call *call, tenon_reply *reply) {
  double a = 0, b = 0;
  tenon_call_number(call, view("a"), &a);
  tenon_call_number(call, view("b"), &b);
  char text[40];
  int len = std::snprintf(text, sizeof text, "%.15g", a + b);
  tenon_reply_text(reply, {text, static_cast<size_t>(len)}, call->now);
  tenon_reply_release(reply, call->now);
}

void whoami(void *, const tenon_call *call, tenon_reply *reply) {
  std::string text = "subject=" + std::string(view(call->subject)) + " client=" + std::string(view(call->client_name)) + "/" +
                     std::string(view(call->client_version)) + " revision=" + std::string(view(call->revision)) +
                     " authorization=" + std::string(view(call->authorization)) + " scopes=" + std::string(view(call->scopes));
  tenon_reply_text(reply, view(text), call->now);
  tenon_reply_release(reply, call->now);
}

void reports(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_progress(reply, 1, 2, view("half way"), call->now);
  tenon_reply_progress(reply, 2, 2, view(""), call->now);
  tenon_reply_text(reply, view("reported"), call->now);
  tenon_reply_release(reply, call->now);
}

void fails(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_tool_error(reply, view("it did not work"), call->now);
  tenon_reply_release(reply, call->now);
}

void faults(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_fail(reply, 7, view("no such luck"), call->now);
  tenon_reply_release(reply, call->now);
}

void forgets(void *, const tenon_call *call, tenon_reply *reply) { tenon_reply_release(reply, call->now); }

void structured(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_result(reply, view(R"({"content":[{"type":"text","text":"{\"sum\":5}"}],"structuredContent":{"sum":5}})"), call->now);
  tenon_reply_release(reply, call->now);
}

void wide(void *, const tenon_call *call, tenon_reply *reply) {
  int64_t bytes = 0;
  tenon_call_integer(call, view("bytes"), &bytes);
  std::string text(static_cast<size_t>(bytes), 'w');
  tenon_reply_text(reply, view(text), call->now);
  tenon_reply_release(reply, call->now);
}

struct Kind {
  std::string_view name, description, schema;
  Run run; // nullptr: the kit keeps the reply
};

constexpr Kind kinds[] = {
    {"echo", "Say it again.", R"({"type":"object","properties":{"text":{"type":"string"}},"required":["text"]})", echo},
    {"add", "Add two numbers.", R"({"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"]})", add},
    {"whoami", "Say who is calling.", "", whoami},
    {"later", "Answer when the host says so.", "", nullptr},
    {"reports", "Report twice, then answer.", "", reports},
    {"fails", "Fail as a tool fails.", "", fails},
    {"faults", "Fail as the protocol fails.", "", faults},
    {"forgets", "Never answer.", "", forgets},
    {"structured", "Answer with structure.", "", structured},
    {"wide", "Answer with many bytes.", R"({"type":"object","properties":{"bytes":{"type":"integer","minimum":0}},"required":["bytes"]})", wide},
};

bool take(std::string_view &words, std::string_view word) {
  if (words.substr(0, word.size()) != word) return false;
  words.remove_prefix(word.size());
  return true;
}

double take_number(std::string_view &words) {
  double value = 0;
  auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), value);
  words.remove_prefix(static_cast<size_t>(end - words.data()));
  return error == std::errc() ? value : -1;
}

std::string expect_status(tenon_status want, tenon_status got) {
  if (want == got) return "";
  return std::string("the core says ") + tenon_status_name(got) + ", expected " + tenon_status_name(want);
}

} // namespace

tenon_status Tool_kit::offer(tenon_server *server, std::string_view name) {
  for (const Kind &kind : kinds) {
    if (kind.name != name) continue;
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = view(kind.name);
    tool.description = view(kind.description);
    tool.input_schema = view(kind.schema);
    tool.user = this;
    tool.drop = drop;
    tool.run = kind.run ? kind.run : keep;
    ++offered_;
    return tenon_server_add_tool(server, &tool, nullptr);
  }
  return offer_more(server, name);
}

void Tool_kit::keep(void *user, const tenon_call *, tenon_reply *reply) {
  static_cast<Tool_kit *>(user)->kept_.push_back(reply);
}

std::string Tool_kit::act(size_t which, std::string_view words, tenon_now now) {
  if (which == 0 || which > kept_.size()) return "there is no such call";
  tenon_reply *reply = kept_[which - 1];
  if (!reply) return "that reply was released";
  tenon_status want = TENON_OK;
  if (take(words, "gone: ")) want = TENON_GONE;
  if (take(words, "dropped: ")) want = TENON_DROPPED;
  if (take(words, "limit: ")) want = TENON_LIMIT;
  if (take(words, "text ")) return expect_status(want, tenon_reply_text(reply, view(words), now));
  if (take(words, "error ")) return expect_status(want, tenon_reply_tool_error(reply, view(words), now));
  if (take(words, "result ")) return expect_status(want, tenon_reply_result(reply, view(words), now));
  if (take(words, "fail ")) {
    auto code = static_cast<int32_t>(take_number(words));
    take(words, " ");
    return expect_status(want, tenon_reply_fail(reply, code, view(words), now));
  }
  if (take(words, "progress ")) {
    double done = take_number(words), total = take(words, "/") ? take_number(words) : 0;
    take(words, " ");
    return expect_status(want, tenon_reply_progress(reply, done, total, view(words), now));
  }
  if (words == "is wanted") return tenon_reply_cancelled(reply) == 0 ? "" : "nobody waits for it";
  if (words == "is cancelled") return tenon_reply_cancelled(reply) == 1 ? "" : "somebody still waits for it";
  if (words == "release") {
    kept_[which - 1] = nullptr;
    tenon_reply_release(reply, now);
    return "";
  }
  return "the kit cannot do that";
}

void Tool_kit::release_all(tenon_now now) {
  for (tenon_reply *&reply : kept_) {
    if (reply) tenon_reply_release(reply, now);
    reply = nullptr;
  }
}

} // namespace talk
