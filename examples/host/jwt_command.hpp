// jwt_command.hpp - `tenon-host jwt`: prints a token for a client.
#pragma once
#include <string_view>
#include <vector>

namespace host {

// Returns the exit code.
int run_jwt_command(const std::vector<std::string_view> &words);

} // namespace host
