// completion.hpp - completion/complete on the wire.
#pragma once
#include "protocol/dressing.hpp"
#include "protocol/envelope.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::protocol {

struct Complete {
  bool of_prompt = false;
  std::string_view name;            // of the prompt, or the URI template
  std::string_view argument, value; // what is to be completed, and what is typed so far
  json::Value context;              // what is chosen already: an object of texts, or absent
  std::string_view context_json;    // its text; "{}" when absent
};
std::optional<Refused> read_complete(const json::Reader &, const Params &, Complete &out);

// Whole responses, envelope included, on one line.
// `values_result` is {"values":[...],"total":n,"hasMore":b} or {"completion":{...}} and was found fit by check_completion.
void append_completion(std::string &out, std::string_view raw_id, const Dressing &, std::string_view values_result);
void append_one_completion(std::string &out, std::string_view raw_id, const Dressing &, std::string_view text);
void append_no_completion(std::string &out, std::string_view raw_id, const Dressing &);

// Why `root` says no completion; nullptr if it does.
const char *check_completion(const json::Value &root);

} // namespace tenon::protocol
