// outbox.hpp - what is to be told, and who tells it.
#pragma once
#include "database.hpp"
#include "values.hpp"

namespace tenon::sqlite {

void write_outbox(Database &, int64_t n, const std::vector<Entry> &);
void lease(Database &, int64_t now, int64_t ttl_ms, int64_t most, Answer &);
void settle(Database &, const std::string &lease, const std::vector<Entry> &told, int64_t retry_at, Answer &);

} // namespace tenon::sqlite
