// blobs.cpp - bytes of a session, by name.
#include "extras.hpp"

namespace tenon::sqlite {

void put_blob(Database &db, const Bounds &bounds, const std::string &session, const std::string &name, const std::string &bytes, Answer &answer) {
  const int64_t n = number_of(db, session);
  if (n == 0) return answer.refuse(TENON_STORE_NOT_FOUND);
  if (bytes.size() > bounds.blob_bytes || db.nearly_full()) return answer.refuse(TENON_STORE_FULL);
  db.prepare("INSERT INTO blob(n, name, bytes) VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes").number(n).bytes(name).bytes(bytes).run();
}

void get_blob(Database &db, const std::string &session, const std::string &name, Answer &answer) {
  Statement found = db.prepare("SELECT bytes FROM blob WHERE n = (SELECT n FROM session WHERE id = ?) AND name = ?");
  if (found.bytes(session).bytes(name).step()) answer.blob = found.bytes_at(0);
  else answer.refuse(TENON_STORE_NOT_FOUND);
}

void drop_blobs(Database &db, const std::string &session, Answer &answer) {
  db.prepare("DELETE FROM blob WHERE n = (SELECT n FROM session WHERE id = ?)").bytes(session).run();
  answer.number = db.changes();
}

} // namespace tenon::sqlite
