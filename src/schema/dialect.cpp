// dialect.cpp - the table of keywords.
#include "schema/dialect.hpp"

namespace tenon::schema {
namespace {

using K = Keyword;
using S = Shape;

// In the order of the enum. `definitions` and `dependencies` live on in 2020-12 for the schemas that were written before it.
constexpr Row rows[] = {
    {"$schema", K::schema, S::nothing, true, true, false},
    {"$vocabulary", K::vocabulary, S::nothing, false, true, false},
    {"$id", K::id, S::nothing, true, true, false},
    {"$anchor", K::anchor, S::nothing, false, true, false},
    {"$dynamicAnchor", K::dynamic_anchor, S::nothing, false, true, false},
    {"$ref", K::ref, S::nothing, true, true, false},
    {"$dynamicRef", K::dynamic_ref, S::nothing, false, true, false},
    {"$defs", K::defs, S::map, false, true, false},
    {"definitions", K::definitions, S::map, true, true, false},
    {"type", K::type, S::nothing, true, true, true},
    {"enum", K::enumeration, S::nothing, true, true, true},
    {"const", K::constant, S::nothing, true, true, true},
    {"properties", K::properties, S::map, true, true, false},
    {"patternProperties", K::pattern_properties, S::map, true, true, false},
    {"additionalProperties", K::additional_properties, S::schema, true, true, false},
    {"propertyNames", K::property_names, S::schema, true, true, false},
    {"required", K::required, S::nothing, true, true, true},
    {"minProperties", K::min_properties, S::nothing, true, true, true},
    {"maxProperties", K::max_properties, S::nothing, true, true, true},
    {"dependentRequired", K::dependent_required, S::nothing, false, true, true},
    {"dependentSchemas", K::dependent_schemas, S::map, false, true, false},
    {"dependencies", K::dependencies, S::map_of_schemas_or_lists, true, true, false},
    {"items", K::items, S::schema_or_list, true, true, false},
    {"prefixItems", K::prefix_items, S::list, false, true, false},
    {"additionalItems", K::additional_items, S::schema, true, false, false},
    {"contains", K::contains, S::schema, true, true, false},
    {"minContains", K::min_contains, S::nothing, false, true, true},
    {"maxContains", K::max_contains, S::nothing, false, true, true},
    {"minItems", K::min_items, S::nothing, true, true, true},
    {"maxItems", K::max_items, S::nothing, true, true, true},
    {"uniqueItems", K::unique_items, S::nothing, true, true, true},
    {"minimum", K::minimum, S::nothing, true, true, true},
    {"maximum", K::maximum, S::nothing, true, true, true},
    {"exclusiveMinimum", K::exclusive_minimum, S::nothing, true, true, true},
    {"exclusiveMaximum", K::exclusive_maximum, S::nothing, true, true, true},
    {"multipleOf", K::multiple_of, S::nothing, true, true, true},
    {"minLength", K::min_length, S::nothing, true, true, true},
    {"maxLength", K::max_length, S::nothing, true, true, true},
    {"pattern", K::pattern, S::nothing, true, true, true},
    {"allOf", K::all_of, S::list, true, true, false},
    {"anyOf", K::any_of, S::list, true, true, false},
    {"oneOf", K::one_of, S::list, true, true, false},
    {"not", K::negation, S::schema, true, true, false},
    {"if", K::condition, S::schema, true, true, false},
    {"then", K::consequence, S::schema, true, true, false},
    {"else", K::alternative, S::schema, true, true, false},
    {"unevaluatedItems", K::unevaluated_items, S::schema, false, true, false},
    {"unevaluatedProperties", K::unevaluated_properties, S::schema, false, true, false},
};
static_assert(sizeof rows / sizeof rows[0] == keyword_count);

constexpr bool in_order() {
  for (size_t i = 0; i < keyword_count; ++i) {
    if (static_cast<size_t>(rows[i].keyword) != i) return false;
  }
  return true;
}
static_assert(in_order());

} // namespace

const Row *find_keyword(std::string_view name, Dialect dialect) {
  for (const Row &row : rows) {
    if (row.name == name) return (dialect == Dialect::draft_07 ? row.in_draft_07 : row.in_2020_12) ? &row : nullptr;
  }
  return nullptr;
}

const Row &row_of(Keyword keyword) { return rows[static_cast<size_t>(keyword)]; }

bool find_dialect(std::string_view uri, Dialect &dialect) {
  if (!uri.empty() && uri.back() == '#') uri.remove_suffix(1);
  if (uri == "https://json-schema.org/draft/2020-12/schema" || uri == "http://json-schema.org/draft/2020-12/schema") {
    dialect = Dialect::draft_2020_12;
    return true;
  }
  if (uri == "http://json-schema.org/draft-07/schema" || uri == "https://json-schema.org/draft-07/schema") {
    dialect = Dialect::draft_07;
    return true;
  }
  return false;
}

Keywords::Keywords(const json::Value &schema, Dialect dialect, bool validation) {
  if (!schema.is_object()) return;
  for (json::Value name = schema.first(); name.at() != schema.end();) {
    const json::Value value = name.next();
    const Row *row = find_keyword(name.text(), dialect);
    if (row != nullptr && (validation || !row->validation)) values_[static_cast<size_t>(row->keyword)] = value;
    name = value.next();
  }
  if (dialect == Dialect::draft_07 && has(Keyword::ref)) { // draft-07: beside $ref nothing counts
    for (size_t i = 0; i < keyword_count; ++i) {
      if (rows[i].keyword != Keyword::ref) values_[i] = {};
    }
  }
}

} // namespace tenon::schema
