// reading.cpp - one value after the other: its shape first, then its limits.
#include "feedback/reading.hpp"
#include "feedback/letters.hpp"
#include "json/writer.hpp"

namespace tenon::feedback {

bool Reading::text(const json::Value &value, const std::string &field, size_t least, size_t most, std::string &out) const {
  if (!value.is_text()) return wrong(field, Wrong::no_text);
  const size_t points = code_points(value.text());
  if (points < least) return wrong(field, Wrong::empty, static_cast<int64_t>(least));
  if (points > most) return wrong(field, Wrong::too_long, static_cast<int64_t>(most));
  out = value.text();
  return true;
}

bool Reading::truth(const json::Value &value, const std::string &field, bool &out) const {
  if (!value.is_bool()) return wrong(field, Wrong::no_truth);
  out = value.truth();
  return true;
}

bool Reading::whole(const json::Value &value, const std::string &field, int64_t least, int64_t most, uint32_t &out) const {
  if (!value.is_number()) return wrong(field, Wrong::no_number);
  const double number = value.number();
  if (number < static_cast<double>(least)) return wrong(field, Wrong::too_small, least);
  if (number > static_cast<double>(most)) return wrong(field, Wrong::too_large, most);
  out = static_cast<uint32_t>(number); // bounded above: `most` fits
  return static_cast<double>(out) == number || wrong(field, Wrong::no_whole_number);
}

bool Reading::choice(const json::Value &value, const std::string &field, std::string_view choices, size_t &out) const {
  if (!value.is_text()) return wrong(field, Wrong::no_text);
  std::string_view rest = choices;
  for (size_t place = 0; !rest.empty(); ++place) {
    const std::string_view each = rest.substr(0, rest.find('|'));
    if (value.text() == each) {
      out = place;
      return true;
    }
    rest.remove_prefix(each.size() == rest.size() ? rest.size() : each.size() + 1);
  }
  return wrong(field, Wrong::not_a_choice, -1, choices);
}

bool Reading::object(const json::Span &span, const std::string &field, size_t most_bytes, std::string &out) const {
  if (!span.value.is_object()) return wrong(field, Wrong::no_object);
  std::string line;
  json::append_compact(line, span.raw);
  if (line.size() > most_bytes) return wrong(field, Wrong::too_big, static_cast<int64_t>(most_bytes));
  out = std::move(line);
  return true;
}

bool Reading::name(const json::Value &value, const std::string &field, size_t most, std::string &out) const {
  if (!text(value, field, 1, most, out)) return false;
  for (const char c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return wrong(field, Wrong::bad_text);
  return true;
}

} // namespace tenon::feedback
