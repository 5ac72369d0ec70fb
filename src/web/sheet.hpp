// sheet.hpp - rows of one table as they go out: objects of JSON, or CSV that no spreadsheet takes for formulas.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

struct Cell {
  enum class Kind : uint8_t { nothing, text, number, truth } kind = Kind::nothing;
  std::string text;
  int64_t number = 0;
};
inline Cell no_cell() { return {}; }
inline Cell text_cell(std::string_view text) { return {Cell::Kind::text, std::string(text), 0}; }
inline Cell text_cell_if(std::string_view text) { return text.empty() ? no_cell() : text_cell(text); }
inline Cell number_cell(int64_t number) { return {Cell::Kind::number, {}, number}; }
inline Cell truth_cell(bool truth) { return {Cell::Kind::truth, {}, truth ? 1 : 0}; }

class Sheet final {
public:
  enum class Form : uint8_t { json, csv };
  using Columns = std::span<const std::string_view>;
  Sheet(Columns columns, Form form); // the columns outlive it

  void add(std::span<const Cell> row); // one cell for each column
  size_t rows() const { return rows_; }
  size_t size() const { return text_.size(); }
  std::string take(); // "[{...},{...}]"; or lines that end with CRLF, the first of them the columns

private:
  void add_json(std::span<const Cell> row);
  void add_csv(std::span<const Cell> row);

  const Columns columns_;
  const Form form_;
  size_t rows_ = 0;
  std::string text_;
};

// RFC 4180, always in quotes. A text that a spreadsheet could take for a formula gets an apostrophe in front.
void append_csv_text(std::string &out, std::string_view text);

} // namespace tenon::web
