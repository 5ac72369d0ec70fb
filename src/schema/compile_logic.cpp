// compile_logic.cpp - the keywords that combine schemas, the references, and what is left unevaluated.
#include "schema/compiler.hpp"
#include "schema/uri.hpp"

namespace tenon::schema {

bool Compiler::write_logic() {
  write_list(Verb::all_of, Keyword::all_of);
  write_list(Verb::any_of, Keyword::any_of);
  write_list(Verb::one_of, Keyword::one_of);
  if (const json::Value &negated = (*schema_)[Keyword::negation]) add(for_all, Verb::negation, Keyword::negation, use(spot_, negated));
  write_condition();
  if (!write_references()) return false;
  write_unevaluated();
  return true;
}

// lists[a]: how many, then the nodes.
void Compiler::write_list(Verb verb, Keyword keyword) {
  const json::Value &schemas = (*schema_)[keyword];
  if (!schemas) return;
  add(for_all, verb, keyword, static_cast<Index>(program_->lists.size()));
  program_->lists.push_back(static_cast<Index>(schemas.count()));
  for (json::Value e = schemas.first(); e.at() != schemas.end(); e = e.next()) program_->lists.push_back(use(spot_, e));
}

void Compiler::write_condition() {
  const json::Value &condition = (*schema_)[Keyword::condition];
  if (!condition) return; // then and else say nothing alone
  Condition made{use(spot_, condition)};
  if (const json::Value &then = (*schema_)[Keyword::consequence]) made.consequence = use(spot_, then);
  if (const json::Value &otherwise = (*schema_)[Keyword::alternative]) made.alternative = use(spot_, otherwise);
  add(for_all, Verb::condition, Keyword::condition, static_cast<Index>(program_->conditions.size()));
  program_->conditions.push_back(made);
}

bool Compiler::write_references() {
  const bool last = !schema_->has(Keyword::dynamic_ref) && !schema_->has(Keyword::unevaluated_items) &&
                    !schema_->has(Keyword::unevaluated_properties);
  if (const json::Value &reference = (*schema_)[Keyword::ref]) {
    if (!reference.is_text()) return refuse(Keyword::ref, "must be a string");
    const Index spot = library_.follow(spot_, Keyword::ref, reference.text());
    if (spot == no_index) return false;
    const Index node = use(spot);
    if (last) tail_ = node;
    else if (node != no_index) add(for_all, Verb::ref, Keyword::ref, node);
  }
  const json::Value &dynamic = (*schema_)[Keyword::dynamic_ref];
  return !dynamic || write_dynamic(dynamic);
}

// Dynamic only where it first leads to a $dynamicAnchor of its name; else it is a $ref.
bool Compiler::write_dynamic(const json::Value &reference) {
  if (!reference.is_text()) return refuse(Keyword::dynamic_ref, "must be a string");
  const Index spot = library_.follow(spot_, Keyword::dynamic_ref, reference.text());
  if (spot == no_index) return false;
  const Index node = use(spot);
  const std::string name = percent_decoded(split_fragment(reference.text()).fragment);
  const auto &anchors = library_.resource_of(spot).dynamic_anchors;
  const auto anchor = anchors.find(name);
  if (anchor == anchors.end() || anchor->second != spot) {
    if (node != no_index) add(for_all, Verb::ref, Keyword::dynamic_ref, node);
    return true;
  }
  add(for_all, Verb::dynamic_ref, Keyword::dynamic_ref, static_cast<Index>(program_->dynamics.size()));
  program_->dynamics.push_back({node, name});
  return true;
}

void Compiler::write_unevaluated() {
  if (const json::Value &items = (*schema_)[Keyword::unevaluated_items]) {
    add(for_all, Verb::unevaluated_items, Keyword::unevaluated_items, use(spot_, items));
  }
  if (const json::Value &members = (*schema_)[Keyword::unevaluated_properties]) {
    add(for_all, Verb::unevaluated_members, Keyword::unevaluated_properties, use(spot_, members));
  }
}

} // namespace tenon::schema
