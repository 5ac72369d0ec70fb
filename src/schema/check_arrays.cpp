// check_arrays.cpp - the steps for arrays, and the marks that say what was looked at.
#include "schema/checker.hpp"
#include "schema/equality.hpp"

namespace tenon::schema {

void Marks::mark(size_t index) {
  if (index / 64 >= bits_.size()) bits_.resize(index / 64 + 1);
  bits_[index / 64] |= uint64_t{1} << (index % 64);
}

void Marks::merge(const Marks &other) {
  all_ = all_ || other.all_;
  if (bits_.size() < other.bits_.size()) bits_.resize(other.bits_.size());
  for (size_t i = 0; i < other.bits_.size(); ++i) bits_[i] |= other.bits_[i];
}

// ranges[a]
bool Checker::element_count(const Here &here) {
  const Range &range = program_.ranges[here.step.a];
  const size_t count = here.value.count();
  if (count >= range.least && count <= range.most) return true;
  return misfit_count(here, Keyword::min_items, Keyword::max_items, count, "item", "items");
}

// elements[a]
bool Checker::elements(const Here &here) {
  const Elements &elements = program_.elements[here.step.a];
  const json::Value &array = here.value;
  const size_t end = array.end();
  const size_t in_prefix = elements.prefix.size();
  size_t index = 0;
  json::Value e = array.first();
  for (; e.at() != end && index < in_prefix; e = e.next(), ++index) {
    if (!run(elements.prefix[index], e, nullptr)) return inside(index);
    if (here.marks != nullptr) here.marks->mark(index);
  }
  if (!elements.has_rest) return true;
  if (here.marks != nullptr) here.marks->mark_all();
  if (elements.rest == no_index) return true;
  if (e.at() != end && never(elements.rest)) return misfit_items(here, in_prefix);
  for (; e.at() != end; e = e.next(), ++index) {
    if (!run(elements.rest, e, nullptr)) return inside(index);
  }
  return true;
}

// contains[a]
bool Checker::contains(const Here &here) {
  const Contains &contains = program_.contains[here.step.a];
  const json::Value &array = here.value;
  uint64_t found = 0;
  size_t index = 0;
  for (json::Value e = array.first(); e.at() != array.end(); e = e.next(), ++index) {
    if (run_muted(contains.node, e, nullptr)) {
      ++found;
      if (here.marks != nullptr) here.marks->mark(index);
      else if (found >= contains.count.least && contains.count.most == UINT64_MAX) return true;
    }
    if (!budget_.take(1)) return false;
  }
  if (found < contains.count.least) {
    return finding_ != nullptr && misfit(here, "must have at least " + std::to_string(contains.count.least) + " matching items");
  }
  if (found > contains.count.most) {
    if (finding_ == nullptr) return false;
    return misfit(here.node, "/maxContains", "must have at most " + std::to_string(contains.count.most) + " matching items");
  }
  return true;
}

bool Checker::unique(const Here &here) {
  return all_different(here.value, budget_) || misfit(here, "must not have equal items");
}

// a: the node that every element must fit which no other step has looked at
bool Checker::unevaluated_items(const Here &here) {
  const json::Value &array = here.value;
  size_t index = 0;
  for (json::Value e = array.first(); e.at() != array.end(); e = e.next(), ++index) {
    if (here.marks->has(index)) continue;
    if (never(here.step.a)) {
      misfit(here, "is not an item that the schema allows");
      return inside(index);
    }
    if (!run(here.step.a, e, nullptr)) return inside(index);
  }
  here.marks->mark_all();
  return true;
}

} // namespace tenon::schema
