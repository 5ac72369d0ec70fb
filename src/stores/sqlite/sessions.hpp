// sessions.hpp - the operations on sessions as SQL. Each is one function on a connection, inside a transaction of its caller's.
#pragma once
#include "database.hpp"
#include "values.hpp"

namespace tenon::sqlite {

struct Bounds {
  uint64_t row_bytes = 8u << 20, blob_bytes = 64u << 20;
  int64_t journal_entries = 1'000'000; // of each kind; 0: any number
};

// Those that write. `tide` is the number of the commit that they are part of.
void create(Database &, const Bounds &, int64_t tide, const Commit &, Answer &);
void swap(Database &, const Bounds &, int64_t tide, int64_t expected, const Commit &, Answer &);
void remove(Database &, const std::string &id, int64_t expected, Answer &);

// Those that read.
void get(Database &, const std::string &id, Answer &);
void list(Database &, const Query &, Answer &);
void count(Database &, const std::optional<std::string> &principal, Answer &);
void due(Database &, int64_t now, int64_t most, Answer &);
void audit(Database &, const std::string &id, int64_t from, int64_t most, Answer &);

// The number of a session in this file; 0: there is none.
int64_t number_of(Database &, const std::string &id);

} // namespace tenon::sqlite
