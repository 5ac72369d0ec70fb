// annotations.cpp - checks the members that the schemas know; others are let through.
#include "catalog/annotations.hpp"
#include "ground/words.hpp"

namespace tenon::catalog {
namespace {

bool is_audience(const json::Value &value) {
  if (!value.is_array()) return false;
  for (json::Value one = value.first(); one.at() != value.end(); one = one.next())
    if (!one.is_text() || (one.text() != "user" && one.text() != "assistant")) return false;
  return true;
}

bool is_priority(const json::Value &value) { return value.is_number() && value.number() >= 0 && value.number() <= 1; }

} // namespace

std::string annotations_trouble(const json::Value &root) {
  if (!root.is_object()) return ": is not an object";
  const json::Value audience = root.find("audience"), priority = root.find("priority"), modified = root.find("lastModified");
  if (audience && !is_audience(audience)) return ".audience: is not an array of \"user\" and \"assistant\"";
  if (priority && !is_priority(priority)) return ".priority: is not a number from 0 to 1";
  if (modified && !modified.is_text()) return ".lastModified: is not a string";
  return {};
}

std::string tool_annotations_trouble(const json::Value &root) {
  if (!root.is_object()) return ": is not an object";
  const json::Value title = root.find("title");
  if (title && !title.is_text()) return ".title: is not a string";
  for (const char *hint : {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}) {
    const json::Value value = root.find(hint);
    if (value && !value.is_bool()) return words(".{}: is not a boolean", hint);
  }
  return {};
}

std::string no_annotations_trouble(const json::Value &) { return ": prompts have none"; }

} // namespace tenon::catalog
