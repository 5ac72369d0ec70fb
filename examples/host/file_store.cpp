// file_store.cpp - questions kept in a file, by tenon::sqlite.
#include "file_store.hpp"

#include <tenon/tenon_sqlite.h>

#include "texts.hpp"

namespace host {

std::string open_file_store(const std::string &path, tenon_storage &out) {
  tenon_sqlite_options options{};
  options.size = sizeof options;
  options.path = str(path);
  ErrorText why;
  const tenon_status status = tenon_sqlite_open(&options, &out, &why.error);
  return status == TENON_OK ? std::string() : why.text(status);
}

} // namespace host
