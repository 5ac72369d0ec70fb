// setup.cpp - what a dialogue says before anybody speaks: options, tools, tokens, channels.
#include <charconv>
#include <cstring>

#include "stage.hpp"

namespace talk {
namespace {

std::vector<std::string> split(std::string_view words, std::string_view at) {
  std::vector<std::string> parts;
  while (!words.empty()) {
    size_t end = words.find(at);
    std::string_view part = words.substr(0, end);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    if (end == std::string_view::npos) break;
    words.remove_prefix(end + at.size());
  }
  return parts;
}

struct Number_option {
  std::string_view name;
  uint64_t tenon_options::*field;
};
constexpr Number_option number_options[] = {
    {"authless", &tenon_options::authless},
    {"expose_authorization", &tenon_options::expose_authorization},
    {"max_message_bytes", &tenon_options::max_message_bytes},
    {"max_nesting", &tenon_options::max_nesting},
    {"max_header_bytes", &tenon_options::max_header_bytes},
    {"max_headers", &tenon_options::max_headers},
    {"max_token_bytes", &tenon_options::max_token_bytes},
    {"max_exchanges", &tenon_options::max_exchanges},
    {"max_calls", &tenon_options::max_calls},
    {"max_batch", &tenon_options::max_batch},
    {"max_conversations", &tenon_options::max_conversations},
    {"conversation_idle_ms", &tenon_options::conversation_idle_ms},
    {"max_undelivered_bytes", &tenon_options::max_undelivered_bytes},
    {"max_outbox_bytes", &tenon_options::max_outbox_bytes},
    {"max_result_bytes", &tenon_options::max_result_bytes},
    {"max_stalled_ms", &tenon_options::max_stalled_ms},
    {"stream_after_ms", &tenon_options::stream_after_ms},
    {"keep_alive_ms", &tenon_options::keep_alive_ms},
    {"max_tools", &tenon_options::max_tools},
    {"max_schema_steps", &tenon_options::max_schema_steps},
    {"page_size", &tenon_options::page_size},
    {"omit_server_info", &tenon_options::omit_server_info},
    {"request_state_ms", &tenon_options::request_state_ms},
    {"answer_wait_ms", &tenon_options::answer_wait_ms},
    {"offers", &tenon_options::offers},
    {"list_ttl_ms", &tenon_options::list_ttl_ms},
    {"max_listens", &tenon_options::max_listens},
    {"max_subscriptions", &tenon_options::max_subscriptions},
    {"max_stored_event_bytes", &tenon_options::max_stored_event_bytes},
    {"max_rounds", &tenon_options::max_rounds},
    {"max_tasks", &tenon_options::max_tasks},
    {"max_subject_tasks", &tenon_options::max_subject_tasks},
    {"max_task_ttl_ms", &tenon_options::max_task_ttl_ms},
    {"task_ttl_ms", &tenon_options::task_ttl_ms},
    {"decision_wait_ms", &tenon_options::decision_wait_ms},
    {"key_cooldown_ms", &tenon_options::key_cooldown_ms},
    {"max_cached_tokens", &tenon_options::max_cached_tokens},
    {"max_failed_tokens", &tenon_options::max_failed_tokens},
    {"failed_tokens_per_second", &tenon_options::failed_tokens_per_second},
    {"max_proofs", &tenon_options::max_proofs},
};

struct Text_option {
  std::string_view name;
  tenon_str tenon_options::*field;
};
constexpr Text_option text_options[] = {
    {"name", &tenon_options::name},           {"version", &tenon_options::version},
    {"title", &tenon_options::title},         {"instructions", &tenon_options::instructions},
    {"base_path", &tenon_options::base_path}, {"public_url", &tenon_options::public_url},
    {"description", &tenon_options::description}, {"website_url", &tenon_options::website_url},
    {"icons", &tenon_options::icons},         {"experimental", &tenon_options::experimental},
    {"extensions", &tenon_options::extensions},
};

} // namespace

std::string Stage::set_up(const std::string &line) {
  std::string_view words = line;
  auto take = [&](std::string_view begin) {
    if (words.substr(0, begin.size()) != begin) return false;
    words.remove_prefix(begin.size());
    return true;
  };
  if (take("server: ")) return server_ ? "the server is there already" : set_options(words);
  if (take("tools: ")) {
    if (server_) return "the server is there already; say: ! add NAME";
    for (std::string &tool : split(words, ",")) tools_.push_back(std::move(tool));
    return "";
  }
  if (take("feedback: ")) return server_ ? "the server is there already" : (feedback_ = words, "");
  if (take("policy: ")) return policy_ = words, server_ ? keeper_.require(server_, policy_) : "";
  if (take("authority: ")) return authority_ = words, server_ ? keeper_.set_authority(server_, authority_) : "";
  if (take("key ")) return keeper_.make_key(words);
  if (take("token ")) return make_token(words, false);
  if (take("proof ")) return make_token(words, true);
  if (take("open ")) return open_channel(words);
  if (take("let ")) return let(words);
  return "nothing like that can be set up";
}

// "authless, secret, max_nesting 10, name A server"
std::string Stage::set_options(std::string_view words) {
  option_texts_.reserve(32); // views into these stay where they are
  for (const std::string &part : split(words, ",")) {
    size_t space = part.find(' ');
    std::string name = part.substr(0, space), value = space == std::string::npos ? "" : part.substr(space + 1);
    if (name == "secret") { policy_ = "secret"; continue; }
    if (name == "traced") { traced_ = true; continue; }
    bool known = false;
    for (const Number_option &option : number_options) {
      if (option.name != name) continue;
      uint64_t number = 1;
      if (value == "off") number = TENON_OFF;
      else if (!value.empty()) std::from_chars(value.data(), value.data() + value.size(), number);
      options_.*option.field = number;
      known = true;
    }
    if (option_texts_.size() == option_texts_.capacity()) return "too many texts";
    auto kept = [&] { option_texts_.push_back(value); return view(option_texts_.back()); };
    for (const Text_option &option : text_options) {
      if (option.name != name) continue;
      options_.*option.field = kept();
      known = true;
    }
    if (name == "allowed_host") { hosts_.push_back(kept()); known = true; }
    if (name == "allowed_origin") { origins_.push_back(kept()); known = true; }
    if (!known) return "there is no option " + name;
  }
  return "";
}

std::string Stage::start() {
  options_.size = sizeof options_;
  options_.allowed_hosts = hosts_.data();
  options_.allowed_host_count = hosts_.size();
  options_.allowed_origins = origins_.data();
  options_.allowed_origin_count = origins_.size();
  tenon_host host{};
  host.size = sizeof host;
  host.user = this;
  host.drop = drop;
  host.entropy = entropy;
  host.log = log;
  if (traced_) host.span = span;
  char reason[256] = "";
  tenon_error error{sizeof error, reason, sizeof reason, 0};
  auto refused = [&](tenon_status status) { return std::string(tenon_status_name(status)) + ": " + reason; };
  if (tenon_status made = tenon_server_create(&options_, &host, &server_, &error); made != TENON_OK) return refused(made);
  if (!policy_.empty())
    if (std::string what = keeper_.require(server_, policy_); !what.empty()) return what;
  if (!authority_.empty())
    if (std::string what = keeper_.set_authority(server_, authority_); !what.empty()) return what;
  if (feedback_)
    if (std::string what = offer_feedback(); !what.empty()) return what;
  for (const std::string &tool : tools_)
    if (tenon_status status = kit_.offer(server_, tool); status != TENON_OK) return tool + ": " + tenon_status_name(status);
  return "";
}

std::string Stage::make_token(std::string_view words, bool proof) {
  std::string name, out;
  const std::string text = filled(words, names_);
  std::string what = proof ? keeper_.make_proof(text, names_, now_, name, out) : keeper_.make_token(text, now_, name, out);
  if (what.empty()) names_[name] = out;
  return what;
}

// "NAME: words": from here on $NAME stands for the words.
std::string Stage::let(std::string_view words) {
  const size_t colon = words.find(": ");
  if (colon == std::string_view::npos) return "let has a name and words: let meta: {}";
  names_[std::string(words.substr(0, colon))] = filled(words.substr(colon + 2), names_);
  return "";
}

// "lines", "lines @name", "messages @name as ada", "lines as ada may saw": whom the host vouches for, and one scope it grants
std::string Stage::open_channel(std::string_view words) {
  std::vector<std::string> parts = split(words, " ");
  std::string name, subject, scopes;
  for (size_t i = 1; i < parts.size(); ++i) {
    if (parts[i][0] == '@') name = parts[i].substr(1);
    if (parts[i] == "as" && i + 1 < parts.size()) subject = parts[i + 1];
    if (parts[i] == "may" && i + 1 < parts.size()) scopes = parts[i + 1];
  }
  int64_t carrier = parts.empty() ? 0 : parts[0] == "lines" ? TENON_LINES : parts[0] == "messages" ? TENON_MESSAGES : 0;
  if (carrier == 0) return "a channel is of lines or of messages";
  if (!server_) {
    if (std::string what = start(); !what.empty()) return what;
  }
  channels_.push_back(std::make_unique<Channel>(name, chunk_));
  tenon_status status = channels_.back()->open(server_, carrier, "", "", {}, subject, scopes, now_);
  return status == TENON_OK ? "" : std::string("open says ") + tenon_status_name(status);
}

int32_t Stage::entropy(void *user, void *out, size_t len) {
  auto &dice = static_cast<Stage *>(user)->dice_;
  auto *bytes = static_cast<unsigned char *>(out);
  for (size_t i = 0; i < len; ++i) bytes[i] = static_cast<unsigned char>(dice() & 0xff);
  return 0;
}

void Stage::log(void *user, const tenon_log_record *record) {
  auto &stage = *static_cast<Stage *>(user);
  stage.logged_.emplace_back(view(record->event), view(record->reason));
  for (tenon_str told : {record->reason, record->message, record->subject, record->peer}) stage.keeper_.watch(view(told));
}

// Told like the log: "span_begin" with name and traceparent, "span_end" with name and what went wrong.
void Stage::span(void *user, const tenon_span *span) {
  auto &stage = *static_cast<Stage *>(user);
  if (span->phase == TENON_SPAN_BEGIN) {
    stage.spans_[span->id] = view(span->name);
    stage.logged_.emplace_back("span_begin", std::string(view(span->name)) + " " + std::string(view(span->traceparent)));
    return;
  }
  const auto begun = stage.spans_.find(span->id);
  std::string about = begun == stage.spans_.end() ? "what never began" : begun->second;
  if (begun != stage.spans_.end()) stage.spans_.erase(begun);
  for (size_t i = 0; i < span->attribute_count; ++i)
    if (view(span->attributes[i].name) == "error.type") about += " " + std::string(view(span->attributes[i].value));
  stage.logged_.emplace_back("span_end", about);
}

// "one, two": the first seals, each opens; short words are made long enough for keys.
std::string Stage::set_seal_keys(std::string_view words) {
  std::vector<std::string> keys = split(words, ",");
  std::vector<tenon_str> views;
  for (std::string &key : keys) {
    key.resize(32, '.');
    views.push_back(view(key));
  }
  const tenon_status status = tenon_server_set_seal_keys(server_, views.data(), views.size(), nullptr);
  return status == TENON_OK ? "" : std::string("the core says ") + tenon_status_name(status);
}

} // namespace talk
