// compile_scalars.cpp - type, enum, const, and what numbers and texts must be.
#include "schema/compiler.hpp"
#include "schema/pointer.hpp"

namespace tenon::schema {
namespace {

// Of all patterns of one schema: how much table is made ahead, and how many instructions there may be.
constexpr size_t most_table_bytes = size_t{4} << 20;
constexpr size_t most_instructions = 200000;

Kinds kinds_of(std::string_view type) {
  if (type == "object") return kind_bit(json::Kind::object);
  if (type == "array") return kind_bit(json::Kind::array);
  if (type == "string") return kind_bit(json::Kind::text);
  if (type == "boolean") return kind_bit(json::Kind::truth);
  if (type == "null") return kind_bit(json::Kind::null);
  const auto integer = static_cast<Kinds>(kind_bit(json::Kind::integer) | kind_bit(json::Kind::big_integer));
  if (type == "integer") return static_cast<Kinds>(integer | whole_reals);
  if (type == "number") return static_cast<Kinds>(integer | kind_bit(json::Kind::real));
  return 0;
}

} // namespace

bool Compiler::write_type() {
  const json::Value &type = (*schema_)[Keyword::type];
  if (!type) return true;
  Kinds kinds = 0;
  if (type.is_text()) {
    kinds = kinds_of(type.text());
    if (kinds == 0) return refuse(Keyword::type, "names no type: \"" + shortened(type.text()) + '"');
  } else if (type.is_array() && type.count() > 0) {
    for (json::Value e = type.first(); e.at() != type.end(); e = e.next()) {
      const Kinds each = e.is_text() ? kinds_of(e.text()) : Kinds{0};
      if (each == 0) return refuse(Keyword::type, "must list names of types");
      kinds = static_cast<Kinds>(kinds | each);
    }
  } else {
    return refuse(Keyword::type, "must be a string or an array of strings");
  }
  program_->nodes[spot_].kinds = kinds;
  return true;
}

// choice: constants lists[a] times after it; constant: the constant a; text_choice: the names a.
bool Compiler::write_constants() {
  if (const json::Value &value = (*schema_)[Keyword::constant]) {
    add(for_all, Verb::constant, Keyword::constant, static_cast<Index>(program_->constants.keep(value)));
  }
  const json::Value &values = (*schema_)[Keyword::enumeration];
  if (!values) return true;
  if (!values.is_array()) return refuse(Keyword::enumeration, "must be an array");
  bool texts = true;
  for (json::Value e = values.first(); e.at() != values.end(); e = e.next()) texts = texts && e.is_text();
  if (texts) {
    write_text_choice(values);
    return true;
  }
  const auto list = static_cast<Index>(program_->lists.size());
  program_->lists.push_back(static_cast<Index>(values.count()));
  for (json::Value e = values.first(); e.at() != values.end(); e = e.next()) {
    program_->lists.push_back(static_cast<Index>(program_->constants.keep(e)));
  }
  add(for_all, Verb::choice, Keyword::enumeration, list);
  return true;
}

void Compiler::write_text_choice(const json::Value &values) {
  Names names;
  for (json::Value e = values.first(); e.at() != values.end(); e = e.next()) names.add(e.text());
  names.seal();
  add(for_all, Verb::text_choice, Keyword::enumeration, static_cast<Index>(program_->choices.size()));
  program_->choices.push_back(std::move(names));
}

bool Compiler::write_numbers() {
  for (const Keyword k : {Keyword::minimum, Keyword::maximum, Keyword::exclusive_minimum, Keyword::exclusive_maximum, Keyword::multiple_of}) {
    const json::Value &value = (*schema_)[k];
    if (!value) continue;
    if (!value.is_number()) return refuse(k, "must be a number");
    const bool multiple = k == Keyword::multiple_of;
    const Number number = number_of(value);
    if (multiple && compare(number, Number{}) <= 0) return refuse(k, "must be greater than 0");
    add(for_numbers, multiple ? Verb::multiple : Verb::bound, k, static_cast<Index>(program_->numbers.size()));
    program_->numbers.push_back(number);
  }
  return true;
}

bool Compiler::write_texts() {
  if (!write_range(for_texts, Verb::length, Keyword::min_length, Keyword::max_length)) return false;
  const json::Value &source = (*schema_)[Keyword::pattern];
  if (!source) return true;
  if (!source.is_text()) return refuse(Keyword::pattern, "must be a string");
  Index pattern = 0;
  if (!write_pattern(Keyword::pattern, source.text(), "", pattern)) return false;
  add(for_texts, Verb::pattern, Keyword::pattern, pattern);
  return true;
}

bool Compiler::write_pattern(Keyword keyword, std::string_view source, std::string_view token, Index &pattern) {
  const auto known = patterns_.find(std::string(source));
  if (known != patterns_.end()) { pattern = known->second; return true; }
  PatternLimits limits;
  if (table_bytes_ > most_table_bytes) limits.max_table_bytes = 0;
  auto compiled = Pattern::compile(source, limits);
  if (!compiled) {
    const Refusal &refusal = compiled.refusal();
    return library_.refuse(spot_, token_of(word(keyword)) + std::string(token), "is not accepted: " + refusal.text, refusal.status);
  }
  table_bytes_ += compiled->is_table() ? compiled->table_bytes() : limits.max_table_bytes; // a failed one took its time, too
  instructions_ += compiled->instructions();
  if (instructions_ > most_instructions) return refuse(keyword, "is one pattern too many", Status::limit);
  pattern = static_cast<Index>(program_->patterns.size());
  program_->patterns.push_back(std::move(*compiled));
  program_->pattern_texts.push_back(shortened(source));
  patterns_.emplace(source, pattern);
  return true;
}

// A count may be written as 2.0, and be larger than anything that can come.
bool Compiler::read_count(Keyword keyword, uint64_t &count) {
  const json::Value &value = (*schema_)[keyword];
  if (!value) return true;
  const Number number = value.is_number() ? number_of(value) : Number{};
  const bool whole = value.is_number() && (number.kind != json::Kind::real || integral(number.real));
  if (!whole || compare(number, Number{}) < 0) return refuse(keyword, "must be a non-negative integer");
  if (number.kind == json::Kind::integer) count = static_cast<uint64_t>(number.integer);
  else if (number.kind == json::Kind::big_integer) count = number.big;
  else count = number.real < 1e18 ? static_cast<uint64_t>(number.real) : UINT64_MAX;
  return true;
}

bool Compiler::write_range(Group group, Verb verb, Keyword least, Keyword most) {
  Range range;
  if (!read_count(least, range.least) || !read_count(most, range.most)) return false;
  if (!schema_->has(least) && !schema_->has(most)) return true;
  add(group, verb, schema_->has(least) ? least : most, static_cast<Index>(program_->ranges.size()));
  program_->ranges.push_back(range);
  return true;
}

} // namespace tenon::schema
