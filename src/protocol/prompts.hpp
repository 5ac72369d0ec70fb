// prompts.hpp - prompts/get on the wire.
#pragma once
#include "protocol/dressing.hpp"
#include "protocol/envelope.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::catalog {
struct Prompt;
}

namespace tenon::protocol {

struct PromptGet {
  std::string_view name;
  json::Value arguments;           // an object, or absent
  std::string_view arguments_json; // its text; "{}" when absent
};
std::optional<Refused> read_prompt_get(const Params &, PromptGet &out);

jsonrpc::Fault unknown_prompt(std::string_view name);
// `arguments`: as in PromptGet. Refused: a required one is missing, one is no string, more than a thousand. Names that the
// prompt does not know are the handler's business.
std::optional<jsonrpc::Fault> check_prompt_arguments(const catalog::Prompt &, const json::Value &arguments);

// Whole responses, envelope included, on one line. `description` is the entry's.
void append_prompt_text(std::string &out, std::string_view raw_id, const Dressing &, std::string_view description,
                        std::string_view text);
// `reader` holds `result`, which check_prompt_result found fit (and content.hpp adapted). A description of its own stays.
void append_prompt_response(std::string &out, std::string_view raw_id, const Dressing &, std::string_view description,
                            std::string_view result, const json::Reader &reader);

// Why `root` is no GetPromptResult that a handler may give; nullptr if it is one.
const char *check_prompt_result(const json::Value &root);

} // namespace tenon::protocol
