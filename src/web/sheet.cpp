// sheet.cpp - cell by cell.
#include "web/sheet.hpp"
#include "feedback/members.hpp"
#include "json/writer.hpp"

namespace tenon::web {

Sheet::Sheet(Columns columns, Form form) : columns_(columns), form_(form) {
  if (form_ == Form::json) {
    text_ = "[";
    return;
  }
  for (const std::string_view column : columns_) {
    if (!text_.empty()) text_ += ',';
    append_csv_text(text_, column);
  }
  text_ += "\r\n";
}

void Sheet::add(std::span<const Cell> row) {
  if (form_ == Form::json) add_json(row);
  else add_csv(row);
  ++rows_;
}

void Sheet::add_json(std::span<const Cell> row) {
  if (rows_ != 0) text_ += ',';
  feedback::Members members(text_);
  for (size_t i = 0; i < row.size() && i < columns_.size(); ++i) {
    const Cell &cell = row[i];
    switch (cell.kind) {
    case Cell::Kind::nothing: members.raw(columns_[i], "null"); break;
    case Cell::Kind::text: members.text(columns_[i], cell.text); break;
    case Cell::Kind::number: members.integer(columns_[i], cell.number); break;
    case Cell::Kind::truth: members.truth(columns_[i], cell.number != 0); break;
    }
  }
  members.close();
}

void Sheet::add_csv(std::span<const Cell> row) {
  for (size_t i = 0; i < row.size() && i < columns_.size(); ++i) {
    const Cell &cell = row[i];
    if (i != 0) text_ += ',';
    switch (cell.kind) {
    case Cell::Kind::nothing: text_ += "\"\""; break;
    case Cell::Kind::text: append_csv_text(text_, cell.text); break;
    case Cell::Kind::number: // a number of ours is no formula, whatever its sign
      text_ += '"';
      json::append_integer(text_, cell.number);
      text_ += '"';
      break;
    case Cell::Kind::truth: append_csv_text(text_, cell.number != 0 ? "true" : "false"); break;
    }
  }
  text_ += "\r\n";
}

std::string Sheet::take() {
  if (form_ == Form::json) text_ += ']';
  return std::move(text_);
}

void append_csv_text(std::string &out, std::string_view text) {
  constexpr std::string_view formula = "=+-@\t\r";
  out += '"';
  if (!text.empty() && formula.find(text.front()) != formula.npos) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

} // namespace tenon::web
