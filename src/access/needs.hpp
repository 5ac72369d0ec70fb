// needs.hpp - what a tool, resource or prompt asks of the person who uses it.
#pragma once
#include "access/principal.hpp"
#include "access/reason.hpp"
#include "ground/outcome.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::access {

class Needs final {
public:
  Needs() = default; // nothing
  // invalid: what no token could hold - a letter that no scope has, an empty role or one with control characters or over 256
  // bytes; limit: over 64 roles or 512 words.
  static Outcome<Needs> make(std::string_view scopes, std::span<const std::string_view> roles, std::string_view permissions);

  bool nothing() const { return scopes_.empty() && roles_.empty() && permissions_.empty(); }

  // accepted, or the first that is missing of lacks_role (any one of the roles will do), lacks_permission and lacks_scope (all
  // of them). Scopes come last, since they are what a client can get more of: it should not ask when that would not help.
  Reason met_by(const Principal &who) const;

  // All that the operation needs, for the challenge: joined by single spaces.
  const std::string &scopes() const { return scopes_; }
  const std::vector<std::string> &roles() const { return roles_; }
  const std::string &permissions() const { return permissions_; }

private:
  std::string scopes_, permissions_;
  std::vector<std::string> roles_;
};

} // namespace tenon::access
