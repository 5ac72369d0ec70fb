// content.hpp - content blocks of tools and prompts: their shape, and what an older revision gets in their place.
#pragma once
#include "json/reader.hpp"
#include "protocol/revision.hpp"
#include <string>

namespace tenon::protocol {

// Why `block` is no ContentBlock of 2026-07-28; nullptr if it is one.
const char *content_trouble(const json::Value &block);
// Why `contents` is neither TextResourceContents nor BlobResourceContents; nullptr if it is. A uri may be missing where the
// caller has one.
const char *resource_contents_trouble(const json::Value &contents, bool needs_uri);

// Why `result` has members that are not a handler's to give: what the library adds, or a `_meta` that is no object.
const char *result_trouble(const json::Value &result);

// `reader` holds a result that was checked. What the revision cannot carry becomes text (a link: its URI; audio: words) or
// is left out (structuredContent, members of blocks that it does not know). "" when nothing needs to change, which is the
// common case.
std::string adapt_tool_result(const json::Reader &reader, Revision);
std::string adapt_prompt_result(const json::Reader &reader, Revision);

} // namespace tenon::protocol
