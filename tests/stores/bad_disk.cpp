// bad_disk.cpp - a VFS of SQLite around the usual one: every call goes through, unless the disk is to be bad.
#include "bad_disk.hpp"
#include <chrono>
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <thread>

namespace bad_disk {
namespace {

Disk *disk = nullptr;          // while there is one
sqlite3_vfs *usual = nullptr;
sqlite3_vfs ours{};

struct File {
  sqlite3_file base;
  const char *path; // SQLite keeps it as long as the file is open
};

sqlite3_file *real(sqlite3_file *file) { return reinterpret_cast<sqlite3_file *>(reinterpret_cast<char *>(file) + sizeof(File)); }
const sqlite3_io_methods &does(sqlite3_file *file) { return *real(file)->pMethods; }
const char *path_of(sqlite3_file *file) { return reinterpret_cast<File *>(file)->path; }

int64_t size_of(sqlite3_file *file) {
  sqlite3_int64 size = 0;
  does(file).xFileSize(real(file), &size);
  return size;
}

int close(sqlite3_file *file) {
  const int result = does(file).xClose(real(file));
  --disk->open_files;
  return result;
}
int read(sqlite3_file *file, void *out, int count, sqlite3_int64 at) { return does(file).xRead(real(file), out, count, at); }

int write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
  if (disk->writes_fail) return SQLITE_IOERR_WRITE;
  const int64_t more = at + count - size_of(file);
  if (more > 0 && !disk->grow(more)) return SQLITE_FULL;
  return does(file).xWrite(real(file), bytes, count, at);
}

int truncate(sqlite3_file *file, sqlite3_int64 size) { return does(file).xTruncate(real(file), size); }

int sync(sqlite3_file *file, int flags) {
  if (disk->syncs_fail) return SQLITE_IOERR_FSYNC;
  ++disk->syncs;
  std::string bytes(static_cast<size_t>(size_of(file)), '\0');
  if (!bytes.empty() && does(file).xRead(real(file), bytes.data(), static_cast<int>(bytes.size()), 0) != SQLITE_OK) return SQLITE_IOERR_READ;
  if (path_of(file)) disk->keep(path_of(file), std::move(bytes));
  return does(file).xSync(real(file), flags);
}

int file_size(sqlite3_file *file, sqlite3_int64 *size) { return does(file).xFileSize(real(file), size); }
int lock(sqlite3_file *file, int how) { return does(file).xLock(real(file), how); }
int unlock(sqlite3_file *file, int how) { return does(file).xUnlock(real(file), how); }
int check_lock(sqlite3_file *file, int *out) { return does(file).xCheckReservedLock(real(file), out); }
int control(sqlite3_file *file, int what, void *argument) { return does(file).xFileControl(real(file), what, argument); }
int sector(sqlite3_file *file) { return does(file).xSectorSize(real(file)); }
int traits(sqlite3_file *file) { return does(file).xDeviceCharacteristics(real(file)); }
int shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out) { return does(file).xShmMap(real(file), region, size, extend, out); }
int shm_lock(sqlite3_file *file, int at, int count, int flags) { return does(file).xShmLock(real(file), at, count, flags); }
void shm_barrier(sqlite3_file *file) { does(file).xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file *file, int remove) { return does(file).xShmUnmap(real(file), remove); }

const sqlite3_io_methods methods = {2,      close,      read,    write,   truncate, sync,    file_size, lock,        unlock,
                                    check_lock, control, sector, traits, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

int open(sqlite3_vfs *, const char *path, sqlite3_file *file, int flags, int *out_flags) {
  auto *const opened = reinterpret_cast<File *>(file);
  opened->base.pMethods = nullptr;
  opened->path = path;
  const int result = usual->xOpen(usual, path, real(file), flags, out_flags);
  if (result != SQLITE_OK) return result;
  opened->base.pMethods = &methods;
  ++disk->open_files;
  return result;
}

int remove(sqlite3_vfs *, const char *path, int sync_directory) {
  disk->forget(path);
  return usual->xDelete(usual, path, sync_directory);
}

} // namespace

Disk::Disk() {
  usual = sqlite3_vfs_find(nullptr);
  ours = *usual;
  ours.pNext = nullptr;
  ours.zName = "tenon-bad-disk";
  ours.szOsFile = static_cast<int>(sizeof(File)) + usual->szOsFile;
  ours.xOpen = open;
  ours.xDelete = remove;
  disk = this;
  sqlite3_vfs_register(&ours, 1);
}

Disk::~Disk() {
  sqlite3_vfs_unregister(&ours);
  sqlite3_vfs_register(usual, 1);
  // A store that was let go may end on its own thread, a moment later. What it closes last is a file of ours.
  for (int i = 0; i < 10'000 && open_files > 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(open_files == 0);
  disk = nullptr;
}

bool Disk::grow(int64_t bytes) {
  int64_t left = room.load();
  while (left >= bytes)
    if (room.compare_exchange_weak(left, left - bytes)) return true;
  return false;
}

void Disk::keep(const std::string &path, std::string bytes) {
  const std::lock_guard guard(mutex_);
  synced_[path] = std::move(bytes);
}

void Disk::forget(const std::string &path) {
  const std::lock_guard guard(mutex_);
  synced_.erase(path);
}

Image Disk::image() const {
  const std::lock_guard guard(mutex_);
  return synced_;
}

} // namespace bad_disk
