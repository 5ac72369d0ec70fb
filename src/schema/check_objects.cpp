// check_objects.cpp - the steps for objects.
#include "schema/checker.hpp"

namespace tenon::schema {

// ranges[a]
bool Checker::member_count(const Here &here) {
  const Range &range = program_.ranges[here.step.a];
  const size_t count = here.value.count();
  if (count >= range.least && count <= range.most) return true;
  return misfit_count(here, Keyword::min_properties, Keyword::max_properties, count, "property", "properties");
}

// a: the node that every name must fit
bool Checker::names(const Here &here) {
  const json::Value &object = here.value;
  for (json::Value name = object.first(); name.at() != object.end(); name = name.next().next()) {
    if (!run(here.step.a, name, nullptr)) return inside(name.text());
  }
  return true;
}

// members[a]
bool Checker::members(const Here &here) {
  const Members &members = program_.members[here.step.a];
  if (members.patterns.empty() && !members.has_others && here.marks == nullptr) return members_plain(here, members);
  const json::Value &object = here.value;
  if (!budget_.take(object.count())) return false;
  uint32_t seen = 0;
  uint32_t guess = 0;
  size_t index = 0;
  for (json::Value name = object.first(); name.at() != object.end(); ++index) {
    const auto text = name.text();
    const json::Value value = name.next();
    bool matched = false;
    const uint32_t at = members.names.find(text, guess);
    if (at != Names::none) {
      guess = at + 1;
      seen += members.is_required[at];
      matched = members.is_property[at] != 0;
      if (members.nodes[at] != no_index && !run(members.nodes[at], value, nullptr)) return inside(text);
    }
    if (!members.patterns.empty() && !member_by_pattern(here, members, name, matched)) return false;
    if (!matched && members.has_others) {
      matched = true;
      if (never(members.others)) {
        misfit(here.node, "/additionalProperties", "is not a property that the schema allows");
        return inside(text);
      }
      if (!run(members.others, value, nullptr)) return inside(text);
    }
    if (matched && here.marks != nullptr) here.marks->mark(index);
    name = value.next();
  }
  return seen == members.required || missing_member(here, members);
}

// Nothing but properties and required: the common case without the questions.
bool Checker::members_plain(const Here &here, const Members &members) {
  const json::Value &object = here.value;
  if (!budget_.take(object.count())) return false;
  uint32_t seen = 0;
  uint32_t guess = 0;
  const size_t end = object.end();
  for (json::Value name = object.first(); name.at() != end;) {
    const json::Value value = name.next();
    const uint32_t at = members.names.find(name.text(), guess);
    if (at != Names::none) {
      guess = at + 1;
      seen += members.is_required[at];
      if (members.nodes[at] != no_index && !run(members.nodes[at], value, nullptr)) return inside(name.text());
    }
    name = value.next();
  }
  return seen == members.required || missing_member(here, members);
}

bool Checker::member_by_pattern(const Here &, const Members &members, const json::Value &name, bool &matched) {
  for (const ByPattern &by : members.patterns) {
    if (!program_.patterns[by.pattern].found_in(name.text(), budget_)) {
      if (budget_.spent()) return false;
      continue;
    }
    matched = true;
    if (!run(by.node, name.next(), nullptr)) return inside(name.text());
  }
  return true;
}

// dependents[a]
bool Checker::dependents(const Here &here) {
  const Dependents &dependents = program_.dependents[here.step.a];
  const json::Value &object = here.value;
  if (!budget_.take(object.count())) return false;
  for (json::Value name = object.first(); name.at() != object.end(); name = name.next().next()) {
    const uint32_t at = dependents.names.find(name.text());
    if (at == Names::none) continue;
    for (const std::string &required : dependents.required[at]) {
      if (!budget_.take(1 + object.count() / 4)) return false;
      if (!object.find(required)) return misfit_beside(here, required, name.text());
    }
    if (!run(dependents.nodes[at], object, here.marks)) return false;
  }
  return true;
}

// a: the node that every member must fit which no other step has looked at
bool Checker::unevaluated_members(const Here &here) {
  const json::Value &object = here.value;
  if (!budget_.take(object.count())) return false;
  size_t index = 0;
  for (json::Value name = object.first(); name.at() != object.end(); ++index) {
    const json::Value value = name.next();
    if (!here.marks->has(index)) {
      if (never(here.step.a)) {
        misfit(here, "is not a property that the schema allows");
        return inside(name.text());
      }
      if (!run(here.step.a, value, nullptr)) return inside(name.text());
    }
    name = value.next();
  }
  here.marks->mark_all();
  return true;
}

} // namespace tenon::schema
