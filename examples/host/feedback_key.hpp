// feedback_key.hpp - the secret behind the links by which people answer: beside the file of the questions, and as old as that.
#pragma once
#include <string>

namespace host {

// Of the store at `path`: what stands in `path`.key, which is made if there is none. Servers that share the file share it, and links
// outlive us. Returns what went wrong, or "".
std::string read_feedback_key(const std::string &path, std::string &key);

} // namespace host
