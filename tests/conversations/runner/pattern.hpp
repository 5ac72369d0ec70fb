// pattern.hpp - text with holes: <any> takes anything, <name> is remembered as $name and is the same ever after.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace talk {

using Names = std::map<std::string, std::string, std::less<>>;

// $name replaced by what was remembered; <<3 ab>> by ababab; <<bytes ff 00>> by those bytes. An unknown $name stays as it is.
std::string filled(std::string_view text, const Names &names);

// Whether `text` is what `pattern` says. Remembers names only when all of it fits.
bool matches(std::string_view pattern, std::string_view text, Names &names);

// The name in "<name>" when that is all of `text`, or "".
std::string_view lone_hole(std::string_view text);

} // namespace talk
