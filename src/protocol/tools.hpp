// tools.hpp - tools/call on the wire: what is asked, and the shape of the answer per revision.
#pragma once
#include "protocol/dressing.hpp"
#include "protocol/envelope.hpp"
#include "schema/schema.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::protocol {

struct ToolCall {
  std::string_view name;
  json::Value arguments;           // an object, or absent
  std::string_view arguments_json; // its text; "{}" when absent
};
std::optional<Refused> read_tool_call(const Params &, ToolCall &out);

jsonrpc::Fault unknown_tool(std::string_view name);
// The words for arguments that do not fit, for model and developer.
std::string misfit_words(std::string_view tool, const schema::Finding &);

// Whole responses, envelope included, on one line.
void append_text_response(std::string &out, std::string_view raw_id, const Dressing &, std::string_view text, bool is_error);
// `result` is a CallToolResult in JSON that check_tool_result found fit; content.hpp has taken out what the revision does
// not know.
void append_tool_response(std::string &out, std::string_view raw_id, const Dressing &, std::string_view result);
// `structured` is any JSON; its text is the text content, which is all that a revision without structuredContent gets.
// Before 2026-07-28 structuredContent is an object, and anything else is left out.
void append_structured_response(std::string &out, std::string_view raw_id, const Dressing &, std::string_view structured);

// The same results without envelope and dressing: what a task keeps.
void append_text_result(std::string &out, std::string_view text, bool is_error);
void append_structured_result(std::string &out, Revision, std::string_view structured);

// Why `root` is no CallToolResult that a handler of this tool may give; nullptr if it is one. `output`: the tool's output
// schema, null if it has none. `finding` (may be null) is filled in when structuredContent does not fit.
const char *check_tool_result(const json::Value &root, const schema::Schema *output, schema::Finding *finding);

// notifications/progress (basic/patterns/progress). total 0: unknown.
void append_progress(std::string &out, Revision, std::string_view token, double done, double total,
                     std::string_view message);

} // namespace tenon::protocol
