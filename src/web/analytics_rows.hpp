// analytics_rows.hpp - the four tables that the analytics show: their columns, and sessions and entries as rows of them.
#pragma once
#include "feedback/journal.hpp"
#include "feedback/session.hpp"
#include "web/sheet.hpp"
#include <string_view>

namespace tenon::web {

enum class AnalyticsTable : uint8_t { sessions, responses, interactions, events };
inline constexpr int analytics_tables = 4;
std::string_view word(AnalyticsTable table); // "feedback_sessions"
Sheet::Columns columns(AnalyticsTable table);

// Each adds rows of its table: one, or as many as there are responses.
void add_session(Sheet &sheet, const feedback::Session &session);
size_t add_responses(Sheet &sheet, const feedback::Session &session);
void add_interaction(Sheet &sheet, const feedback::JournalEntry &entry);
void add_event(Sheet &sheet, const feedback::JournalEntry &entry);

} // namespace tenon::web
