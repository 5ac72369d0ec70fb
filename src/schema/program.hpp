// program.hpp - what a schema is compiled to: flat vectors of nodes and steps that point at each other by index.
//
// Every subschema is a node. A node says which kinds of value it takes and lists its steps, those for objects first, then for
// arrays, texts, numbers, and those for every value; a value runs only the steps of its kind.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "schema/constants.hpp"
#include "schema/dialect.hpp"
#include "schema/names.hpp"
#include "schema/number.hpp"
#include "schema/pattern.hpp"
#include "schema/schema.hpp"

namespace tenon::schema {

using Index = uint32_t;
inline constexpr Index no_index = UINT32_MAX; // as a node: everything fits

enum class Verb : uint8_t {
  member_count, names, members, dependents,                              // of objects
  element_count, elements, contains, unique,                             // of arrays
  length, pattern,                                                       // of texts
  bound, multiple,                                                       // of numbers
  constant, choice, text_choice, all_of, any_of, one_of, negation,       // of every value
  condition, ref, dynamic_ref, unevaluated_items, unevaluated_members,
};

// What a and b mean is said where each verb is applied (check_*.cpp) and written (compile_*.cpp).
struct Step {
  Verb verb;
  Keyword keyword;
  Index a = no_index;
  Index b = no_index;
};

enum Group : uint8_t { for_objects, for_arrays, for_texts, for_numbers, for_all, group_count };

using Kinds = uint16_t; // bit 1 << json::Kind, and:
inline constexpr Kinds whole_reals = 0x100; // takes 3.0 as an integer
inline constexpr Kinds all_kinds = 0xFF;
constexpr Kinds kind_bit(json::Kind kind) { return static_cast<Kinds>(1u << static_cast<unsigned>(kind)); }

struct Node {
  Kinds kinds = all_kinds;              // 0: nothing fits
  uint8_t ends[group_count] = {};       // where each group of steps ends, counted from first
  bool only_kinds = true;               // nothing else to ask
  bool tracks = false;                  // asks what the other steps left unevaluated
  Index first = 0;                      // of its steps
  Index tail = no_index;                // a $ref, which comes after the steps
  Index resource = 0;                   // for $dynamicRef
};

struct Range { // of lengths and counts
  uint64_t least = 0;
  uint64_t most = UINT64_MAX;
};

struct ByPattern {
  Index pattern;
  Index node;
};

// properties, patternProperties, additionalProperties and required in one walk over the members.
struct Members {
  Names names;                       // of properties and required
  std::vector<Index> nodes;          // by name; no_index: anything fits
  std::vector<uint8_t> is_property;  // by name; only required otherwise
  std::vector<uint8_t> is_required;  // by name
  uint32_t required = 0;
  std::vector<ByPattern> patterns;
  Index others = no_index;           // additionalProperties
  bool has_others = false;
};

struct Elements {
  std::vector<Index> prefix;
  Index rest = no_index;
  bool has_rest = false;
};

struct Contains {
  Index node;
  Range count{1, UINT64_MAX};
};

struct Dependents {
  Names names;                             // whose presence matters
  std::vector<std::vector<std::string>> required; // by name
  std::vector<Index> nodes;                // by name
};

struct Condition {
  Index condition, consequence = no_index, alternative = no_index;
};

struct Dynamic {
  Index fixed;      // where it leads when the dynamic scope has nothing better
  std::string name; // of the anchor
};

struct Origin { // where a node stands in the schema, for findings
  Index parent = no_index;
  std::string token;
};

struct Program {
  Index root = no_index;
  bool everything_fits = false; // the schema `true`
  Limits limits;
  std::vector<Node> nodes;
  std::vector<Step> steps;
  std::vector<Index> lists; // each: a count, then nodes
  std::vector<Range> ranges;
  std::vector<Members> members;
  std::vector<Elements> elements;
  std::vector<Contains> contains;
  std::vector<Dependents> dependents;
  std::vector<Condition> conditions;
  std::vector<Number> numbers;
  std::vector<Pattern> patterns;
  std::vector<std::string> pattern_texts;
  std::vector<Names> choices;
  Constants constants;
  std::vector<Dynamic> dynamics;
  std::map<std::pair<Index, std::string>, Index> dynamic_anchors; // resource and name -> node
  std::vector<Origin> origins; // by node
};

} // namespace tenon::schema
