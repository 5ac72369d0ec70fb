// uri_template.hpp - a family of URIs (RFC 6570, levels 1 to 3): whether one belongs to it, and the values of its variables.
#pragma once
#include "ground/outcome.hpp"
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::catalog {

// Values are text that is valid UTF-8. A variable may be empty. In {+x} and {#x} it may hold reserved characters, elsewhere
// only what an expansion leaves: unreserved ones and escapes. Lists may end early ({x,y}, {/x,y}), and members of {;x,y},
// {?x,y} and {&x,y} may be missing, as if the variable had no value; they stand in the template's order.
// Where several splits are possible, a variable ends at the first place where the rest fits; if no delimiter follows it in
// the template ({x}{y}), at the last.
class UriTemplate {
public:
  static constexpr size_t max_bytes = 2048, max_variables = 32;
  static constexpr size_t max_matched_bytes = 8192; // a longer URI belongs to no template

  UriTemplate() = default; // of the empty URI alone

  // The refusal's text begins behind the template's name: ": at byte 12: ...".
  static Outcome<UriTemplate> read(std::string_view text);
  const std::string &text() const { return text_; }

  // Whether `uri` is an expansion. `variables` gets the names of those that have values, percent-decoded, in the template's
  // order; nothing when there is no match. Takes time linear in the URI for each step, whatever the two are.
  bool match(std::string_view uri, std::vector<std::pair<std::string, std::string>> &variables) const;
  bool has_variable(std::string_view name) const;

private:
  // The template as a little automaton whose arrows all lead forward; a value also leads to itself.
  struct Step {
    enum class Kind : uint8_t { literal, value } kind;
    bool reserved = false;       // a value that may hold reserved characters
    bool greedy = false;         // a value that no delimiter ends
    bool filled = false;         // a value that is not empty
    uint8_t variable = nobody;   // literals have one too: it has a value once they are passed
    uint16_t next = 0;           // where to go on
    uint16_t skip = nowhere;     // where to go on when this optional step is not taken
    uint16_t begin = 0, size = 0; // of a literal, in literals_
  };
  static constexpr uint8_t nobody = UINT8_MAX;
  static constexpr uint16_t nowhere = UINT16_MAX;

  friend class TemplateParser;
  friend class TemplateMatcher;

  std::string_view literal(const Step &step) const { return std::string_view(literals_).substr(step.begin, step.size); }

  std::string text_;
  std::string literals_; // as they stand in URIs: escaped, digits of escapes in upper case
  std::vector<std::string> names_;
  std::vector<Step> steps_;
};

} // namespace tenon::catalog
