// tool.hpp - what we offer under a name: the texts of one tool, checked once.
#pragma once
#include "ground/outcome.hpp"
#include "json/reader.hpp"
#include <string>
#include <string_view>

namespace tenon::catalog {

// The host's words, as they came.
struct ToolWords {
  std::string_view name, title, description, input_schema, annotations;
};

// A tool whose words are valid: name well formed, texts UTF-8, schema and annotations JSON objects on one line.
struct Tool {
  std::string name, title, description, input_schema, annotations;
};

struct ToolBounds {
  uint64_t max_bytes;   // all words together
  uint64_t max_nesting; // of schema and annotations
};

// `reader` is left at the input schema, so that the caller can compile it.
Outcome<Tool> read_tool(const ToolWords &, const ToolBounds &, json::Reader &reader);

// The entry of tools/list. Titles came with 2025-06-18, annotations with 2025-03-26.
void append_tool(std::string &out, const Tool &, bool titles, bool annotations);

} // namespace tenon::catalog
