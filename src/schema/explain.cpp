// explain.cpp - the words for a misfit, and the places where it was found.
//
// A finding is written where the misfit is and gets its place in front, name by name, on the way out.
#include "json/writer.hpp"
#include "schema/checker.hpp"
#include "schema/pointer.hpp"

namespace tenon::schema {
namespace {

struct KindWord {
  Kinds kinds;
  const char *with_article;
  const char *name;
};

constexpr Kinds whole = kind_bit(json::Kind::integer) | kind_bit(json::Kind::big_integer);
constexpr KindWord kind_words[] = {
    {kind_bit(json::Kind::object), "an object", "object"},
    {kind_bit(json::Kind::array), "an array", "array"},
    {kind_bit(json::Kind::text), "a string", "string"},
    {static_cast<Kinds>(whole | kind_bit(json::Kind::real)), "a number", "number"},
    {whole, "an integer", "integer"},
    {kind_bit(json::Kind::truth), "a boolean", "boolean"},
    {kind_bit(json::Kind::null), "null", "null"},
};

std::string kinds_message(Kinds kinds) {
  if (kinds == 0) return "is not allowed";
  std::string alone, listed;
  size_t count = 0;
  for (const KindWord &word : kind_words) {
    if ((kinds & word.kinds) != word.kinds) continue;
    kinds = static_cast<Kinds>(kinds & ~word.kinds);
    if (++count > 1) listed += ", ";
    listed += word.name;
    alone = word.with_article;
  }
  return count == 1 ? "must be " + alone : "must be one of: " + listed;
}

std::string words_of(const json::Value &value) {
  if (value.is_number()) return schema::words_of(number_of(value));
  switch (value.kind()) {
  case json::Kind::text: return json::quoted(shortened(value.text()));
  case json::Kind::truth: return value.truth() ? "true" : "false";
  case json::Kind::null: return "null";
  case json::Kind::array: return "the schema's array";
  default: return "the schema's object";
  }
}

} // namespace

std::string words_of(const Number &n) {
  std::string out;
  if (n.kind == json::Kind::integer) json::append_integer(out, n.integer);
  else if (n.kind == json::Kind::big_integer) json::append_unsigned(out, n.big);
  else json::append_number(out, n.real);
  return out;
}

bool Checker::misfit(const Here &here, std::string_view message) {
  return finding_ == nullptr ? false : misfit(here.node, token_of(word(here.step.keyword)), message);
}

bool Checker::misfit(Index node, std::string_view token, std::string_view message) {
  if (finding_ == nullptr) return false;
  finding_->place.clear();
  finding_->keyword = token;
  for (; node != no_index; node = program_.origins[node].parent) finding_->keyword.insert(0, program_.origins[node].token);
  finding_->message = message;
  return false;
}

bool Checker::misfit_kind(Index node) {
  if (finding_ == nullptr) return false;
  const Kinds kinds = program_.nodes[node].kinds;
  return misfit(node, kinds == 0 ? "" : "/type", kinds_message(kinds));
}

bool Checker::missing_member(const Here &here, const Members &members) {
  if (finding_ == nullptr) return false;
  for (uint32_t i = 0; i < members.names.size(); ++i) {
    if (!members.is_required[i] || here.value.find(members.names.name(i))) continue;
    return misfit(here.node, "/required", "must have the property \"" + shortened(members.names.name(i)) + '"');
  }
  return false;
}

bool Checker::misfit_beside(const Here &here, std::string_view missing, std::string_view present) {
  if (finding_ == nullptr) return false;
  return misfit(here, "must have the property \"" + shortened(missing) + "\" beside \"" + shortened(present) + '"');
}

bool Checker::misfit_items(const Here &here, size_t most) {
  if (finding_ == nullptr) return false;
  return misfit(here, "must have at most " + std::to_string(most) + (most == 1 ? " item" : " items"));
}

bool Checker::misfit_choice(const Here &here, const Index *constants, Index count) {
  if (finding_ == nullptr) return false;
  std::string listed;
  for (Index i = 0; i < count && listed.size() <= longest_quote; ++i) {
    if (i > 0) listed += ", ";
    listed += words_of(program_.constants.at(constants[i]));
  }
  return misfit(here, (count == 1 ? "must be " : "must be one of ") + shortened(listed));
}

// No branch fits. Where they differ by kind, the finding is about the kinds, or about the one branch that takes this kind.
bool Checker::misfit_branches(const Here &here) {
  if (finding_ == nullptr) return false;
  const Index *const list = program_.lists.data() + here.step.a;
  const bool whole_real = here.value.kind() == json::Kind::real && integral(here.value.real());
  const auto kind = static_cast<Kinds>(kind_bit(here.value.kind()) | (whole_real ? whole_reals : 0));
  Kinds all = 0;
  Index taking = 0, branch = no_index;
  for (Index i = 1; i <= list[0]; ++i) { // none is no_index: that one would fit
    const Kinds kinds = program_.nodes[list[i]].kinds;
    all = static_cast<Kinds>(all | kinds);
    if ((kinds & kind) == 0) continue;
    ++taking;
    branch = list[i];
  }
  if (taking == 0) return misfit(here, kinds_message(all));
  if (taking == 1) return run(branch, here.value, nullptr);
  return misfit(here, "must fit one of " + std::to_string(list[0]) + " schemas");
}

bool Checker::misfit_count(const Here &here, Keyword least, Keyword most, uint64_t count, const char *one, const char *many) {
  if (finding_ == nullptr) return false;
  const Range &range = program_.ranges[here.step.a];
  const bool few = count < range.least;
  const uint64_t limit = few ? range.least : range.most;
  const std::string message =
      std::string("must have at ") + (few ? "least " : "most ") + std::to_string(limit) + ' ' + (limit == 1 ? one : many);
  return misfit(here.node, token_of(word(few ? least : most)), message);
}

bool Checker::inside(std::string_view name) {
  if (finding_ != nullptr) finding_->place.insert(0, token_of(name));
  return false;
}

bool Checker::inside(size_t index) {
  if (finding_ != nullptr) finding_->place.insert(0, token_of(index));
  return false;
}

} // namespace tenon::schema
