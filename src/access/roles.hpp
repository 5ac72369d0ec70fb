// roles.hpp - the roles that a token gives its bearer: texts of any form, so they are a list and never joined.
#pragma once
#include "json/reader.hpp"

#include <string>
#include <vector>

namespace tenon::access {

// `roles`, else `role`: an array of texts, or one text, which is one role whatever it holds. Absent or "": none.
json::Value find_roles(json::Value claims);

// At most max_roles, each of 1 to max_role_bytes without control characters. An absent claim is valid.
bool valid_roles(json::Value roles);

// Of a valid claim; `out` holds these and no others afterwards.
void list_roles(std::vector<std::string> &out, json::Value roles);

} // namespace tenon::access
