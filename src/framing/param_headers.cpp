// param_headers.cpp - the Mcp-Param-* lines of a request head, in one string of their own.
#include "framing/param_headers.hpp"
#include "framing/token.hpp"

namespace tenon::framing {

void ParamHeaders::collect(std::span<const HeaderLine> headers) {
  clear();
  for (const HeaderLine &line : headers) {
    if (!is_param_name(line.name)) continue;
    const std::string_view param = line.name.substr(param_prefix.size()), value = trimmed(line.value);
    const size_t begin = text_.size();
    for (const char c : param) text_ += lower(c);
    text_ += value;
    lines_.push_back({begin, param.size(), value.size()});
  }
}

std::optional<std::string_view> ParamHeaders::find(std::string_view lower_case_name) const {
  for (const Line &line : lines_)
    if (name(line) == lower_case_name) return std::string_view(text_).substr(line.begin + line.name_size, line.value_size);
  return std::nullopt;
}

bool ParamHeaders::repeated(std::string_view lower_case_name) const {
  bool seen = false;
  for (const Line &line : lines_) {
    if (name(line) != lower_case_name) continue;
    if (seen) return true;
    seen = true;
  }
  return false;
}

void ParamHeaders::clear() {
  text_.clear();
  lines_.clear();
}

} // namespace tenon::framing
