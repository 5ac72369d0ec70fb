// pattern.hpp - regular expressions after ECMA-262 (unicode, by code point), matched in time linear in the text.
//
// Refused, because no linear matcher has them: back-references and lookaround. Refused, because we carry no tables for them:
// \p{...} for other than general categories, Any, ASCII and Assigned.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "ground/outcome.hpp"
#include "schema/budget.hpp"

namespace tenon::schema {

struct PatternLimits {
  size_t max_instructions = 10000;       // after counting out repetitions
  size_t max_nesting = 100;              // groups in groups
  size_t max_table_bytes = 128 * 1024;   // of the automaton made ahead; without it all threads are walked at once
};

class Pattern final {
public:
  struct Machine; // pattern_machine.hpp

  // Refusal: bad_schema with the reason and the offset, or limit.
  static Outcome<Pattern> compile(std::string_view source, const PatternLimits & = {});

  // Whether the pattern matches anywhere in the text (valid UTF-8). False also when the budget ends: ask budget.spent().
  bool found_in(std::string_view text, Budget &budget) const;
  bool is_table() const; // an automaton made ahead: no memory is taken while matching
  size_t table_bytes() const;
  size_t instructions() const;

private:
  explicit Pattern(std::shared_ptr<const Machine> machine) : machine_(std::move(machine)) {}
  std::shared_ptr<const Machine> machine_;
};

} // namespace tenon::schema
