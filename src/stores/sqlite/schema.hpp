// schema.hpp - what is in the file: its tables, version by version, and how a file of an older version becomes one of ours.
#pragma once
#include "database.hpp"

namespace tenon::sqlite {

inline constexpr int64_t application_id = 0x54454E4F; // "TENO": by which SQLite's header tells whose file it is
inline constexpr int64_t newest_schema = 2;

// Throws Trouble when the file is another program's, or a newer Tenon's. Changes nothing.
void check_owner(Database &);
// Makes or migrates, all of it or nothing.
void prepare_schema(Database &, int64_t up_to = newest_schema);

} // namespace tenon::sqlite
