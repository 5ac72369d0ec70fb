// uri_template_match.cpp - matching without ever going back: first from the end, where can the rest be an expansion; then
// from the start, along the way that is open.
#include "catalog/uri_letters.hpp"
#include "catalog/uri_template.hpp"
#include "json/writer.hpp"
#include <algorithm>
#include <array>

namespace tenon::catalog {
namespace {

// A bit for each place in the URI.
class Row {
public:
  explicit Row(uint64_t *words) : words_(words) {}
  bool has(size_t place) const { return (words_[place / 64] >> (place % 64) & 1) != 0; }
  void add(size_t place) { words_[place / 64] |= uint64_t{1} << (place % 64); }

private:
  uint64_t *words_;
};

// A row for each step.
class Places {
public:
  Places(size_t steps, size_t places) : stride_((places + 63) / 64), bits_(steps * stride_) {}
  Row row(size_t step) { return Row(&bits_[step * stride_]); }
  bool has(size_t step, size_t place) const { return (bits_[step * stride_ + place / 64] >> (place % 64) & 1) != 0; }
  void copy(size_t from, size_t to) { std::copy_n(&bits_[from * stride_], stride_, &bits_[to * stride_]); }
  void clear(size_t step) { std::fill_n(&bits_[step * stride_], stride_, 0); }

private:
  size_t stride_;
  std::vector<uint64_t> bits_;
};

// False where `uri` holds what no URI holds. Escapes get their digits in upper case.
bool normalize(std::string_view uri, std::string &out) {
  out = uri;
  for (size_t i = 0; i < out.size(); ++i) {
    if (letter(out[i]) != Letter::none) continue;
    if (!is_escape(out, i)) return false;
    for (const size_t digit : {i + 1, i + 2})
      if (out[digit] >= 'a') out[digit] = static_cast<char>(out[digit] - 'a' + 'A');
    i += 2;
  }
  return true;
}

char unescaped(std::string_view text, size_t at) { return static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2])); }

// `text` has only whole escapes.
std::string decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += unescaped(text, i);
    i += 2;
  }
  return out;
}

// How many bytes the escapes take that stand for the character at `at`; 0 where they are no UTF-8.
size_t escaped_character(std::string_view uri, size_t at) {
  char bytes[4];
  const unsigned char lead = static_cast<unsigned char>(unescaped(uri, at));
  const size_t count = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + 3 * count > uri.size()) return 0;
  for (size_t i = 0; i < count; ++i) {
    if (uri[at + 3 * i] != '%') return 0;
    bytes[i] = unescaped(uri, at + 3 * i);
  }
  return json::valid_utf8({bytes, count}) ? 3 * count : 0;
}

} // namespace

class TemplateMatcher {
public:
  TemplateMatcher(const UriTemplate &pattern, std::string_view uri)
      : pattern_(pattern), uri_(uri), last_(pattern.steps_.size()), open_(last_ + 2, uri.size() + 1) {
    measure();
  }

  bool run() {
    open_.row(last_).add(uri_.size());
    for (size_t step = last_; step-- > 0;) {
      const Step &it = pattern_.steps_[step];
      if (it.skip != UriTemplate::nowhere) open_.copy(it.skip, step);
      if (it.kind == Step::Kind::literal) open_literal(step);
      else open_value(step);
    }
    if (!open_.has(0, 0)) return false;
    walk();
    return true;
  }

  // After run(): the raw value of a variable, or nothing.
  const std::string_view *value(size_t variable) const { return set_[variable] ? &values_[variable] : nullptr; }

private:
  using Step = UriTemplate::Step;

  void open_literal(size_t step) {
    const Step &it = pattern_.steps_[step];
    const std::string_view text = pattern_.literal(it);
    const Row next = open_.row(it.next);
    Row here = open_.row(step);
    for (size_t at = uri_.find(text); at != std::string_view::npos; at = uri_.find(text, at + 1))
      if (next.has(at + text.size())) here.add(at);
  }

  void open_value(size_t step) {
    const Step &it = pattern_.steps_[step];
    const size_t notes = last_ + 1;
    if (it.filled) open_.clear(notes);
    const Row next = open_.row(it.next);
    Row here = open_.row(step), inside = it.filled ? open_.row(notes) : here; // inside: the value may end or go on
    for (size_t at = uri_.size() + 1; at-- > 0;) {
      const size_t length = letter_length(it, at);
      const bool goes_on = length != 0 && inside.has(at + length);
      if (goes_on || next.has(at)) inside.add(at);
      if (goes_on) here.add(at);
    }
  }

  // Values are whole characters: so none ends inside one.
  void measure() {
    lengths_.resize(uri_.size() + 1); // nothing behind the end
    for (size_t at = 0; at < uri_.size(); ++at) {
      if (uri_[at] == '%') lengths_[at] = static_cast<uint8_t>(escaped_character(uri_, at));
      else lengths_[at] = letter(uri_[at]) == Letter::unreserved ? 1 : only_reserved;
    }
  }

  // How many bytes a value takes at `at`: one character, or none.
  size_t letter_length(const Step &step, size_t at) const {
    const uint8_t length = lengths_[at];
    return length != only_reserved ? length : step.reserved ? 1 : 0;
  }

  void walk() {
    size_t at = 0;
    for (size_t step = 0; step != last_;) {
      const Step &it = pattern_.steps_[step];
      if (it.kind == Step::Kind::value) {
        const size_t end = value_end(it, at);
        note(it.variable, uri_.substr(at, end - at));
        at = end;
        step = it.next;
      } else if (taken(it, at)) {
        if (it.variable != UriTemplate::nobody) note(it.variable, {});
        at += it.size;
        step = it.next;
      } else {
        step = it.skip;
      }
    }
  }

  bool taken(const Step &literal, size_t at) const {
    const std::string_view text = pattern_.literal(literal);
    return uri_.substr(at, text.size()) == text && open_.has(literal.next, at + text.size());
  }

  size_t value_end(const Step &step, size_t at) const {
    if (step.filled) at += letter_length(step, at);
    size_t end = at;
    for (;; at += letter_length(step, at)) {
      if (open_.has(step.next, at)) {
        end = at;
        if (!step.greedy) return end;
      }
      if (letter_length(step, at) == 0) return end;
    }
  }

  void note(uint8_t variable, std::string_view value) {
    set_[variable] = true;
    values_[variable] = value;
  }

  const UriTemplate &pattern_;
  const std::string_view uri_;
  const size_t last_;
  static constexpr uint8_t only_reserved = UINT8_MAX;
  std::vector<uint8_t> lengths_; // of the character at each place
  Places open_; // where each step can begin so that the rest of the URI is an expansion of the rest of the template; one row for notes
  std::array<std::string_view, UriTemplate::max_variables> values_;
  std::array<bool, UriTemplate::max_variables> set_{};
};

bool UriTemplate::match(std::string_view uri, std::vector<std::pair<std::string, std::string>> &variables) const {
  variables.clear();
  if (uri.size() > max_matched_bytes) return false;
  if (!steps_.empty() && steps_[0].variable == nobody && uri.substr(0, steps_[0].size) != literal(steps_[0]) &&
      literal(steps_[0]).find('%') == std::string_view::npos)
    return false; // most templates of a catalog are told apart here
  std::string normal;
  if (!normalize(uri, normal)) return false;
  TemplateMatcher matcher(*this, normal);
  if (!matcher.run()) return false;
  for (size_t i = 0; i < names_.size(); ++i) {
    const std::string_view *raw = matcher.value(i);
    if (raw) variables.emplace_back(names_[i], decoded(*raw));
  }
  return true;
}

} // namespace tenon::catalog
