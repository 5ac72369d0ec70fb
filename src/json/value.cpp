// value.cpp - what a value on the tape says about itself.
#include "json/reader.hpp"

namespace tenon::json {

double Value::number() const {
  switch (tag()) {
    case 'l': return static_cast<double>(integer());
    case 'u': return static_cast<double>(big_integer());
    default: return real();
  }
}

Value Value::find(std::string_view name) const {
  if (!is_object()) return {};
  const size_t close = end();
  for (Value member = first(); member.at_ != close;) {
    const Value value{tape_, member.at_ + 1};
    if (member.text() == name) return value;
    member = value.next();
  }
  return {};
}

size_t Value::count() const {
  constexpr size_t saturated = 0xFFFFFF; // the tape has 24 bits for it
  const size_t noted = (tape_[at_] >> 32) & saturated;
  if (noted < saturated) return noted;
  const size_t close = end();
  size_t values = 0;
  for (Value each = first(); each.at_ != close; each = each.next()) ++values;
  return is_object() ? values / 2 : values;
}

} // namespace tenon::json
