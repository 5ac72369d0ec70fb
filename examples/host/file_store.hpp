// file_store.hpp - questions kept in a file, where SQLite is there to build with.
#pragma once
#include <string>

#include <tenon/tenon.h>

namespace host {

// Fills `out`, which is the server's from then on. Returns what went wrong, or "".
std::string open_file_store(const std::string &path, tenon_storage &out);

} // namespace host
