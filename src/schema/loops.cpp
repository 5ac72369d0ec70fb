// loops.cpp - finds schemas that lead back to themselves while still looking at the same value.
//
// References that depend on the dynamic scope are not followed here; check() bounds how deep it goes.
#include "schema/compiler.hpp"

namespace tenon::schema {
namespace {

void add_list(const Program &program, Index list, std::vector<Index> &out) {
  for (Index i = 0; i < program.lists[list]; ++i) out.push_back(program.lists[list + 1 + i]);
}

void add_targets(const Program &program, const Step &step, std::vector<Index> &out) {
  switch (step.verb) {
  case Verb::all_of:
  case Verb::any_of:
  case Verb::one_of: add_list(program, step.a, out); return;
  case Verb::negation:
  case Verb::ref: out.push_back(step.a); return;
  case Verb::condition: {
    const Condition &c = program.conditions[step.a];
    out.insert(out.end(), {c.condition, c.consequence, c.alternative});
    return;
  }
  case Verb::dependents: {
    const auto &nodes = program.dependents[step.a].nodes;
    out.insert(out.end(), nodes.begin(), nodes.end());
    return;
  }
  default: return;
  }
}

std::vector<Index> targets_of(const Program &program, Index index) {
  std::vector<Index> out;
  const Node &node = program.nodes[index];
  for (Index i = 0; i < node.ends[for_all]; ++i) add_targets(program, program.steps[node.first + i], out);
  out.push_back(node.tail);
  return out;
}

enum class Mark : uint8_t { fresh, open, done };

struct Visit {
  Index node;
  std::vector<Index> targets;
  size_t next = 0;
};

} // namespace

Index find_loop(const Program &program) {
  std::vector<Mark> marks(program.nodes.size(), Mark::fresh);
  std::vector<Visit> path;
  for (Index start = 0; start < program.nodes.size(); ++start) {
    if (marks[start] != Mark::fresh) continue;
    marks[start] = Mark::open;
    path.push_back({start, targets_of(program, start)});
    while (!path.empty()) {
      Visit &visit = path.back();
      if (visit.next == visit.targets.size()) {
        marks[visit.node] = Mark::done;
        path.pop_back();
        continue;
      }
      const Index target = visit.targets[visit.next++];
      if (target == no_index || marks[target] == Mark::done) continue;
      if (marks[target] == Mark::open) return target;
      marks[target] = Mark::open;
      path.push_back({target, targets_of(program, target)});
    }
  }
  return no_index;
}

} // namespace tenon::schema
