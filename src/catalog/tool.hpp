// tool.hpp - a tool that we offer under a name: its words, checked once.
#pragma once
#include "catalog/face.hpp"
#include "catalog/header_params.hpp"
#include "ground/outcome.hpp"
#include "json/reader.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::catalog {

// The host's words, as they came.
struct ToolWords {
  std::string_view name = {}, title = {}, description = {}, input_schema = {}, annotations = {}, output_schema = {}, icons = {}, meta = {},
      required_scopes = {};
  uint64_t task_support = 0;
};

// The same numbers as TENON_TASK_*.
enum class TaskSupport : uint8_t { never, optional, required, by_handler };

// Valid: name well formed, schemas JSON objects on one line, the input's of type object.
struct Tool {
  Face face;
  std::string input_schema, output_schema; // output_schema: "" for none
  TaskSupport task_support = TaskSupport::never;
  std::vector<HeaderParam> header_params;
  bool output_is_object = false; // the output schema says so at its root
};

// `reader` is left at the input schema, so that the caller can compile it.
Outcome<Tool> read_tool(const ToolWords &, const EntryBounds &, json::Reader &reader);

// The entry of tools/list.
void append_tool(std::string &out, const Tool &, const Shown &);

} // namespace tenon::catalog
