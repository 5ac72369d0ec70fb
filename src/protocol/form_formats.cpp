// form_formats.cpp - emails, URIs, dates and moments, letter by letter.
#include "protocol/form_formats.hpp"

namespace tenon::protocol {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_email(std::string_view text) {
  constexpr size_t longest = 254; // RFC 5321, as far as mail can be delivered
  const size_t at = text.rfind('@');
  if (at == text.npos || at == 0 || at + 1 == text.size() || text.size() > longest) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return false;
  return true;
}

bool is_uri(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == text.npos || colon == 0 || !is_letter(text[0])) return false;
  for (const char c : text.substr(0, colon))
    if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return false;
  return only_uri_characters(text);
}

// Takes digits from the front; -1 when there are not so many.
int take_number(std::string_view &text, size_t digits) {
  if (text.size() < digits) return -1;
  int number = 0;
  for (const char c : text.substr(0, digits)) {
    if (!is_digit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view &text, char letter) {
  if (text.empty() || text.front() != letter) return false;
  text.remove_prefix(1);
  return true;
}

int days_of(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool take_date(std::string_view &text) {
  const int year = take_number(text, 4);
  if (year < 0 || !take(text, '-')) return false;
  const int month = take_number(text, 2);
  if (month < 1 || month > 12 || !take(text, '-')) return false;
  const int day = take_number(text, 2);
  return day >= 1 && day <= days_of(year, month);
}

// "10:00" of a time or an offset.
bool take_hour_and_minute(std::string_view &text) {
  const int hour = take_number(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return false;
  const int minute = take_number(text, 2);
  return minute >= 0 && minute <= 59;
}

bool take_offset(std::string_view &text) {
  if (take(text, 'Z') || take(text, 'z')) return true;
  return (take(text, '+') || take(text, '-')) && take_hour_and_minute(text);
}

bool take_time(std::string_view &text) {
  if (!take_hour_and_minute(text) || !take(text, ':')) return false;
  const int second = take_number(text, 2);
  if (second < 0 || second > 60) return false; // some minutes have a second more
  if (take(text, '.')) {
    if (take_number(text, 1) < 0) return false;
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  }
  return take_offset(text);
}

} // namespace

bool is_form_format(std::string_view name) { return name == "email" || name == "uri" || name == "date" || name == "date-time"; }

bool has_format(std::string_view text, std::string_view name) {
  if (name == "email") return is_email(text);
  if (name == "uri") return is_uri(text);
  if (name == "date") return take_date(text) && text.empty();
  if (name == "date-time") return take_date(text) && (take(text, 'T') || take(text, 't')) && take_time(text) && text.empty();
  return true;
}

bool only_uri_characters(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      i += 2;
    } else if (!is_letter(c) && !is_digit(c) && std::string_view("-._~:/?#[]@!$&'()*+,;=").find(c) == std::string_view::npos) return false;
  }
  return true;
}

} // namespace tenon::protocol
