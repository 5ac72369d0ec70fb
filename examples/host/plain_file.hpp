// plain_file.hpp - small files, read whole and written so that nobody sees half of one.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace host {

// Returns what is wrong, or "". A pipe or a directory is no plain file.
std::string read_plain_file(const std::string &path, size_t most_bytes, std::string &text);

// Writes a new file of this mode and moves it into place, when it is on the disk; where there is one already, only with
// `replace`. Returns what is wrong, or "".
std::string write_plain_file(const std::string &path, std::string_view text, unsigned mode, bool replace);

bool is_there(const std::string &path);

} // namespace host
