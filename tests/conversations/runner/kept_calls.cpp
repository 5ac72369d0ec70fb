// kept_calls.cpp - calls that wait for the dialogue: what their host says, asks and settles.
#include <array>
#include <stdexcept>
#include <utility>

#include "tool_kit.hpp"
#include "words.hpp"

namespace talk {
namespace {

constexpr std::string_view a_name = R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})";

std::string told(const tenon_call &call) {
  std::string text = std::string(view(call.arguments_json)) + " state=" + std::string(view(call.state)) +
                     " answers=" + std::string(view(call.answers_json));
  if (call.uri.len) text += " uri=" + std::string(view(call.uri));
  if (call.traceparent.len) text += " traceparent=" + std::string(view(call.traceparent));
  return text;
}

struct Named_status {
  std::string_view prefix;
  tenon_status status;
};
constexpr Named_status expectable[] = {{"gone: ", TENON_GONE},       {"dropped: ", TENON_DROPPED}, {"limit: ", TENON_LIMIT},
                                       {"invalid: ", TENON_INVALID}, {"not capable: ", TENON_NOT_CAPABLE}};

} // namespace

void Tool_kit::keep(void *user, const tenon_call *call, tenon_reply *reply) {
  auto kept = std::make_unique<Kept>();
  kept->reply = reply;
  kept->told = told(*call);
  auto cancelled = [](void *hook) { ++static_cast<Kept *>(hook)->heard; };
  auto dropped = [](void *hook) { ++static_cast<Kept *>(hook)->hook_drops; };
  tenon_reply_when_cancelled(reply, kept.get(), cancelled, dropped);
  static_cast<Tool_kit *>(user)->kept_.push_back(std::move(kept));
}

void Tool_kit::keep_and_throw(void *user, const tenon_call *call, tenon_reply *reply) {
  keep(user, call, reply);
  throw std::runtime_error("a handler that throws");
}

std::string Tool_kit::act(size_t which, std::string_view words, tenon_now now) {
  if (which == 0 || which > kept_.size()) return "there is no such call";
  Kept &kept = *kept_[which - 1];
  if (!kept.reply) return "that reply was released";
  if (words == "is wanted") return tenon_reply_cancelled(kept.reply) == 0 && kept.heard == 0 ? "" : "nobody waits for it";
  if (words == "is cancelled") {
    if (tenon_reply_cancelled(kept.reply) == 0) return "somebody still waits for it";
    return kept.heard == 1 ? "" : "the hook was called " + std::to_string(kept.heard) + " times";
  }
  if (words == "release") {
    tenon_reply_release(std::exchange(kept.reply, nullptr), now);
    return "";
  }
  tenon_status want = TENON_OK;
  for (const Named_status &each : expectable)
    if (take(words, each.prefix)) want = each.status;
  bool known = true;
  tenon_status got = settle(kept, words, now, known);
  if (!known) got = report(kept, words, now, known);
  if (!known) return "the kit cannot do that";
  if (want == got) return "";
  return std::string("the core says ") + tenon_status_name(got) + ", expected " + tenon_status_name(want);
}

tenon_status Tool_kit::settle(Kept &kept, std::string_view words, tenon_now now, bool &known) {
  tenon_reply *const reply = kept.reply;
  known = true;
  if (words == "tell") return tenon_reply_text(reply, view(kept.told), now);
  if (words == "not found") return tenon_reply_not_found(reply, now);
  if (take(words, "text ")) return tenon_reply_text(reply, view(words), now);
  if (take(words, "error ")) return tenon_reply_tool_error(reply, view(words), now);
  if (take(words, "result ")) return tenon_reply_result(reply, view(words), now);
  if (take(words, "structured ")) return tenon_reply_structured(reply, view(words), now);
  if (take(words, "bytes ")) return tenon_reply_bytes(reply, view(""), words.data(), words.size(), now);
  if (take(words, "lacks ")) return tenon_reply_not_capable(reply, static_cast<uint64_t>(take_number(words)), now);
  if (take(words, "ask ")) return ask(kept, words, now);
  if (take(words, "fail ")) {
    const auto code = static_cast<int32_t>(take_number(words));
    take(words, " ");
    const std::string_view message = take_until(words, " with ");
    if (words.empty()) return tenon_reply_fail(reply, code, view(message), now);
    return tenon_reply_fault(reply, code, view(message), view(words), now);
  }
  known = false;
  return TENON_OK;
}

// What does not settle.
tenon_status Tool_kit::report(Kept &kept, std::string_view words, tenon_now now, bool &known) {
  tenon_reply *const reply = kept.reply;
  known = true;
  if (words == "close stream") return tenon_reply_close_stream(reply, now);
  if (words == "begin task") return tenon_reply_begin_task(reply, nullptr, now);
  if (take(words, "begin task for ")) {
    tenon_task_terms terms{};
    terms.size = sizeof terms;
    terms.ttl_ms = static_cast<uint64_t>(take_number(words));
    terms.status_message = view("begun");
    return tenon_reply_begin_task(reply, &terms, now);
  }
  if (take(words, "status ")) return tenon_reply_task_status(reply, view(words), now);
  if (take(words, "progress ")) {
    const double done = take_number(words), total = take(words, "/") ? take_number(words) : 0;
    take(words, " ");
    return tenon_reply_progress(reply, done, total, view(words), now);
  }
  if (take(words, "log ")) { // "log 3 saw {...}"
    const auto severity = static_cast<int32_t>(take_number(words));
    take(words, " ");
    const std::string_view logger = take_until(words, " ");
    return tenon_reply_log(reply, severity, view(logger), view(words), now);
  }
  known = false;
  return TENON_OK;
}

// "form who", "form who {schema}", "url bill https://...", "sample poem {params}", "roots where"; several with " | " between them;
// "again": nothing but a state.
tenon_status Tool_kit::ask(Kept &kept, std::string_view words, tenon_now now) {
  std::array<tenon_question, 8> questions{};
  size_t count = 0;
  if (words == "again") words = "";
  while (!words.empty() && count < questions.size()) {
    std::string_view each = take_until(words, " | ");
    const std::string_view kind = take_until(each, " "), key = take_until(each, " ");
    tenon_question &question = questions[count++];
    question.size = sizeof question;
    question.key = view(key);
    question.message = view("Please say.");
    question.kind = kind == "form" ? TENON_ASK_FORM : kind == "url" ? TENON_ASK_URL
                  : kind == "sample" ? TENON_ASK_SAMPLE : kind == "roots" ? TENON_ASK_ROOTS : 0;
    if (kind == "form") question.schema = view(each.empty() ? a_name : each);
    if (kind == "url") question.url = view(each);
    if (kind == "sample") question.params = view(each);
  }
  const std::string state = "after call " + std::to_string(kept_.size());
  return tenon_reply_ask(kept.reply, questions.data(), count, view(state), now);
}

void Tool_kit::release_all(tenon_now now) {
  for (size_t i = 0; i < kept_.size(); ++i) // releasing may end a call, not begin one
    if (kept_[i]->reply) tenon_reply_release(std::exchange(kept_[i]->reply, nullptr), now);
}

std::string Tool_kit::hook_trouble() const {
  for (size_t i = 0; i < kept_.size(); ++i)
    if (kept_[i]->hook_drops != 1)
      return "the cancel hook of call " + std::to_string(i + 1) + " was dropped " + std::to_string(kept_[i]->hook_drops) + " times";
  return "";
}

} // namespace talk
