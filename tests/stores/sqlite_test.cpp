// sqlite_test.cpp - sessions in a file pass the suite of all stores, and are there for who opens it again.
#include "sqlite_file.hpp"

using namespace sqlite_file;

TEST_CASE("sqlite: sessions are written once, swapped by version, audited and removed") { Room room; keeps_sessions(open(room.path())); }
TEST_CASE("sqlite: lists, counts and what is due") { Room room; lists_sessions(open(room.path())); }
TEST_CASE("sqlite: the outbox is told in order, at least once") { Room room; tells_in_order(open(room.path())); }
TEST_CASE("sqlite: odd names, long texts, blobs") { Room room; keeps_extras(open(room.path())); }
TEST_CASE("sqlite: the journal") { Room room; keeps_journal(open(room.path())); }
TEST_CASE("sqlite: sixteen threads at once") { Room room; survives_races(open(room.path()), 16); }
TEST_CASE("sqlite: whoever watches hears of changes") { Room room; tells_watchers(open(room.path()), false); }
