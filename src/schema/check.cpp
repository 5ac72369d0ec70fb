// check.cpp - goes through a node: the kind of the value first, then the steps for that kind, then the steps for every value.
#include "schema/checker.hpp"

namespace tenon::schema {
namespace {

Group group_of(json::Kind kind) {
  switch (kind) {
  case json::Kind::object: return for_objects;
  case json::Kind::array: return for_arrays;
  case json::Kind::text: return for_texts;
  case json::Kind::integer:
  case json::Kind::big_integer:
  case json::Kind::real: return for_numbers;
  default: return for_all;
  }
}

bool takes(const Node &node, json::Kind kind, const json::Value &value) {
  if ((node.kinds & kind_bit(kind)) != 0) return true;
  return kind == json::Kind::real && (node.kinds & whole_reals) != 0 && integral(value.real());
}

} // namespace

Fit check(const Schema &schema, const json::Value &instance, Finding *finding) {
  return Checker(schema.program(), finding).check(instance);
}

Fit Checker::check(const json::Value &instance) {
  if (finding_ != nullptr) *finding_ = {};
  const bool fits = run(program_.root, instance, nullptr);
  if (budget_.spent()) return Fit::too_costly;
  return fits ? Fit::fits : Fit::misfits;
}

bool Checker::run(Index index, const json::Value &value, Marks *marks) {
  if (index == no_index) return true;
  if (!budget_.take(1)) return false;
  const Node &node = program_.nodes[index];
  const json::Kind kind = value.kind();
  if (!takes(node, kind, value)) return misfit_kind(index);
  if (node.only_kinds) return true;
  if (nested_ == most_nested_) {
    budget_.exhaust();
    return false;
  }
  ++nested_;
  const Group group = group_of(kind);
  const bool fits = dynamic_ ? run_scoped(index, group, value, marks) : run_node(index, group, value, marks);
  --nested_;
  return fits;
}

bool Checker::run_scoped(Index index, Group group, const json::Value &value, Marks *marks) {
  const Scope here{program_.nodes[index].resource, scope_};
  scope_ = &here;
  const bool fits = run_node(index, group, value, marks);
  scope_ = here.outer;
  return fits;
}

bool Checker::run_node(Index index, Group group, const json::Value &value, Marks *marks) {
  const Node &node = program_.nodes[index];
  const bool fits = node.tracks ? run_tracked(index, group, value, marks) : run_steps(index, group, value, marks);
  return fits && (node.tail == no_index || run(node.tail, value, marks));
}

bool Checker::run_tracked(Index index, Group group, const json::Value &value, Marks *marks) {
  Marks own; // what a schema around this one has seen does not count here
  if (!run_steps(index, group, value, &own)) return false;
  if (marks != nullptr) marks->merge(own);
  return true;
}

bool Checker::run_steps(Index index, Group group, const json::Value &value, Marks *marks) {
  const Node &node = program_.nodes[index];
  const Step *const steps = program_.steps.data() + node.first;
  if (group != for_all) {
    for (unsigned i = group == 0 ? 0 : node.ends[group - 1]; i < node.ends[group]; ++i) {
      if (!apply({index, steps[i], value, marks})) return false;
    }
  }
  for (unsigned i = node.ends[for_numbers]; i < node.ends[for_all]; ++i) {
    if (!apply({index, steps[i], value, marks})) return false;
  }
  return true;
}

bool Checker::run_muted(Index node, const json::Value &value, Marks *marks) {
  Finding *const finding = finding_;
  finding_ = nullptr;
  const bool fits = run(node, value, marks);
  finding_ = finding;
  return fits;
}

bool Checker::apply(const Here &here) {
  switch (here.step.verb) {
  case Verb::member_count: return member_count(here);
  case Verb::names: return names(here);
  case Verb::members: return members(here);
  case Verb::dependents: return dependents(here);
  case Verb::element_count: return element_count(here);
  case Verb::elements: return elements(here);
  case Verb::contains: return contains(here);
  case Verb::unique: return unique(here);
  case Verb::length: return length(here);
  case Verb::pattern: return pattern(here);
  case Verb::bound: return bound(here);
  case Verb::multiple: return multiple(here);
  case Verb::constant: return constant(here);
  case Verb::choice: return choice(here);
  case Verb::text_choice: return text_choice(here);
  case Verb::all_of: return all_of(here);
  case Verb::any_of: return any_of(here);
  case Verb::one_of: return one_of(here);
  case Verb::negation: return negation(here);
  case Verb::condition: return condition(here);
  case Verb::ref: return run(here.step.a, here.value, here.marks);
  case Verb::dynamic_ref: return dynamic_ref(here);
  case Verb::unevaluated_items: return !here.value.is_array() || unevaluated_items(here);
  case Verb::unevaluated_members: return !here.value.is_object() || unevaluated_members(here);
  }
  return false;
}

} // namespace tenon::schema
