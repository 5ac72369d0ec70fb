// analytics_care.cpp - whether the tables can be read, and throwing away what is old.
#include "feedback/members.hpp"
#include "feedback/stored_session.hpp"
#include "web/analytics_look.hpp"
#include "web/timestamp.hpp"

namespace tenon::web {

using feedback::Fault;
using feedback::JournalKind;
using feedback::Members;
using feedback::Result;
using feedback::Row;
using feedback::State;

namespace {

constexpr uint32_t cleaned_at_once = 100;
constexpr int most_cleaned = 1000; // sessions, with one request

// One look at each table, one after the other.
struct Checkup {
  Look look;
  Fault faults[analytics_tables] = {};
  int64_t sessions = 0, interactions = 0, recent = 0;

  void note(AnalyticsTable table, Fault fault) {
    Fault &kept = faults[static_cast<int>(table)];
    if (kept == Fault::none) kept = fault;
  }
};
using Check = std::shared_ptr<Checkup>;

std::string_view word(Fault fault) {
  constexpr std::string_view words[] = {"ok", "conflict", "missing", "full", "busy", "corrupt", "failed"};
  return words[static_cast<int>(fault)];
}

void tell_health(const Check &check) {
  std::string tables;
  Members each(tables);
  bool sound = true;
  for (int i = 0; i < analytics_tables; ++i) {
    each.text(web::word(static_cast<AnalyticsTable>(i)), word(check->faults[i]));
    sound = sound && check->faults[i] == Fault::none;
  }
  each.close();
  std::string data;
  Members members(data);
  members.text("status", sound ? "healthy" : "unhealthy").text("timestamp", timestamp(check->look->now()));
  if (!sound) {
    members.raw("tables", tables).close();
    return check->look->refuse(feedback::Refused::store_failed, data);
  }
  Members statistics(members.value_of("statistics"));
  statistics.integer("totalSessions", check->sessions).integer("totalInteractions", check->interactions);
  statistics.integer("recentActivity24h", check->recent).close();
  members.raw("tables", tables).close();
  check->look->ok(data);
}

// How many entries there are, and that the latest of them can be read.
void look_at_journal(const Check &check, JournalKind kind, int64_t from, std::function<void(int64_t total)> then) {
  feedback::JournalQuery query;
  query.kind = kind;
  query.from = from;
  query.user = check->look->whose();
  query.most = 1;
  const AnalyticsTable table = kind == JournalKind::event ? AnalyticsTable::events : AnalyticsTable::interactions;
  check->look->store().read_journal(std::move(query), [check, table, then = std::move(then)](Result<feedback::JournalPage> found) {
    check->note(table, found.fault);
    then(static_cast<int64_t>(found.value.total));
  });
}

void check_journal(const Check &check) {
  look_at_journal(check, JournalKind::interaction, INT64_MIN, [check](int64_t total) {
    check->interactions = total;
    look_at_journal(check, JournalKind::interaction, check->look->now() - day_ms, [check](int64_t recent) {
      check->recent = recent;
      look_at_journal(check, JournalKind::event, INT64_MIN, [check](int64_t) { tell_health(check); });
    });
  });
}

// Responses are in the rows of their sessions: they can be read if the latest of them can.
void check_responses(const Check &check) {
  feedback::Query query;
  query.principal = check->look->whose();
  query.state_bits = 1u << static_cast<int>(State::answered) | 1u << static_cast<int>(State::declined);
  query.most = 1;
  check->look->store().list(std::move(query), [check](Result<feedback::Rows> found) {
    check->note(AnalyticsTable::responses, found.fault);
    for (const Row &row : found.value.rows)
      if (!feedback::read_row(row)) check->note(AnalyticsTable::responses, Fault::corrupt);
    check_journal(check);
  });
}

// What goes: entries of the journal, then sessions that ended before `border`, one by one.
struct Cleaning {
  Look look;
  int64_t days, border;
  uint64_t interactions = 0, events = 0, sessions = 0, responses = 0;
  std::vector<Row> rows; // of the batch at hand
  size_t at = 0;
  std::string cursor;
  bool begun = false;
  int looked = 0;
};
using Clean = std::shared_ptr<Cleaning>;

void tell_cleaned(const Cleaning &clean, bool complete) {
  std::string data;
  Members members(data);
  members.text("message", say(feedback::Note::cleaned, clean.look->language())).integer("daysToKeep", clean.days);
  members.text("timestamp", timestamp(clean.look->now()));
  const auto count = [](uint64_t rows) { return static_cast<int64_t>(rows); };
  Members deleted(members.value_of("deleted"));
  deleted.integer("feedback_sessions", count(clean.sessions)).integer("feedback_responses", count(clean.responses));
  deleted.integer("interaction_history", count(clean.interactions)).integer("system_events", count(clean.events)).close();
  members.truth("complete", complete).close();
  clean.look->ok(data);
}

void fetch_old(const Clean &clean, const std::shared_ptr<feedback::Rounds> &rounds) {
  feedback::Query query;
  query.state_bits = 0x3f & ~(1u << static_cast<int>(State::open)); // tombstones, too
  query.oldest_first = true;
  query.most = cleaned_at_once;
  query.cursor = clean->cursor;
  clean->begun = true;
  clean->look->store().list(std::move(query), [clean, rounds](Result<feedback::Rows> found) {
    if (found.fault != Fault::none) return clean->look->fail(found.fault);
    clean->rows = std::move(found.value.rows);
    clean->at = 0;
    clean->cursor = std::move(found.value.next);
    rounds->go_on();
  });
}

// One session of the batch, or the next batch.
void clean_next(const Clean &clean, const std::shared_ptr<feedback::Rounds> &rounds) {
  if (clean->at == clean->rows.size()) {
    if (clean->begun && clean->cursor.empty()) return tell_cleaned(*clean, true);
    return fetch_old(clean, rounds);
  }
  const Row &row = clean->rows[clean->at++];
  if (row.created_at >= clean->border) return tell_cleaned(*clean, true); // and so are all that follow
  if (clean->looked++ == most_cleaned) return tell_cleaned(*clean, false);
  const Outcome<feedback::Session> session = feedback::read_row(row);
  if (!session || session->ended_at >= clean->border) return rounds->go_on();
  const size_t responses = session->submissions.size();
  clean->look->store().remove(row.id, row.version, [clean, rounds, responses](Result<uint64_t> removed) {
    if (removed.fault != Fault::none && removed.fault != Fault::conflict && removed.fault != Fault::not_found) return clean->look->fail(removed.fault);
    if (removed.fault == Fault::none) {
      ++clean->sessions;
      clean->responses += responses;
    }
    rounds->go_on();
  });
}

void trim(const Clean &clean, JournalKind kind, std::function<void(uint64_t)> then) {
  clean->look->store().trim_journal(kind, clean->border, [clean, then = std::move(then)](Result<uint64_t> trimmed) {
    if (trimmed.fault != Fault::none) return clean->look->fail(trimmed.fault);
    then(trimmed.value);
  });
}

} // namespace

void show_health(const Look &look) {
  const auto check = std::make_shared<Checkup>(Checkup{look, {}, 0, 0, 0});
  look->store().count(look->whose(), [check](Result<feedback::Tally> counted) {
    check->note(AnalyticsTable::sessions, counted.fault);
    for (int i = 0; i < feedback::states; ++i)
      if (i != static_cast<int>(State::purged)) check->sessions += static_cast<int64_t>(counted.value.of_state[i]);
    check_responses(check);
  });
}

void clean_up(const Look &look) {
  Wishes wishes(look);
  const int64_t days = wishes.number("daysToKeep", 1, most_days_to_keep, 90);
  if (wishes.refused()) return;
  const auto clean = std::make_shared<Cleaning>();
  clean->look = look;
  clean->days = days;
  clean->border = look->now() - days * day_ms;
  trim(clean, JournalKind::interaction, [clean](uint64_t interactions) {
    clean->interactions = interactions;
    trim(clean, JournalKind::event, [clean](uint64_t events) {
      clean->events = events;
      feedback::begin_rounds([clean](const std::shared_ptr<feedback::Rounds> &rounds) { clean_next(clean, rounds); });
    });
  });
}

} // namespace tenon::web
