// client_can.cpp - reading ClientCapabilities, and writing those that a call needs.
#include "protocol/client_can.hpp"
#include "ground/words.hpp"

namespace tenon::protocol {
namespace {

constexpr std::string_view tasks_extension = "io.modelcontextprotocol/tasks";

uint32_t elicitation(const json::Value &said, const RevisionFacts &known) {
  if (!known.elicitation || !said.is_object()) return 0;
  if (!known.url_elicitation) return can_elicit_form;
  const bool form = said.find("form").is_object(), url = said.find("url").is_object();
  // Neither mode named is the form alone (2026-07-28 client/elicitation, Capabilities).
  return (form || !url ? can_elicit_form : 0u) | (url ? can_elicit_url : 0u);
}

uint32_t sampling(const json::Value &said, const RevisionFacts &known) {
  if (!said.is_object()) return 0;
  return can_sample | (known.sampling_tools && said.find("tools").is_object() ? can_sample_tools : 0u);
}

// A capability's modes: {"form":{},"url":{}}, or {} for the first alone.
void append_modes(std::string &out, bool first, std::string_view first_name, bool second, std::string_view second_name) {
  out += '{';
  if (second) {
    if (first && !first_name.empty()) {
      out += '"';
      out += first_name;
      out += "\":{},";
    }
    out += '"';
    out += second_name;
    out += "\":{}";
  }
  out += '}';
}

std::string names_of(uint32_t can) {
  constexpr struct {
    ClientCan bit;
    std::string_view name;
  } all[] = {{can_elicit_form, "elicitation"}, {can_elicit_url, "elicitation by URL"}, {can_sample, "sampling"},
             {can_sample_tools, "sampling with tools"}, {can_list_roots, "roots"}, {can_tasks, "tasks"}};
  std::string names;
  for (const auto &each : all) {
    if (!(can & each.bit)) continue;
    if (!names.empty()) names += ", ";
    names += each.name;
  }
  return names;
}

} // namespace

uint32_t read_client_can(json::Value capabilities, Revision revision) {
  if (!capabilities.is_object()) return 0;
  const RevisionFacts &known = facts(revision);
  uint32_t can = 0;
  // One walk: requests carry this each time.
  for (json::Value name = capabilities.first(); name.at() != capabilities.end();) {
    const json::Value value = name.next();
    const std::string_view word = name.text();
    if (word == "elicitation") can |= elicitation(value, known);
    else if (word == "sampling") can |= sampling(value, known);
    else if (word == "roots" && value.is_object()) can |= can_list_roots;
    else if (word == "extensions" && known.modern && value.find(tasks_extension).is_object()) can |= can_tasks;
    name = value.next();
  }
  return can;
}

void append_required(std::string &out, uint32_t can) {
  out += '{';
  const auto member = [&](std::string_view name) {
    if (out.back() != '{') out += ',';
    out += '"';
    out += name;
    out += "\":";
  };
  if (can & (can_elicit_form | can_elicit_url)) {
    member("elicitation");
    append_modes(out, can & can_elicit_form, "form", can & can_elicit_url, "url");
  }
  if (can & (can_sample | can_sample_tools)) {
    member("sampling");
    append_modes(out, true, "", can & can_sample_tools, "tools");
  }
  if (can & can_list_roots) {
    member("roots");
    out += "{}";
  }
  if (can & can_tasks) {
    member("extensions");
    out += "{\"";
    out += tasks_extension;
    out += "\":{}}";
  }
  out += '}';
}

jsonrpc::Fault not_capable(Revision revision, uint32_t can) {
  std::string message = words("The client lacks what this request needs: {}", names_of(can));
  if (!facts(revision).modern) return {jsonrpc::invalid_request, std::move(message), ""};
  std::string data = "{\"requiredCapabilities\":";
  append_required(data, can);
  data += '}';
  return {jsonrpc::missing_capability, std::move(message), std::move(data)};
}

} // namespace tenon::protocol
