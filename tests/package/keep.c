/* keep.c - opens a file for feedback sessions, and lets it go: what a host in C needs of tenon::sqlite. */
#include <stdio.h>
#include <string.h>
#include <tenon/tenon_sqlite.h>

int main(int argc, char **argv) {
  tenon_sqlite_options options;
  tenon_storage storage;
  tenon_error error;
  char why[200];
  memset(&options, 0, sizeof options);
  memset(&storage, 0, sizeof storage);
  options.size = sizeof options;
  storage.size = sizeof storage;
  error.size = sizeof error;
  error.message = why;
  error.capacity = sizeof why;
  options.path.data = argc > 1 ? argv[1] : "";
  options.path.len = strlen(options.path.data);
  if (tenon_sqlite_open(&options, &storage, &error) != TENON_OK) {
    printf("FAILED %s\n", why);
    return 1;
  }
  storage.drop(storage.user);
  return 0;
}
