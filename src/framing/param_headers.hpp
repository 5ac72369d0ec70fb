// param_headers.hpp - the Mcp-Param-* lines of a request head, kept until its body says what they must agree with.
#pragma once
#include "framing/streamable_http.hpp"
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::framing {

// As large as those lines, so the head's own bounds are its bounds too. Costs nothing while there are none.
class ParamHeaders {
public:
  // Takes copies, in place of what was here, from a head that read_head has found sound.
  void collect(std::span<const HeaderLine>);

  // Names are in lower case and without "mcp-param-"; values without blanks around them. The first of lines with one name.
  std::optional<std::string_view> find(std::string_view lower_case_name) const;
  bool repeated(std::string_view lower_case_name) const;

  bool empty() const { return lines_.empty(); }
  void clear();

private:
  struct Line {
    uint64_t begin, name_size, value_size; // in text_: the name, and the value right behind it
  };
  std::string_view name(const Line &line) const { return std::string_view(text_).substr(line.begin, line.name_size); }

  std::string text_;
  std::vector<Line> lines_;
};

} // namespace tenon::framing
