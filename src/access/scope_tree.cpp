// scope_tree.cpp - reads lines of scopes and closes what they say: if a implies b and b implies c, then a implies c.
#include "access/scope_tree.hpp"

#include "access/scopes.hpp"
#include "ground/words.hpp"

#include <algorithm>
#include <optional>

namespace tenon::access {
namespace {

std::string_view without_blanks(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// What stands before the next '>'; `line` becomes what stands behind it, and `more` says whether there was one.
std::string_view next_scope(std::string_view &line, bool &more) {
  const size_t mark = line.find('>');
  const std::string_view scope = without_blanks(line.substr(0, mark));
  more = mark != std::string_view::npos;
  line.remove_prefix(more ? mark + 1 : line.size());
  return scope;
}

bool is_one_scope(std::string_view text) {
  return !text.empty() && text.find(' ') == std::string_view::npos && valid_scope_text(text);
}

} // namespace

Outcome<std::shared_ptr<const ScopeTree>> ScopeTree::make(std::span<const std::string_view> lines) {
  std::shared_ptr<ScopeTree> tree(new ScopeTree);
  for (const std::string_view line : lines) {
    std::string_view rest = line;
    size_t above = nowhere;
    for (bool more = true; more;) {
      const std::string_view scope = next_scope(rest, more);
      if (!is_one_scope(scope)) return Refusal{Status::invalid, words("scope hierarchy: \"{}\" is not of the form \"admin > write > read\"", line)};
      const size_t here = tree->place(scope);
      if (here == nowhere) return Refusal{Status::limit, "scope hierarchy: more than 256 scopes"};
      if (above != nowhere) tree->implies_[above][here] = true;
      above = here;
    }
  }
  tree->close();
  for (size_t i = 0; i < tree->names_.size(); ++i)
    if (tree->implies_[i][i]) return Refusal{Status::invalid, words("scope hierarchy: \"{}\" implies itself", tree->names_[i])};
  return std::shared_ptr<const ScopeTree>(std::move(tree));
}

std::string ScopeTree::widen(std::string_view held) const {
  std::vector<bool> reached(names_.size(), false);
  for (std::string_view rest = held; !rest.empty();) {
    const size_t one = find(next_word(rest));
    if (one == nowhere) continue;
    for (size_t j = 0; j < names_.size(); ++j) reached[j] = reached[j] || implies_[one][j];
  }
  std::string added;
  for (size_t j = 0; j < names_.size(); ++j)
    if (reached[j] && !grants(held, names_[j])) added.append(1, ' ').append(names_[j]);
  return added.empty() ? added : std::string(held) + added;
}

size_t ScopeTree::find(std::string_view scope) const {
  const auto found = std::find(names_.begin(), names_.end(), scope);
  return found == names_.end() ? nowhere : static_cast<size_t>(found - names_.begin());
}

size_t ScopeTree::place(std::string_view scope) {
  if (const size_t known = find(scope); known != nowhere) return known;
  if (names_.size() == most_scopes) return nowhere;
  names_.emplace_back(scope);
  implies_.emplace_back(most_scopes, false);
  return names_.size() - 1;
}

// Warshall: paths that go through the first k scopes, for growing k.
void ScopeTree::close() {
  const size_t count = names_.size();
  for (size_t k = 0; k < count; ++k)
    for (size_t i = 0; i < count; ++i)
      if (implies_[i][k])
        for (size_t j = 0; j < count; ++j)
          if (implies_[k][j]) implies_[i][j] = true;
}

} // namespace tenon::access
