// checker.hpp - one check of one instance against a program.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/budget.hpp"
#include "schema/program.hpp"

namespace tenon::schema {

// Which members or elements of one value some schema has looked at, for unevaluatedProperties and unevaluatedItems.
class Marks final {
public:
  void mark(size_t index);
  void mark_all() { all_ = true; }
  bool has(size_t index) const { return all_ || (index / 64 < bits_.size() && (bits_[index / 64] >> (index % 64) & 1)); }
  void merge(const Marks &);

private:
  bool all_ = false;
  std::vector<uint64_t> bits_;
};

std::string words_of(const Number &); // as JSON writes it

class Checker final {
public:
  Checker(const Program &program, Finding *finding)
      : program_(program), budget_(program.limits.max_steps), finding_(finding), most_nested_(nesting(program.limits.max_depth)),
        dynamic_(!program.dynamics.empty()) {}

  Fit check(const json::Value &instance);

private:
  static size_t nesting(size_t max_depth) {
    const size_t wanted = 8 * (max_depth > 0 ? max_depth : 1);
    return wanted < 1024 ? wanted : 1024;
  }

  struct Scope { // the resources that were entered on the way here
    Index resource;
    const Scope *outer;
  };
  struct Here { // what every step needs to know
    Index node;
    const Step &step;
    const json::Value &value;
    Marks *marks; // null: nobody asks
  };

  // check.cpp
  bool run(Index node, const json::Value &, Marks *);
  // (the group is that of the value's kind)
  bool run_scoped(Index node, Group, const json::Value &, Marks *);
  bool run_node(Index node, Group, const json::Value &, Marks *);
  bool run_tracked(Index node, Group, const json::Value &, Marks *);
  bool run_steps(Index node, Group, const json::Value &, Marks *);
  bool run_muted(Index node, const json::Value &, Marks *); // a misfit is no finding: another branch may fit
  bool apply(const Here &);

  // check_objects.cpp
  bool member_count(const Here &);
  bool names(const Here &);
  bool members(const Here &);
  bool members_plain(const Here &, const Members &);
  bool member_by_pattern(const Here &, const Members &, const json::Value &name, bool &matched);
  bool dependents(const Here &);
  bool unevaluated_members(const Here &);

  // check_arrays.cpp
  bool element_count(const Here &);
  bool elements(const Here &);
  bool contains(const Here &);
  bool unique(const Here &);
  bool unevaluated_items(const Here &);

  // check_scalars.cpp
  bool length(const Here &);
  bool pattern(const Here &);
  bool bound(const Here &);
  bool multiple(const Here &);
  bool constant(const Here &);
  bool choice(const Here &);
  bool text_choice(const Here &);

  // check_logic.cpp
  bool all_of(const Here &);
  bool any_of(const Here &);
  bool one_of(const Here &);
  bool negation(const Here &);
  bool condition(const Here &);
  bool dynamic_ref(const Here &);

  // explain.cpp; each returns false
  bool misfit(const Here &, std::string_view message);
  bool misfit(Index node, std::string_view token, std::string_view message);
  bool misfit_kind(Index node);
  bool missing_member(const Here &, const Members &);
  bool misfit_beside(const Here &, std::string_view missing, std::string_view present);
  bool misfit_items(const Here &, size_t most);
  bool misfit_choice(const Here &, const Index *constants, Index count);
  bool misfit_branches(const Here &);
  bool misfit_count(const Here &, Keyword least, Keyword most, uint64_t count, const char *one, const char *many);
  bool inside(std::string_view name); // the finding is in this member
  bool inside(size_t index);          // or element
  bool never(Index node) const { return node != no_index && program_.nodes[node].kinds == 0; }

  const Program &program_;
  Budget budget_;
  Finding *finding_;
  const Scope *scope_ = nullptr;
  size_t nested_ = 0;
  size_t most_nested_;
  bool dynamic_;
};

} // namespace tenon::schema
