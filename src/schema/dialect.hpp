// dialect.hpp - the keywords of JSON Schema: their names, where subschemas hide in them, and which dialects know them.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "json/reader.hpp"

namespace tenon::schema {

enum class Keyword : uint8_t {
  schema, vocabulary, id, anchor, dynamic_anchor, ref, dynamic_ref, defs, definitions,
  type, enumeration, constant,
  properties, pattern_properties, additional_properties, property_names, required, min_properties, max_properties,
  dependent_required, dependent_schemas, dependencies,
  items, prefix_items, additional_items, contains, min_contains, max_contains, min_items, max_items, unique_items,
  minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of,
  min_length, max_length, pattern,
  all_of, any_of, one_of, negation, condition, consequence, alternative,
  unevaluated_items, unevaluated_properties,
};
inline constexpr size_t keyword_count = static_cast<size_t>(Keyword::unevaluated_properties) + 1;

// Where a keyword's value holds schemas.
enum class Shape : uint8_t { nothing, schema, list, map, schema_or_list, map_of_schemas_or_lists };

enum class Dialect : uint8_t { draft_07, draft_2020_12 };

struct Row {
  std::string_view name;
  Keyword keyword;
  Shape shape;
  bool in_draft_07;
  bool in_2020_12;
  bool validation; // belongs to the validation vocabulary
};

const Row *find_keyword(std::string_view name, Dialect);
const Row &row_of(Keyword);
inline std::string_view word(Keyword keyword) { return row_of(keyword).name; }

// False when `uri` names no dialect that is built.
bool find_dialect(std::string_view uri, Dialect &);

// The keywords of one schema object, each at its place. Absent where the schema has none.
class Keywords final {
public:
  // Reads the members of `schema`; what the dialect does not know, or `validation` leaves out, is left out here too.
  Keywords(const json::Value &schema, Dialect, bool validation);
  const json::Value &operator[](Keyword k) const { return values_[static_cast<size_t>(k)]; }
  bool has(Keyword k) const { return static_cast<bool>((*this)[k]); }

private:
  std::array<json::Value, keyword_count> values_;
};

} // namespace tenon::schema
