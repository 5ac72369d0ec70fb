// roles.cpp - finds, checks and lists roles.
#include "access/roles.hpp"

#include "access/claims.hpp"

namespace tenon::access {
namespace {

bool is_no_role(json::Value roles) { return roles.is_text() && roles.text().empty(); }

bool is_role(json::Value one) {
  return one.is_text() && !one.text().empty() && one.text().size() <= max_role_bytes && !has_control_characters(one.text());
}

} // namespace

json::Value find_roles(json::Value claims) {
  const json::Value roles = claims.find("roles");
  return roles ? roles : claims.find("role");
}

bool valid_roles(json::Value roles) {
  if (!roles || is_no_role(roles) || is_role(roles)) return true;
  if (!roles.is_array()) return false;
  size_t count = 0;
  for (json::Value one = roles.first(); one.at() != roles.end(); one = one.next())
    if (++count > max_roles || !is_role(one)) return false;
  return true;
}

void list_roles(std::vector<std::string> &out, json::Value roles) {
  out.clear();
  if (!roles || is_no_role(roles)) return;
  if (roles.is_text()) return void(out.emplace_back(roles.text()));
  for (json::Value one = roles.first(); one.at() != roles.end(); one = one.next()) out.emplace_back(one.text());
}

} // namespace tenon::access
