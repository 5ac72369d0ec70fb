// uri_template.cpp - reading a template: literals and expressions become the steps of an automaton.
#include "catalog/uri_template.hpp"
#include "catalog/uri_letters.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include <optional>

namespace tenon::catalog {
namespace {

// RFC 6570 appendix A.
struct Operator {
  char sign;
  std::string_view first, separator;
  bool named, reserved;
};
constexpr Operator operators[] = {
    {'+', "", ",", false, true},   {'#', "#", ",", false, true}, {'.', ".", ".", false, false}, {'/', "/", "/", false, false},
    {';', ";", ";", true, false},  {'?', "?", "&", true, false}, {'&', "&", "&", true, false},
};
constexpr Operator plain = {'\0', "", ",", false, false};

const Operator *find_operator(char sign) {
  for (const Operator &one : operators)
    if (one.sign == sign) return &one;
  return nullptr;
}

constexpr std::string_view upper_digits = "0123456789ABCDEF";

void append_escape(std::string &out, unsigned char byte) {
  out += '%';
  out += upper_digits[byte >> 4];
  out += upper_digits[byte & 15];
}

// Only the digits of escapes are in any case.
void append_upper(std::string &out, std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!is_escape(text, i)) {
      out += text[i];
      continue;
    }
    append_escape(out, static_cast<unsigned char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
    i += 2;
  }
}

} // namespace

class TemplateParser {
public:
  explicit TemplateParser(std::string_view text) : text_(text) {}

  Outcome<UriTemplate> run() {
    if (text_.empty()) return refuse(": is empty");
    if (text_.size() > UriTemplate::max_bytes) return refuse(words(": is longer than {} bytes", UriTemplate::max_bytes));
    if (!json::valid_utf8(text_)) return refuse(": is not UTF-8");
    while (at_ < text_.size()) {
      const auto trouble = text_[at_] == '{' ? expression() : literal();
      if (trouble) return refuse(words(": at byte {}: {}", at_, *trouble));
    }
    mark_greedy();
    made_.text_ = text_;
    return std::move(made_);
  }

private:
  using Trouble = std::optional<std::string>;
  using Step = UriTemplate::Step;

  static Refusal refuse(std::string text) { return {Status::invalid, std::move(text)}; }

  // Section 2.1. What is no URI character is escaped when it is expanded (3.1).
  Trouble literal() {
    const size_t begin = made_.literals_.size();
    for (; at_ < text_.size() && text_[at_] != '{'; ++at_) {
      const char c = text_[at_];
      if (letter(c) != Letter::none) made_.literals_ += c;
      else if (static_cast<unsigned char>(c) >= 0x80) append_escape(made_.literals_, static_cast<unsigned char>(c));
      else if (is_escape(text_, at_)) {
        append_upper(made_.literals_, text_.substr(at_, 3));
        at_ += 2;
      } else {
        return c == '}' ? "a } that closes nothing" : c == '%' ? "a % without two hexadecimal digits" : "a character that must be escaped";
      }
    }
    Step &step = add(Step::Kind::literal);
    step.begin = static_cast<uint16_t>(begin);
    step.size = static_cast<uint16_t>(made_.literals_.size() - begin);
    return std::nullopt;
  }

