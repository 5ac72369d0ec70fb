// check_logic.cpp - the steps that apply other nodes to the same value.
#include "schema/checker.hpp"

namespace tenon::schema {

// lists[a]: how many, then nodes
bool Checker::all_of(const Here &here) {
  const Index *list = program_.lists.data() + here.step.a;
  for (Index i = 1; i <= list[0]; ++i) {
    if (!run(list[i], here.value, here.marks)) return false;
  }
  return true;
}

// lists[a]. When somebody asks what was looked at, every branch must be tried.
bool Checker::any_of(const Here &here) {
  const Index *list = program_.lists.data() + here.step.a;
  if (list[0] == 1) return run(list[1], here.value, here.marks); // with its own finding
  bool fits = false;
  for (Index i = 1; i <= list[0]; ++i) {
    Marks own;
    if (!run_muted(list[i], here.value, here.marks != nullptr ? &own : nullptr)) continue;
    fits = true;
    if (here.marks == nullptr) return true;
    here.marks->merge(own);
  }
  return fits || misfit_branches(here);
}

// lists[a]
bool Checker::one_of(const Here &here) {
  const Index *list = program_.lists.data() + here.step.a;
  if (list[0] == 1) return run(list[1], here.value, here.marks);
  Index fitting = 0;
  for (Index i = 1; i <= list[0]; ++i) {
    Marks own;
    if (!run_muted(list[i], here.value, here.marks != nullptr ? &own : nullptr)) continue;
    if (++fitting == 2) {
      return finding_ != nullptr && misfit(here, "must fit only one of " + std::to_string(list[0]) + " schemas, and fits more");
    }
    if (here.marks != nullptr) here.marks->merge(own);
  }
  return fitting == 1 || misfit_branches(here);
}

// a: the node that must not fit
bool Checker::negation(const Here &here) {
  return !run_muted(here.step.a, here.value, nullptr) || misfit(here, "must not fit the schema");
}

// conditions[a]
bool Checker::condition(const Here &here) {
  const Condition &condition = program_.conditions[here.step.a];
  Marks own;
  const bool fits = run_muted(condition.condition, here.value, here.marks != nullptr ? &own : nullptr);
  if (!fits) return run(condition.alternative, here.value, here.marks);
  if (here.marks != nullptr) here.marks->merge(own);
  return run(condition.consequence, here.value, here.marks);
}

// dynamics[a]: leads to the outermost resource on the way here that has the anchor.
bool Checker::dynamic_ref(const Here &here) {
  const Dynamic &reference = program_.dynamics[here.step.a];
  Index target = reference.fixed;
  for (const Scope *scope = scope_; scope != nullptr; scope = scope->outer) {
    const auto found = program_.dynamic_anchors.find({scope->resource, reference.name});
    if (found != program_.dynamic_anchors.end()) target = found->second;
  }
  return run(target, here.value, here.marks);
}

} // namespace tenon::schema
