// icons.cpp - checks each icon's members; what the specification does not know of is let through.
#include "catalog/icons.hpp"
#include "ground/words.hpp"

namespace tenon::catalog {
namespace {

bool begins_with(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  for (size_t i = 0; i < lower_case.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    if (c != lower_case[i]) return false;
  }
  return true;
}

// Clients must refuse all other schemes.
bool is_source(std::string_view uri) { return begins_with(uri, "https:") || begins_with(uri, "http:") || begins_with(uri, "data:"); }

bool is_array_of_texts(const json::Value &value) {
  if (!value.is_array()) return false;
  for (json::Value one = value.first(); one.at() != value.end(); one = one.next())
    if (!one.is_text()) return false;
  return true;
}

bool is_theme(const json::Value &value) { return value.is_text() && (value.text() == "light" || value.text() == "dark"); }

const char *icon_trouble(const json::Value &icon) {
  if (!icon.is_object()) return ": is not an object";
  const json::Value source = icon.find("src"), type = icon.find("mimeType"), sizes = icon.find("sizes"), theme = icon.find("theme");
  if (!source) return ".src: is missing";
  if (!source.is_text() || !is_source(source.text())) return ".src: must begin with https:, http: or data:";
  if (type && !type.is_text()) return ".mimeType: is not a string";
  if (sizes && !is_array_of_texts(sizes)) return ".sizes: is not an array of strings";
  if (theme && !is_theme(theme)) return ".theme: is neither \"light\" nor \"dark\"";
  return nullptr;
}

} // namespace

std::string icons_trouble(const json::Value &root) {
  if (!root.is_array()) return ": is not an array";
  size_t index = 0;
  for (json::Value icon = root.first(); icon.at() != root.end(); icon = icon.next(), ++index)
    if (const char *trouble = icon_trouble(icon)) return words("[{}]{}", index, trouble);
  return {};
}

} // namespace tenon::catalog
