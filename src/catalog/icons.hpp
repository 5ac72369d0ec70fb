// icons.hpp - whether a JSON value is an array of Icon (2025-11-25 and later, basic: icons).
#pragma once
#include "json/reader.hpp"
#include <string>

namespace tenon::catalog {

// Empty, or what is wrong and where: "[0].src: must begin with https:, http: or data:".
std::string icons_trouble(const json::Value &root);

} // namespace tenon::catalog