  Trouble expression() {
    const size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) return "a { that nothing closes";
    ++at_;
    const Operator *op = &plain;
    if (const Operator *found = find_operator(text_[at_])) {
      op = found;
      ++at_;
    }
    const size_t first = made_.names_.size();
    for (;; ++at_) {
      if (auto trouble = variable()) return trouble;
      if (text_[at_] != ',') break;
    }
    if (at_ != end) return unexpected(text_[at_]);
    ++at_;
    emit(*op, first);
    return std::nullopt;
  }

  static std::string unexpected(char c) {
    if (c == ':' || c == '*') return "the modifiers : and * are of level 4; levels 1 to 3 are supported";
    return "a character that no variable's name has";
  }

  // varname of section 2.3; leaves at_ behind it, which is inside the text: a brace is to come.
  Trouble variable() {
    const size_t begin = at_;
    for (;;) {
      const size_t part = at_;
      while (is_alpha(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '_' || is_escape(text_, at_))
        at_ += text_[at_] == '%' ? 3 : 1;
      if (at_ == part) return nameless(text_[at_], at_ == begin);
      if (text_[at_] != '.') break;
      ++at_;
    }
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (made_.has_variable(name)) return words("the variable {} comes twice", name);
    if (made_.names_.size() == UriTemplate::max_variables) return words("more than {} variables", UriTemplate::max_variables);
    made_.names_.emplace_back(name);
    return std::nullopt;
  }

  static std::string nameless(char c, bool at_its_begin) {
    if (at_its_begin && std::string_view("=!@|").find(c) != std::string_view::npos)
      return "an operator that is reserved for later (RFC 6570 section 2.2)";
    if (c == '}' || c == ',') return "a variable without a name";
    return unexpected(c);
  }

  // Steps for the variables from `first` on. Optional ones skip to where the automaton goes on without them.
  void emit(const Operator &op, size_t first) {
    if (op.sign == '?') return emit_query(first);
    const bool nested = op.first != op.separator; // {x,y} {+x,y} {#x,y}: without one there are none of those behind it
    std::vector<size_t> optional;
    for (size_t i = first; i < made_.names_.size(); ++i) {
      const std::string_view lead = i == first ? op.first : op.separator;
      if (!lead.empty()) {
        optional.push_back(made_.steps_.size());
        named_literal(lead, i, op.named, op.sign == ';' ? "" : "=");
      }
      const size_t equals = made_.steps_.size();
      if (op.sign == ';') named_literal("=", i, false, ""); // an empty value has none
      value(i, op.reserved);
      if (op.sign == ';') {
        made_.steps_.back().filled = true;
        made_.steps_[equals].skip = end();
      }
      if (!nested) skip_to_end(optional);
    }
    skip_to_end(optional);
  }

  // {?x,y}: the first that is there has a ?, those behind it have &. So each has two ways in: as the first, and not.
  void emit_query(size_t first) {
    const size_t last = made_.names_.size() - 1;
    std::vector<size_t> as_first, as_later, taken; // steps whose ways on lead to the next variable
    for (size_t i = first; i <= last; ++i) {
      for (const size_t step : as_first) made_.steps_[step].skip = end();
      as_first = {made_.steps_.size()};
      named_literal("?", i, true, "=");
      std::vector<size_t> values = {made_.steps_.size()};
      value(i, false);
      if (i != first) {
        for (const size_t step : as_later) made_.steps_[step].skip = end();
        for (const size_t step : taken) made_.steps_[step].next = end();
        as_later = {made_.steps_.size()};
        named_literal("&", i, true, "=");
        values.push_back(made_.steps_.size());
        value(i, false);
      }
      taken = values;
    }
    skip_to_end(as_first);
    skip_to_end(as_later);
    for (const size_t step : taken) made_.steps_[step].next = end();
  }

  void skip_to_end(std::vector<size_t> &steps) {
    for (const size_t step : steps) made_.steps_[step].skip = end();
    steps.clear();
  }

  void named_literal(std::string_view lead, size_t variable, bool named, std::string_view behind) {
    const size_t begin = made_.literals_.size();
    made_.literals_ += lead;
    if (named) {
      append_upper(made_.literals_, made_.names_[variable]);
      made_.literals_ += behind;
    }
    Step &step = add(Step::Kind::literal);
    step.variable = static_cast<uint8_t>(variable);
    step.begin = static_cast<uint16_t>(begin);
    step.size = static_cast<uint16_t>(made_.literals_.size() - begin);
  }

  void value(size_t variable, bool reserved) {
    Step &step = add(Step::Kind::value);
    step.variable = static_cast<uint8_t>(variable);
    step.reserved = reserved;
  }

  Step &add(Step::Kind kind) {
    Step &step = made_.steps_.emplace_back();
    step.kind = kind;
    step.next = end();
    return step;
  }

  uint16_t end() const { return static_cast<uint16_t>(made_.steps_.size()); }

  void mark_greedy() {
    for (Step &step : made_.steps_)
      if (step.kind == Step::Kind::value && step.next < made_.steps_.size())
        step.greedy = made_.steps_[step.next].kind == Step::Kind::value;
  }

  std::string_view text_;
  size_t at_ = 0;
  UriTemplate made_;
};

Outcome<UriTemplate> UriTemplate::read(std::string_view text) { return TemplateParser(text).run(); }

bool UriTemplate::has_variable(std::string_view name) const {
  for (const std::string &one : names_)
    if (one == name) return true;
  return false;
}

} // namespace tenon::catalog
