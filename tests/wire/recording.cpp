// recording.cpp - reading recordings, and putting an answer into comparable words.
#include "recording.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>

#include "vectors.hpp"
#include "words.hpp"

namespace wire {
namespace json = tenon::json;
namespace {

std::string text_of(const json::Value &value) { return value.is_text() ? std::string(value.text()) : ""; }

std::vector<std::pair<std::string, std::string>> headers_of(const json::Value &list) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (!list.is_array()) return headers;
  for (json::Value pair = list.first(); pair.at() != list.end(); pair = pair.next())
    headers.emplace_back(pair.first().text(), pair.first().next().text());
  return headers;
}

Recorded recorded_from(const json::Value &line) {
  Recorded recorded;
  recorded.number = line.find("n").integer();
  const json::Value request = line.find("req"), answer = line.find("res");
  recorded.request = {text_of(line.find("method")), text_of(line.find("url")), headers_of(request.find("headers")), text_of(request.find("body"))};
  recorded.answer.status = line.find("status").integer();
  recorded.answer.headers = headers_of(answer.find("headers"));
  recorded.answer.body = text_of(answer.find("body"));
  recorded.answer.finished = true;
  return recorded;
}

std::string elements(const json::Value &list, std::string_view member) {
  std::string joined;
  for (json::Value each = list.first(); each.at() != list.end(); each = each.next())
    joined += (joined.empty() ? "" : ",") + text_of(member.empty() ? each : each.find(member));
  return "[" + joined + "]";
}

std::string result_in_words(const json::Value &result) {
  std::string words = "result";
  if (result.is_object() && result.count() == 0) words += " {}";
  if (const auto revision = result.find("protocolVersion")) words += " speaks " + text_of(revision);
  if (const auto revisions = result.find("supportedVersions")) words += " supports " + elements(revisions, "");
  if (const auto tools = result.find("tools")) words += tools.is_array() && tools.count() > 0 ? " lists tools" : " lists none";
  if (const auto content = result.find("content")) words += " of " + elements(content, "type");
  if (const auto error = result.find("isError"); error && error.truth()) words += " isError";
  if (const auto type = result.find("resultType")) words += " " + text_of(type);
  if (result.find("ttlMs") && result.find("cacheScope")) words += " cacheable";
  return words;
}

} // namespace

std::vector<std::string> recordings() {
  std::string probe;
  if (!vectors::read("wire/v1-http.jsonl", probe)) return {};
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(vectors::folder() + "/wire"))
    if (entry.path().extension() == ".jsonl") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Recorded> read_recording(const std::string &file) {
  std::string text;
  REQUIRE(vectors::read("wire/" + file + ".jsonl", text));
  std::vector<Recorded> all;
  for (size_t from = 0, end; from < text.size(); from = end + 1) {
    end = std::min(text.find('\n', from), text.size());
    json::Reader reader;
    REQUIRE(reader.parse_copy(std::string_view(text).substr(from, end - from), 100) == json::Trouble::none);
    all.push_back(recorded_from(reader.root()));
  }
  std::sort(all.begin(), all.end(), [](const Recorded &a, const Recorded &b) { return a.number < b.number; });
  return all;
}

std::string header_of(const Request &request, std::string_view name) {
  Heard bearer; // its look-up is the same
  bearer.headers = request.headers;
  return bearer.header(name);
}

std::string method_of(const Request &request) {
  const Parsed parsed(request.body);
  if (parsed.find("method").is_text()) return std::string(parsed.find("method").text());
  if (parsed.find("result")) return "response";
  return request.method + " " + request.target.substr(0, request.target.find('?'));
}

std::string outcome(const Request &request, const Heard &heard) {
  std::string words = std::to_string(heard.status);
  if (method_of(request) == "initialize" && !heard.header("mcp-session-id").empty()) words += " session";
  if (!event_data(heard.body, "endpoint").empty()) return words + " endpoint"; // what follows there belongs to other requests
  return words + outcome_of_message(request, heard.messages());
}

std::string outcome_of_message(const Request &request, const std::vector<std::string> &messages) {
  std::string words;
  size_t progress = 0;
  for (const std::string &message : messages) {
    const Parsed parsed(message);
    if (kind(message) == "progress") ++progress;
    const bool is_result = parsed.find("result") ? true : false;
    if (!is_result && !parsed.find("error")) continue;
    if (progress > 0) words += " " + std::to_string(progress) + " reports,";
    words += " " + (is_result ? result_in_words(parsed.find("result")) : kind(message));
    if (parsed.raw("id") != raw_id(request.body)) words += " for " + (parsed.raw("id").empty() ? "nobody" : parsed.raw("id"));
  }
  return words;
}

} // namespace wire
