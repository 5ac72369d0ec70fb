// revoked.cpp - reads the lines, and looks a token up.
#include "revoked.hpp"

namespace host {

std::string Revoked::read_line(std::string_view line) {
  const std::string_view kind = line.substr(0, 4);
  const bool plain = kind != "jti:" && kind != "kid:" && kind != "sub:";
  const std::string_view name = plain ? line : line.substr(4);
  if (name.empty()) return "a name is missing behind " + std::string(kind);
  (kind == "kid:" ? keys_ : kind == "sub:" ? subjects_ : tokens_).emplace(name);
  return {};
}

// What a token does not say cannot be on a list.
bool Revoked::has(std::string_view token_id, std::string_view key_id, std::string_view subject) const {
  const auto on = [](const Names &names, std::string_view name) { return !name.empty() && names.find(name) != names.end(); };
  return on(tokens_, token_id) || on(keys_, key_id) || on(subjects_, subject);
}

} // namespace host
