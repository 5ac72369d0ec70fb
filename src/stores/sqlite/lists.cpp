// lists.cpp - sessions in order, counted, and by when they are due.
#include "place.hpp"
#include "session_columns.hpp"
#include "sessions.hpp"

namespace tenon::sqlite {
namespace {

constexpr uint64_t all_states = 0x3f;

bool one_state(uint64_t bits) { return (bits & (bits - 1)) == 0; }

int64_t lowest(uint64_t bits) {
  int64_t state = 0;
  while ((bits >> state & 1) == 0) ++state;
  return state;
}

// The statement for what is set in a query; `states` is 0 when all of them fit.
std::string sql_of(const Query &query, uint64_t states, bool goes_on) {
  std::string sql = std::string("SELECT ") + session_columns + " FROM session WHERE 1";
  if (query.principal) sql += " AND principal = ?";
  if (query.thread) sql += query.thread->empty() ? " AND thread = x''" : " AND thread = ? AND thread <> x''";
  if (query.digest) sql += " AND digest = ?";
  if (states != 0) sql += one_state(states) ? " AND state = ?" : " AND (? >> state & 1)";
  if (query.undelivered) sql += " AND undelivered = 1";
  if (goes_on) sql += query.oldest_first ? " AND (created_at, id) > (?, ?)" : " AND (created_at, id) < (?, ?)";
  return sql += query.oldest_first ? " ORDER BY created_at, id LIMIT ?" : " ORDER BY created_at DESC, id DESC LIMIT ?";
}

void add(tenon_store_tally &tally, int64_t state, uint64_t rows) {
  uint64_t *const of_state[] = {&tally.open, &tally.answered, &tally.declined, &tally.cancelled, &tally.expired, &tally.purged};
  if (state >= 0 && state < 6) *of_state[state] += rows;
}

} // namespace

void list(Database &db, const Query &query, Answer &answer) {
  std::optional<Place> from;
  if (!query.cursor.empty() && !(from = read_place(query.cursor))) return answer.refuse(TENON_STORE_NOT_FOUND);
  const uint64_t states = (query.states & all_states) == all_states ? 0 : query.states;
  if (states != 0 && (states & all_states) == 0) return; // none that there is
  Statement found = db.prepare(sql_of(query, states, from.has_value()));
  if (query.principal) found.bytes(*query.principal);
  if (query.thread && !query.thread->empty()) found.bytes(*query.thread);
  if (query.digest) found.bytes(*query.digest);
  if (states != 0) found.number(one_state(states) ? lowest(states) : static_cast<int64_t>(states & all_states));
  if (from) found.number(from->at).bytes(from->id);
  found.number(query.most + 1);
  while (found.step()) {
    if (static_cast<int64_t>(answer.rows.size()) == query.most) {
      answer.next = write_place(answer.rows.back().created_at, answer.rows.back().id);
      return;
    }
    answer.rows.push_back(row_at(found));
  }
}

void count(Database &db, const std::optional<std::string> &principal, Answer &answer) {
  tenon_store_tally &tally = answer.tally.emplace();
  tally.size = sizeof tally;
  Statement found = db.prepare(principal ? "SELECT state, count(*), sum(undelivered) FROM session WHERE principal = ? GROUP BY state"
                                         : "SELECT state, count(*), sum(undelivered) FROM session GROUP BY state");
  if (principal) found.bytes(*principal);
  while (found.step()) {
    add(tally, found.number_at(0), static_cast<uint64_t>(found.number_at(1)));
    tally.undelivered += static_cast<uint64_t>(found.number_at(2));
  }
}

void due(Database &db, int64_t now, int64_t most, Answer &answer) {
  answer.number = INT64_MAX;
  Statement found = db.prepare("SELECT due_at, id, version, state FROM session ORDER BY due_at, id LIMIT ?");
  found.number(most + 1);
  while (found.step()) {
    if (found.number_at(0) > now || static_cast<int64_t>(answer.rows.size()) == most) {
      answer.number = found.number_at(0);
      return;
    }
    Row &row = answer.rows.emplace_back();
    row.due_at = found.number_at(0);
    row.id = found.bytes_at(1);
    row.version = found.number_at(2);
    row.state = found.number_at(3);
  }
}

} // namespace tenon::sqlite
