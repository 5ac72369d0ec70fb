// env_file.hpp - KEY=VALUE lines of a .dev.vars file, and where the JWT secret comes from.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace host {

using Variables = std::map<std::string, std::string, std::less<>>;

// KEY=VALUE, one a line; `export ` in front is fine. Values may stand in "..." (with \n \t \" \\ escapes) or '...' (as they
// are); without quotes they end at " #" or at the line's end. Empty lines and # lines are skipped. On a line that is neither,
// `mistake` names its number (never its text: it may be a secret).
Variables parse_env_file(std::string_view text, std::string &mistake);

// The secret that signs and checks tokens: JWT_SECRET of the environment, else of the file. `path` empty means .dev.vars in
// the working directory, if there is one; a path that was asked for must exist. Nothing found: "".
std::string find_jwt_secret(const std::string &path, std::string &mistake);

} // namespace host
