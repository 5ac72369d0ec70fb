// compile_containers.cpp - what the members of objects and the elements of arrays must be.
#include "schema/compiler.hpp"
#include "schema/pointer.hpp"

namespace tenon::schema {
namespace {

void fit_to_names(Members &members) {
  members.nodes.resize(members.names.size(), no_index);
  members.is_property.resize(members.names.size());
  members.is_required.resize(members.names.size());
}

} // namespace

bool Compiler::write_members() {
  if (!write_range(for_objects, Verb::member_count, Keyword::min_properties, Keyword::max_properties)) return false;
  if (const json::Value &names = (*schema_)[Keyword::property_names]) {
    add(for_objects, Verb::names, Keyword::property_names, use(spot_, names));
  }
  const json::Value &properties = (*schema_)[Keyword::properties];
  const json::Value &patterns = (*schema_)[Keyword::pattern_properties];
  const json::Value &others = (*schema_)[Keyword::additional_properties];
  if (!properties && !patterns && !others && !schema_->has(Keyword::required)) return true;

  Members members;
  if (properties) {
    for (json::Value name = properties.first(); name.at() != properties.end(); name = name.next().next()) {
      const uint32_t at = members.names.add(name.text());
      fit_to_names(members);
      members.nodes[at] = use(spot_, name.next());
      members.is_property[at] = 1;
    }
  }
  if (patterns) {
    for (json::Value name = patterns.first(); name.at() != patterns.end(); name = name.next().next()) {
      ByPattern by{0, use(spot_, name.next())};
      if (!write_pattern(Keyword::pattern_properties, name.text(), token_of(name.text()), by.pattern)) return false;
      members.patterns.push_back(by);
    }
  }
  if (others) {
    members.has_others = true;
    members.others = use(spot_, others);
  }
  if (!write_required(members)) return false;
  members.names.seal();
  add(for_objects, Verb::members, Keyword::properties, static_cast<Index>(program_->members.size()));
  program_->members.push_back(std::move(members));
  return true;
}

bool Compiler::write_required(Members &members) {
  const json::Value &required = (*schema_)[Keyword::required];
  if (!required) return true;
  std::vector<std::string> names;
  if (!read_names(Keyword::required, "", required, names)) return false;
  for (const std::string &name : names) {
    const uint32_t at = members.names.add(name);
    fit_to_names(members);
    if (!members.is_required[at]) ++members.required;
    members.is_required[at] = 1;
  }
  return true;
}

bool Compiler::read_names(Keyword keyword, std::string_view token, const json::Value &value, std::vector<std::string> &names) {
  bool fine = value.is_array();
  if (fine) {
    for (json::Value e = value.first(); fine && e.at() != value.end(); e = e.next()) {
      fine = e.is_text();
      if (fine) names.emplace_back(e.text());
    }
  }
  return fine || library_.refuse(spot_, token_of(word(keyword)) + std::string(token), "must be an array of strings");
}

bool Compiler::write_dependents() {
  Dependents dependents;
  for (const Keyword k : {Keyword::dependent_required, Keyword::dependent_schemas, Keyword::dependencies}) {
    const json::Value &map = (*schema_)[k];
    if (!map) continue;
    if (!map.is_object()) return refuse(k, "must be an object");
    for (json::Value name = map.first(); name.at() != map.end(); name = name.next().next()) {
      if (!write_dependency(k, dependents, name.text(), name.next())) return false;
    }
    // One step for each keyword, so that a finding names the right one.
    if (dependents.names.size() == 0) continue;
    dependents.names.seal();
    add(for_objects, Verb::dependents, k, static_cast<Index>(program_->dependents.size()));
    program_->dependents.push_back(std::move(dependents));
    dependents = {};
  }
  return true;
}

bool Compiler::write_dependency(Keyword keyword, Dependents &dependents, std::string_view name, const json::Value &value) {
  const uint32_t at = dependents.names.add(name);
  dependents.required.resize(dependents.names.size());
  dependents.nodes.resize(dependents.names.size(), no_index);
  if (keyword == Keyword::dependent_required || value.is_array()) {
    return read_names(keyword, token_of(name), value, dependents.required[at]);
  }
  dependents.nodes[at] = use(spot_, value);
  return true;
}

bool Compiler::write_elements() {
  if (!write_range(for_arrays, Verb::element_count, Keyword::min_items, Keyword::max_items)) return false;
  const json::Value &items = (*schema_)[Keyword::items];
  const bool old_prefix = items && items.is_array(); // draft-07; the library refused it elsewhere
  const json::Value &prefix = old_prefix ? items : (*schema_)[Keyword::prefix_items];
  const json::Value &rest = old_prefix ? (*schema_)[Keyword::additional_items] : items;
  if (prefix || rest) {
    Elements elements;
    if (prefix) {
      for (json::Value e = prefix.first(); e.at() != prefix.end(); e = e.next()) elements.prefix.push_back(use(spot_, e));
    }
    elements.has_rest = static_cast<bool>(rest);
    if (rest) elements.rest = use(spot_, rest);
    const Keyword keyword = rest ? (old_prefix ? Keyword::additional_items : Keyword::items) : Keyword::prefix_items;
    add(for_arrays, Verb::elements, keyword, static_cast<Index>(program_->elements.size()));
    program_->elements.push_back(std::move(elements));
  }
  const json::Value &unique = (*schema_)[Keyword::unique_items];
  if (unique && !unique.is_bool()) return refuse(Keyword::unique_items, "must be true or false");
  if (unique && unique.truth()) add(for_arrays, Verb::unique, Keyword::unique_items);
  return true;
}

bool Compiler::write_contains() {
  Contains contains{no_index};
  if (!read_count(Keyword::min_contains, contains.count.least) || !read_count(Keyword::max_contains, contains.count.most)) return false;
  const json::Value &wanted = (*schema_)[Keyword::contains];
  if (!wanted) return true; // minContains and maxContains say nothing alone
  contains.node = use(spot_, wanted);
  add(for_arrays, Verb::contains, Keyword::contains, static_cast<Index>(program_->contains.size()));
  program_->contains.push_back(contains);
  return true;
}

} // namespace tenon::schema
