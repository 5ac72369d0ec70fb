// subscriptions.cpp - reading what a client wants to hear of, and writing how the stream for it begins and ends.
#include "protocol/subscriptions.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/dressing.hpp"
#include <unordered_set>

namespace tenon::protocol {
namespace {

constexpr std::string_view subscription_key = "\"io.modelcontextprotocol/subscriptionId\":";

Refused invalid(std::string words) { return {{jsonrpc::invalid_params, std::move(words), ""}, 200}; }

bool read_flag(const json::Value &value, bool &out) {
  out = value.is_bool() && value.truth();
  return value.is_bool();
}

bool read_texts(const json::Value &value, std::vector<std::string> &out) {
  if (!value.is_array()) return false;
  std::unordered_set<std::string_view> seen; // whoever names one twice is told once
  for (json::Value each = value.first(); each.at() != value.end(); each = each.next()) {
    if (!each.is_text()) return false;
    if (seen.insert(each.text()).second) out.emplace_back(each.text());
  }
  return true;
}

void append_flag(std::string &out, std::string_view name, bool flag) {
  if (!flag) return;
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":true";
}

void append_texts(std::string &out, std::string_view name, const std::vector<std::string> &texts) {
  if (texts.empty()) return;
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":[";
  for (const std::string &text : texts) {
    if (&text != texts.data()) out += ',';
    json::append_text(out, text);
  }
  out += ']';
}

void append_subscription(std::string &out, std::string_view raw_id) {
  out += "\"_meta\":{";
  out += subscription_key;
  out += raw_id;
}

} // namespace

std::optional<Refused> read_filter(json::Value notifications, uint64_t most, Filter &out) {
  if (!notifications.is_object()) return invalid("Invalid params: subscriptions/listen needs \"notifications\", an object");
  const json::Value uris = notifications.find("resourceSubscriptions"), task_ids = notifications.find("taskIds");
  const uint64_t asked = (uris.is_array() ? uris.count() : 0) + (task_ids.is_array() ? task_ids.count() : 0);
  if (asked > most) return invalid(words("Invalid params: {} resources and tasks to watch, at most {}", asked, most));
  for (json::Value name = notifications.first(); name.at() != notifications.end(); name = name.next().next()) {
    const std::string_view word = name.text();
    const json::Value value = name.next();
    const char *wrong = nullptr;
    if (word == "toolsListChanged") wrong = read_flag(value, out.tools) ? nullptr : "a boolean";
    else if (word == "promptsListChanged") wrong = read_flag(value, out.prompts) ? nullptr : "a boolean";
    else if (word == "resourcesListChanged") wrong = read_flag(value, out.resources) ? nullptr : "a boolean";
    else if (word == "resourceSubscriptions") wrong = read_texts(value, out.uris) ? nullptr : "an array of strings";
    else if (word == "taskIds") wrong = read_texts(value, out.task_ids) ? nullptr : "an array of strings";
    if (wrong) return invalid(words("Invalid params: \"{}\" must be {}", word, wrong));
  }
  return std::nullopt;
}

void append_acknowledged(std::string &out, std::string_view raw_id, const Filter &honoured) {
  out += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{";
  append_subscription(out, raw_id);
  out += "},\"notifications\":{";
  append_flag(out, "toolsListChanged", honoured.tools);
  append_flag(out, "promptsListChanged", honoured.prompts);
  append_flag(out, "resourcesListChanged", honoured.resources);
  append_texts(out, "resourceSubscriptions", honoured.uris);
  append_texts(out, "taskIds", honoured.task_ids);
  out += "}}}";
}

void append_listen_end(std::string &out, std::string_view raw_id, std::string_view server_meta) {
  open_result(out, raw_id);
  out += "\"resultType\":\"complete\",";
  append_subscription(out, raw_id);
  if (!server_meta.empty()) {
    out += ',';
    out += server_meta;
  }
  out += "}}}";
}

void append_listen_cancelled(std::string &out, std::string_view raw_id) {
  out += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{";
  append_subscription(out, raw_id);
  out += "},\"requestId\":";
  out += raw_id;
  out += "}}";
}

} // namespace tenon::protocol
