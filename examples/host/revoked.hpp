// revoked.hpp - tokens that are good no more, though their signatures and dates are.
#pragma once
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace host {

// Lines such as `3f2c...` or `jti:3f2c...` (one token), `kid:2026-07` (all of a key), `sub:alice` (all of a person).
class Revoked final {
public:
  std::string read_line(std::string_view line); // what is wrong with it, or ""
  size_t size() const { return tokens_.size() + keys_.size() + subjects_.size(); }

  bool has(std::string_view token_id, std::string_view key_id, std::string_view subject) const;

private:
  using Names = std::set<std::string, std::less<>>;
  Names tokens_, keys_, subjects_;
};

} // namespace host
