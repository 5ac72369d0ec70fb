// said.cpp - from JSON to what matters here, and no mercy with what is no JSON-RPC.
#include "simulator/said.hpp"

namespace simulator {
namespace {

using simdjson::dom::element;

std::string_view text_of(const element &parent, std::string_view name) {
  std::string_view text;
  return parent[name].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

void read_result(const element &result, Said &said) {
  element content;
  if (result["content"].at(0).get(content) == simdjson::SUCCESS) {
    said.text = text_of(content, "text");
    bool is_error = false;
    if (result["isError"].get(is_error) == simdjson::SUCCESS) said.is_tool_error = is_error;
    return;
  }
  element member;
  said.lists = result["tools"].get(member) == simdjson::SUCCESS;
  said.greets = result["serverInfo"].get(member) == simdjson::SUCCESS || result["supportedVersions"].get(member) == simdjson::SUCCESS;
  said.empty = !said.lists && !said.greets;
}

bool read_one(const element &message, Said &said) {
  if (!message.is_object() || text_of(message, "jsonrpc") != "2.0") return false;
  said.method = text_of(message, "method");
  element part;
  if (message["id"].get(part) == simdjson::SUCCESS && !part.is_null() && part.get(said.id) != simdjson::SUCCESS) return false;
  if (!said.method.empty()) {
    if (message["params"].get(part) != simdjson::SUCCESS) return true;
    said.token = text_of(part, "progressToken");
    if (part["progress"].get(said.progress) != simdjson::SUCCESS) said.progress = 0;
    return true;
  }
  if (message["error"].get(part) == simdjson::SUCCESS) {
    said.is_error = true;
    said.text = text_of(part, "message");
    return part["code"].get(said.code) == simdjson::SUCCESS;
  }
  if (message["result"].get(part) != simdjson::SUCCESS || !part.is_object()) return false;
  read_result(part, said);
  return true;
}

} // namespace

bool SaidReader::read(std::string_view text, std::vector<Said> &out) {
  out.clear();
  element whole;
  if (parser_.parse(text.data(), text.size()).get(whole) != simdjson::SUCCESS) return false;
  simdjson::dom::array batch;
  if (whole.get(batch) != simdjson::SUCCESS) return read_one(whole, out.emplace_back());
  for (const element one : batch)
    if (!read_one(one, out.emplace_back())) return false;
  return !out.empty();
}

} // namespace simulator
