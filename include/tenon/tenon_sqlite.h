/* tenon_sqlite.h - feedback sessions in one file, by SQLite: a ready-made tenon_storage. Its own library, tenon::sqlite.
 *
 *     tenon_sqlite_options options = {sizeof options};
 *     tenon_storage storage = {sizeof storage};
 *     options.path = ...;
 *     tenon_sqlite_open(&options, &storage, &error);    the file is there, whole, and of this version
 *     ... hand &storage to the server, which runs storage.drop(storage.user) in the end, whatever happens
 *
 * Who never hands it to a server runs drop itself. Any number of servers, in any number of processes of one machine, may have the same
 * file open, each by a call of its own; what was answered to one of them is seen by all. The file must not lie on a network. */
#ifndef TENON_SQLITE_H
#define TENON_SQLITE_H

#include <tenon/tenon.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zero in a member means its default, in brackets. Since 0.4. */
typedef struct tenon_sqlite_options {
  size_t size;
  tenon_str path;           /* of the file; it is made if it is not there, its directory is not. SQLite keeps path-wal and path-shm beside it */
  uint64_t durability;      /* TENON_DURABLE_MACHINE: each answer waits for the disk; TENON_DURABLE_PROCESS: it does not [MACHINE] */
  uint64_t readers;         /* threads that read, beside the one that writes; at most 64 [2] */
  uint64_t busy_ms;         /* an operation waits so long for another process to finish, and then fails with BUSY [5 s] */
  uint64_t max_bytes;       /* of the file, at least 1 MiB. From 15/16 of it on, only what is there may grow: new sessions, blobs and entries of
                             * the journal fail with FULL [16 GiB]; TENON_OFF: none */
  uint64_t max_row_bytes;   /* of one row's body, at most 512 MiB [8 MiB] */
  uint64_t max_blob_bytes;  /* of one blob, at most 512 MiB [64 MiB] */
  uint64_t max_journal;     /* entries of each kind; beyond them the oldest go, by the thousand [1,000,000]; TENON_OFF: none */
  uint64_t max_waiting;     /* operations that wait for their turn; more fail with BUSY at once [10,000] */
  uint64_t watch_ms;        /* how often to look for what other processes have written [200 ms]; TENON_OFF: never */
  /* The clock that answers are given by; it must be the host's own. It is called from the store's threads, until drop has returned.
   * NULL: steady_clock and system_clock of C++, CLOCK_MONOTONIC and CLOCK_REALTIME of POSIX. */
  void *clock_user;
  void (*clock)(void *clock_user, tenon_now *out);
} tenon_sqlite_options;

/* Opens the file, makes or migrates what is in it, starts the threads, and fills `out` up to out->size. Waits for the disk, and for busy_ms
 * if another process is migrating. [any] On failure `out` stays as it is, and nothing is left open. NOT_FOUND: there is no such directory, or
 * the file may not be opened or made; INVALID: an option is out of its range, or the file is another program's, of a newer version, damaged,
 * or on a disk where it cannot be shared: `error` says which; BUSY; LIMIT: the disk is full; NO_MEMORY; BAD_SIZE, NEWER_STRUCT. Since 0.4. */
TENON_API tenon_status tenon_sqlite_open(const tenon_sqlite_options *options, tenon_storage *out, tenon_error *error);

#ifdef __cplusplus
}
#endif
#endif
