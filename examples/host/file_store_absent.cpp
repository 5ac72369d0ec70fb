// file_store_absent.cpp - the same where we were built without SQLite.
#include "file_store.hpp"

namespace host {

std::string open_file_store(const std::string &, tenon_storage &) { return "this host was built without SQLite; --store memory is there"; }

} // namespace host
