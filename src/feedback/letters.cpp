// letters.cpp - which letters are white space.
#include "feedback/letters.hpp"

namespace tenon::feedback {
namespace {

// Those beyond ASCII, in UTF-8.
constexpr std::string_view spaces[] = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A",
    "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};

size_t space_at_front(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  for (const std::string_view each : spaces)
    if (text.substr(0, each.size()) == each) return each.size();
  return 0;
}

size_t space_at_back(std::string_view text) {
  if (text.empty()) return 0;
  const char last = text.back();
  if (last == ' ' || (last >= '\t' && last <= '\r')) return 1;
  for (const std::string_view each : spaces)
    if (text.size() >= each.size() && text.substr(text.size() - each.size()) == each) return each.size();
  return 0;
}

} // namespace

std::string_view trimmed(std::string_view text) {
  while (const size_t more = space_at_front(text)) text.remove_prefix(more);
  while (const size_t more = space_at_back(text)) text.remove_suffix(more);
  return text;
}

} // namespace tenon::feedback
