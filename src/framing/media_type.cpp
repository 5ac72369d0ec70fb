// media_type.cpp - what a client accepts and what it sent: Accept and Content-Type (RFC 9110 sections 8.3 and 12.5.1).
#include "framing/media_type.hpp"
#include "framing/token.hpp"
#include <algorithm>

namespace tenon::framing {
namespace {

size_t find_outside_quotes(std::string_view text, char mark) {
  const size_t plain = text.find(mark);
  if (plain == text.npos || text.substr(0, plain).find('"') == text.npos) return plain;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') ++i;
    else if (text[i] == '"') quoted = !quoted;
    else if (text[i] == mark && !quoted) return i;
  }
  return text.npos;
}

// Cuts what comes before the next `mark` off `rest`. A mark inside of a quoted string is not one.
std::string_view cut(std::string_view &rest, char mark) {
  const size_t end = std::min(find_outside_quotes(rest, mark), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(part);
}

struct Parameter {
  std::string_view name, value;
};

Parameter cut_parameter(std::string_view &rest) {
  std::string_view value = cut(rest, ';');
  const std::string_view name = cut(value, '=');
  value = trimmed(value);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  return {name, value};
}

bool is_zero(std::string_view weight) {
  return !weight.empty() && weight.find_first_not_of("0.") == weight.npos && weight.front() == '0';
}

// How well a media range fits: 0 not at all, 1 by */*, 2 by type/*, 3 by name.
int fit(std::string_view range, std::string_view type) {
  if (range == type || same_word(range, type)) return 3;
  if (range == "*/*") return 1;
  const size_t slash = type.find('/');
  if (slash == type.npos || range.size() != slash + 2 || !range.ends_with("/*")) return 0;
  return same_word(range.substr(0, slash), type.substr(0, slash)) ? 2 : 0;
}

bool refused(std::string_view parameters) {
  while (!parameters.empty()) {
    const Parameter one = cut_parameter(parameters);
    if (same_word(one.name, "q")) return is_zero(one.value);
  }
  return false;
}

} // namespace

bool accepts(std::string_view accept, std::string_view type) {
  int best = 0;
  bool taken = false;
  while (!accept.empty()) {
    std::string_view range = cut(accept, ',');
    const int fits = fit(cut(range, ';'), type);
    if (fits == 0 || fits < best) continue;
    const bool takes = !refused(range);
    taken = fits == best ? taken || takes : takes;
    best = fits;
  }
  return taken;
}

bool is_media_type(std::string_view content_type, std::string_view type) {
  if (content_type == type) return true; // what most clients send
  if (!same_word(cut(content_type, ';'), type)) return false;
  while (!content_type.empty()) {
    const Parameter one = cut_parameter(content_type);
    if (same_word(one.name, "charset") && !same_word(one.value, "utf-8") && !same_word(one.value, "utf8")) return false;
  }
  return true;
}

} // namespace tenon::framing
