// tools.hpp - tools/list and tools/call on the wire: what is asked, and the shape of the answer per revision.
#pragma once
#include "catalog/tool.hpp"
#include "protocol/envelope.hpp"
#include "schema/schema.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::protocol {

// tools/list: the head and the tail of a page; entries are appended between them, separated by commas.
void open_tool_page(std::string &out);
void close_tool_page(std::string &out, Revision, std::string_view next_cursor, bool shared_cache);

// tools/call
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
void append_text_response(std::string &out, std::string_view raw_id, Revision, std::string_view text, bool is_error);
// `result` is a CallToolResult in JSON that check_tool_result found fit.
void append_tool_response(std::string &out, std::string_view raw_id, Revision, std::string_view result);
void append_empty_response(std::string &out, std::string_view raw_id);

// Why `root` is no CallToolResult that a handler may give; nullptr if it is one.
const char *check_tool_result(const json::Value &root);

// notifications/progress (basic/patterns/progress). total 0: unknown.
void append_progress(std::string &out, Revision, std::string_view token, double done, double total, std::string_view message);

} // namespace tenon::protocol
