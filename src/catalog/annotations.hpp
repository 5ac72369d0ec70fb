// annotations.hpp - whether a JSON value is what may stand under `annotations` of an entry.
#pragma once
#include "json/reader.hpp"
#include <string>

namespace tenon::catalog {

// Empty, or what is wrong and where: ".priority: is not a number from 0 to 1".

// Of resources, templates and contents (schema: Annotations).
std::string annotations_trouble(const json::Value &root);
// Of tools (schema: ToolAnnotations).
std::string tool_annotations_trouble(const json::Value &root);
// Prompts have none.
std::string no_annotations_trouble(const json::Value &root);

} // namespace tenon::catalog
