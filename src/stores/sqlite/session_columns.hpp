// session_columns.hpp - a row as a statement gives it: which columns, and in which order.
#pragma once
#include "database.hpp"
#include "values.hpp"

namespace tenon::sqlite {

inline constexpr const char *session_columns = "id, version, state, undelivered, created_at, due_at, principal, thread, key, digest, body";

inline Row row_at(const Statement &found) {
  Row row;
  row.id = found.bytes_at(0);
  row.version = found.number_at(1);
  row.state = found.number_at(2);
  row.undelivered = found.number_at(3);
  row.created_at = found.number_at(4);
  row.due_at = found.number_at(5);
  row.principal = found.bytes_at(6);
  row.thread = found.bytes_at(7);
  row.key = found.bytes_at(8);
  row.digest = found.bytes_at(9);
  row.body = found.bytes_at(10);
  return row;
}

} // namespace tenon::sqlite
