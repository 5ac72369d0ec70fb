// check_scalars.cpp - the steps for texts and numbers, and the comparisons with constants.
#include "json/writer.hpp"
#include "schema/checker.hpp"
#include "schema/equality.hpp"
#include "schema/pointer.hpp"

namespace tenon::schema {
namespace {

constexpr size_t bytes_per_step = 64;

uint64_t code_points(std::string_view text) {
  uint64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

const char *relation(Keyword keyword) {
  switch (keyword) {
  case Keyword::minimum: return "must be at least ";
  case Keyword::maximum: return "must be at most ";
  case Keyword::exclusive_minimum: return "must be greater than ";
  default: return "must be less than ";
  }
}

bool holds(Keyword keyword, int order) {
  switch (keyword) {
  case Keyword::minimum: return order >= 0;
  case Keyword::maximum: return order <= 0;
  case Keyword::exclusive_minimum: return order > 0;
  default: return order < 0;
  }
}

} // namespace

// ranges[a], in code points. Bytes decide most: there are at most as many code points, and at least a quarter of them.
bool Checker::length(const Here &here) {
  const Range &range = program_.ranges[here.step.a];
  const auto text = here.value.text();
  if (text.size() <= range.most && (text.size() + 3) / 4 >= range.least) return true;
  if (!budget_.take(text.size() / bytes_per_step)) return false;
  const uint64_t count = code_points(text);
  if (count >= range.least && count <= range.most) return true;
  return misfit_count(here, Keyword::min_length, Keyword::max_length, count, "character", "characters");
}

// patterns[a]
bool Checker::pattern(const Here &here) {
  if (program_.patterns[here.step.a].found_in(here.value.text(), budget_)) return true;
  if (finding_ == nullptr) return false;
  return misfit(here, "must match the pattern " + program_.pattern_texts[here.step.a]);
}

// numbers[a]
bool Checker::bound(const Here &here) {
  const Number &limit = program_.numbers[here.step.a];
  const Number number = number_of(here.value);
  const bool small = number.kind == json::Kind::integer && limit.kind == json::Kind::integer; // as nearly always
  const int order = small ? (number.integer > limit.integer) - (number.integer < limit.integer) : compare(number, limit);
  if (holds(here.step.keyword, order)) return true;
  return finding_ != nullptr && misfit(here, relation(here.step.keyword) + words_of(limit));
}

// numbers[a]
bool Checker::multiple(const Here &here) {
  const Number &divisor = program_.numbers[here.step.a];
  if (multiple_of(number_of(here.value), divisor)) return true;
  return finding_ != nullptr && misfit(here, "must be a multiple of " + words_of(divisor));
}

// the constant a
bool Checker::constant(const Here &here) {
  return equal(here.value, program_.constants.at(here.step.a), budget_) || misfit_choice(here, &here.step.a, 1);
}

// lists[a]: how many, then constants
bool Checker::choice(const Here &here) {
  const Index *list = program_.lists.data() + here.step.a;
  for (Index i = 1; i <= list[0]; ++i) {
    if (equal(here.value, program_.constants.at(list[i]), budget_)) return true;
  }
  return misfit_choice(here, list + 1, list[0]);
}

// choices[a]
bool Checker::text_choice(const Here &here) {
  const Names &names = program_.choices[here.step.a];
  if (here.value.is_text() && names.find(here.value.text()) != Names::none) return true;
  if (finding_ == nullptr) return false;
  std::string listed;
  for (uint32_t i = 0; i < names.size() && listed.size() <= longest_quote; ++i) {
    if (i > 0) listed += ", ";
    json::append_text(listed, shortened(names.name(i)));
  }
  return misfit(here, (names.size() == 1 ? "must be " : "must be one of ") + shortened(listed));
}

} // namespace tenon::schema
