// extras.hpp - what is kept beside the sessions: their blobs, and the journal.
#pragma once
#include "sessions.hpp"

namespace tenon::sqlite {

void put_blob(Database &, const Bounds &, const std::string &session, const std::string &name, const std::string &bytes, Answer &);
void get_blob(Database &, const std::string &session, const std::string &name, Answer &);
void drop_blobs(Database &, const std::string &session, Answer &);

void write_journal(Database &, const Bounds &, const Entry &, Answer &);
void read_journal(Database &, const JournalQuery &, Answer &);
void sum_journal(Database &, const JournalQuery &, Answer &);
void trim_journal(Database &, int64_t kind, int64_t before, Answer &);

std::string day_of(int64_t days); // since 1970-01-01: "2026-11-21"

} // namespace tenon::sqlite
