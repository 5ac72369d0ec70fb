// scope_tree.hpp - which scopes imply which: who may write may also read, where the host says so.
#pragma once
#include "ground/outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::access {

// Closed when it is made: afterwards a scope knows all that it implies, over any number of steps. Immutable.
class ScopeTree final {
public:
  static constexpr size_t most_scopes = 256;

  // Each line is "admin > write > read": the left implies the right, and all that the right implies. A scope may stand in
  // several lines. invalid: no scope on either side of a '>', a letter that no scope has, a scope that would imply itself;
  // limit: over 256 scopes.
  static Outcome<std::shared_ptr<const ScopeTree>> make(std::span<const std::string_view> lines);

  // The held scopes, and behind them those that they imply; each implied one once. "" where nothing is added.
  std::string widen(std::string_view held) const;

private:
  ScopeTree() = default;
  static constexpr size_t nowhere = SIZE_MAX;
  size_t find(std::string_view scope) const;
  size_t place(std::string_view scope); // nowhere: no room
  void close();

  std::vector<std::string> names_;
  std::vector<std::vector<bool>> implies_; // [i][j]: i implies j
};

} // namespace tenon::access
