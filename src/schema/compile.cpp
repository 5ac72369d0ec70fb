// compile.cpp - walks all subschemas that are in use and writes each as a node.
#include "schema/compiler.hpp"
#include "schema/pointer.hpp"

namespace tenon::schema {

namespace {

// A host may lift its bounds, but not what the stack and 32-bit numbers of nodes bear.
Limits bearable(Limits limits) {
  constexpr size_t deepest = 256;
  constexpr size_t most_subschemas = 1000000;
  if (limits.max_depth > deepest) limits.max_depth = deepest;
  if (limits.max_subschemas > most_subschemas) limits.max_subschemas = most_subschemas;
  return limits;
}

} // namespace

Schema::Schema(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Schema::~Schema() = default;

Outcome<std::shared_ptr<const Schema>> compile(const json::Value &schema, const Limits &limits) {
  return compile(schema, limits, {});
}

Outcome<std::shared_ptr<const Schema>> compile(const json::Value &schema, const Limits &limits, std::span<const Registered> others) {
  return Compiler(limits, others).compile(schema);
}

Compiler::Compiler(const Limits &limits, std::span<const Registered> others)
    : limits_(bearable(limits)), library_(limits_, others) {
  program_->limits = limits_;
}

Outcome<std::shared_ptr<const Schema>> Compiler::compile(const json::Value &schema) {
  const Index root = library_.read(schema);
  if (root == no_index) return *library_.refusal();
  program_->root = use(root);
  const auto own = static_cast<Index>(library_.spots().size());
  for (Index spot = 0; spot < own; ++spot) use(spot); // those that nothing refers to are checked as well
  if (!write_pending()) return *library_.refusal();
  settle_dynamic_references();
  for (const Spot &spot : library_.spots()) program_->origins.push_back({spot.parent, spot.token});
  if (const Index loop = find_loop(*program_); loop != no_index) {
    library_.refuse(loop, "", "refers to itself without going into the value, so a check would never end");
    return *library_.refusal();
  }
  return std::make_shared<const Schema>(std::move(program_));
}

Index Compiler::use(Index spot) {
  const json::Value &value = library_.spots()[spot].value;
  if (value.is_bool() && value.truth()) return no_index;
  if (used_.size() <= spot) used_.resize(library_.spots().size());
  if (!used_[spot]) {
    used_[spot] = true;
    pending_.push_back(spot);
  }
  return spot;
}

bool Compiler::write_pending() {
  while (!pending_.empty()) {
    const Index spot = pending_.back();
    pending_.pop_back();
    if (!write(spot)) return false;
    if (pending_.empty() && !program_->dynamics.empty()) use_dynamic_anchors();
  }
  program_->nodes.resize(library_.spots().size());
  program_->steps.shrink_to_fit();
  return true;
}

bool Compiler::write(Index spot) {
  const json::Value value = library_.spots()[spot].value;
  const Resource &resource = library_.resource_of(spot);
  const Keywords keywords(value, resource.dialect, resource.validation);
  spot_ = spot;
  schema_ = &keywords;
  tail_ = no_index;
  for (auto &group : draft_) group.clear();
  if (program_->nodes.size() <= spot) program_->nodes.resize(library_.spots().size());
  program_->nodes[spot].resource = library_.spots()[spot].resource;
  if (value.is_bool()) program_->nodes[spot].kinds = 0;
  if (!write_type() || !write_constants() || !write_numbers() || !write_texts()) return false;
  if (!write_elements() || !write_contains() || !write_members() || !write_dependents() || !write_logic()) return false;
  if (program_->nodes.size() <= spot) program_->nodes.resize(library_.spots().size());

  Node &node = program_->nodes[spot];
  node.first = static_cast<Index>(program_->steps.size());
  node.tail = tail_;
  node.tracks = keywords.has(Keyword::unevaluated_items) || keywords.has(Keyword::unevaluated_properties);
  for (size_t group = 0; group < group_count; ++group) {
    program_->steps.insert(program_->steps.end(), draft_[group].begin(), draft_[group].end());
    node.ends[group] = static_cast<uint8_t>(program_->steps.size() - node.first);
  }
  node.only_kinds = node.ends[for_all] == 0 && node.tail == no_index;
  return true;
}

void Compiler::add(Group group, Verb verb, Keyword keyword, Index a, Index b) { draft_[group].push_back({verb, keyword, a, b}); }

bool Compiler::refuse(Keyword keyword, std::string_view reason, Status status) {
  return library_.refuse(spot_, token_of(word(keyword)), reason, status);
}

// A $dynamicRef may lead to any resource that has its anchor.
void Compiler::use_dynamic_anchors() {
  for (Index r = 0; r < library_.resources().size(); ++r) {
    for (const auto &anchor : library_.resources()[r].dynamic_anchors) {
      program_->dynamic_anchors[{r, anchor.first}] = use(anchor.second);
    }
  }
}

// Where only one resource has the anchor, the reference is as fixed as any.
void Compiler::settle_dynamic_references() {
  bool dynamic = false;
  for (Step &step : program_->steps) {
    if (step.verb != Verb::dynamic_ref) continue;
    const Dynamic &reference = program_->dynamics[step.a];
    size_t holders = 0;
    for (const auto &anchor : program_->dynamic_anchors) holders += anchor.first.second == reference.name;
    if (holders > 1) {
      dynamic = true;
    } else {
      step.verb = Verb::ref;
      step.a = reference.fixed;
    }
  }
  if (!dynamic) program_->dynamics.clear();
}

} // namespace tenon::schema
