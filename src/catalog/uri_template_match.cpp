// uri_template_match.cpp - matching without ever going back: first from the end, where can the rest be an expansion; then
// from the start, along the way that is open.
#include "catalog/uri_letters.hpp"
#include "catalog/uri_template.hpp"
#include "json/writer.hpp"
#include <array>

namespace tenon::catalog {
namespace {

// For each step, a bit for each place in the URI.
class Places {
public:
  Places(size_t steps, size_t places) : stride_((places + 63) / 64), bits_(steps * stride_) {}
  bool has(size_t step, size_t place) const { return (bits_[step * stride_ + place / 64] >> (place % 64) & 1) != 0; }
  void add(size_t step, size_t place) { bits_[step * stride_ + place / 64] |= uint64_t{1} << (place % 64); }
  void copy(size_t from, size_t to) {
    for (size_t i = 0; i < stride_; ++i) bits_[to * stride_ + i] = bits_[from * stride_ + i];
  }

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

// `text` has only whole escapes.
bool decode(std::string_view text, std::string &out) {
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return json::valid_utf8(out);
}

} // namespace

class TemplateMatcher {
public:
  TemplateMatcher(const UriTemplate &pattern, std::string_view uri)
      : pattern_(pattern), uri_(uri), last_(pattern.steps_.size()), open_(last_ + 1, uri.size() + 1) {}

  bool run() {
    open_.add(last_, uri_.size());
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
    for (size_t at = uri_.find(text); at != std::string_view::npos; at = uri_.find(text, at + 1))
      if (open_.has(it.next, at + text.size())) open_.add(step, at);
  }

  void open_value(size_t step) {
    const Step &it = pattern_.steps_[step];
    for (size_t at = uri_.size() + 1; at-- > 0;) {
      const size_t length = at < uri_.size() ? letter_length(it, at) : 0;
      if (open_.has(it.next, at) || (length != 0 && open_.has(step, at + length))) open_.add(step, at);
    }
  }

  // How many bytes a value takes at `at`: an escape, a letter, or none.
  size_t letter_length(const Step &step, size_t at) const {
    if (uri_[at] == '%') return 3;
    return letter(uri_[at]) == Letter::unreserved || step.reserved ? 1 : 0;
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
    size_t end = at;
    bool found = false;
    for (;; at += letter_length(step, at)) {
      if (open_.has(step.next, at)) {
        end = at;
        found = true;
      }
      if (found && !step.greedy) return end;
      if (at == uri_.size() || letter_length(step, at) == 0) return end;
    }
  }

  void note(uint8_t variable, std::string_view value) {
    set_[variable] = true;
    values_[variable] = value;
  }

  const UriTemplate &pattern_;
  const std::string_view uri_;
  const size_t last_;
  Places open_; // where each step can begin so that the rest of the URI is an expansion of the rest of the template
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
    if (!raw) continue;
    variables.emplace_back(names_[i], std::string());
    if (decode(*raw, variables.back().second)) continue;
    variables.clear();
    return false;
  }
  return true;
}

} // namespace tenon::catalog
