// sheet_test.cpp - rows as JSON and as CSV, and the texts that spreadsheets take for formulas.
#include "web/sheet.hpp"
#include "json/reader.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;

namespace {

constexpr std::string_view columns[] = {"a", "b\"", "c", "d"};

std::string csv_of(std::string_view text) {
  std::string out;
  append_csv_text(out, text);
  return out;
}

std::string sheet_of(Sheet::Form form, bool with_rows) {
  Sheet sheet(columns, form);
  const Cell first[] = {text_cell("x\"y"), number_cell(-5), no_cell(), truth_cell(true)};
  const Cell second[] = {text_cell_if(""), number_cell(0), text_cell("-1"), truth_cell(false)};
  if (with_rows) {
    sheet.add(first);
    sheet.add(second);
    CHECK(sheet.rows() == 2);
  }
  return sheet.take();
}

} // namespace

TEST_CASE("rows are objects in JSON, and lines in CSV, the columns first") {
  CHECK(sheet_of(Sheet::Form::json, false) == "[]");
  CHECK(sheet_of(Sheet::Form::json, true) == R"([{"a":"x\"y","b\"":-5,"c":null,"d":true},{"a":null,"b\"":0,"c":"-1","d":false}])");
  CHECK(sheet_of(Sheet::Form::csv, false) == "\"a\",\"b\"\"\",\"c\",\"d\"\r\n");
  CHECK(sheet_of(Sheet::Form::csv, true) == "\"a\",\"b\"\"\",\"c\",\"d\"\r\n\"x\"\"y\",\"-5\",\"\",\"true\"\r\n\"\",\"0\",\"'-1\",\"false\"\r\n");
}

TEST_CASE("a field keeps commas, quotes and line ends; RFC 4180") {
  CHECK(csv_of("") == R"("")");
  CHECK(csv_of("plain") == R"("plain")");
  CHECK(csv_of("a,b") == R"("a,b")");
  CHECK(csv_of("say \"no\"") == R"("say ""no""")");
  CHECK(csv_of("a\r\nb\nc") == "\"a\r\nb\nc\"");
  CHECK(csv_of("你好") == "\"你好\"");
}

TEST_CASE("no text is taken for a formula") {
  for (const std::string_view bad : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "-2+3+cmd|' /C calc'!A0",
                                     "=\"a\"", "@", "="}) {
    const std::string field = csv_of(bad);
    CHECK(field.starts_with("\"'"));
    std::string back; // what a spreadsheet reads
    for (size_t i = 1; i + 1 < field.size(); ++i) {
      back += field[i];
      if (field[i] == '"') ++i;
    }
    CHECK(back == "'" + std::string(bad));
  }
  for (const std::string_view good : {"a=1", " =1", "1-1", "'=1", "\n=1"}) CHECK(csv_of(good)[1] == good[0]);
}
