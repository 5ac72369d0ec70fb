// json_tree.hpp - JSON as a tree, read strictly and compared by structure; the house's own reader judges nothing here.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pattern.hpp"

namespace talk {

struct Json {
  char kind = '0'; // { object, [ array, s string, n number, t true, f false, 0 null
  std::string text; // of a string, unescaped; of a number, as written
  std::vector<std::string> names; // of an object's members, in the order of `items`
  std::vector<Json> items;
};

// False, with the reason, for what is not exactly one JSON value or has a member twice.
bool read_json(std::string_view text, Json &out, std::string &why);

// The first place where `actual` is not what `expected` says, or "". Members come in any order. In `expected`, "<any>",
// "<text>", "<number>", "<object>" and "<array>" are kinds, other holes are names, a member "..." allows further members,
// and a last element "..." further elements.
std::string difference(const Json &expected, const Json &actual, Names &names, const std::string &path = "");

} // namespace talk
