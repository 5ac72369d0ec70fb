// reader.hpp - JSON text, fully checked, as values that can be walked and as the raw spans they were read from.
//
// The reader accepts exactly what RFC 8259 allows and refuses besides: duplicate member names (after unescaping), nesting over
// the limit, invalid UTF-8, lone surrogates, integers beyond 64 bits and numbers beyond a double. Values are views on the tape
// that the parser wrote: two words each, cheap to copy, valid until the Reader parses again or goes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::json {

enum class Kind : uint8_t { object, array, text, integer, big_integer, real, truth, null };
// integer: fits int64; big_integer: 2^63 to 2^64-1; real: written with a fraction or exponent.

// One value on the tape. (The tape's format is simdjson's, documented and the same since 0.2; a unit test holds it to that. Its
// first word only says how long it is; the reader puts the address of the unescaped strings there, so that a value is two words.)
class Value {
public:
  Value() = default;
  Value(const uint64_t *tape, size_t at) : tape_(tape), at_(at) {}

  explicit operator bool() const { return tape_ != nullptr; } // false: absent
  Kind kind() const {
    switch (tag()) {
    case '{': return Kind::object;
    case '[': return Kind::array;
    case '"': return Kind::text;
    case 'l': return Kind::integer;
    case 'u': return Kind::big_integer;
    case 'd': return Kind::real;
    case 't': case 'f': return Kind::truth;
    default: return Kind::null;
    }
  }
  bool is_object() const { return tape_ && tag() == '{'; }
  bool is_array() const { return tape_ && tag() == '['; }
  bool is_text() const { return tape_ && tag() == '"'; }
  bool is_number() const { return tape_ && (tag() == 'l' || tag() == 'u' || tag() == 'd'); }
  bool is_bool() const { return tape_ && (tag() == 't' || tag() == 'f'); }
  bool is_null() const { return tape_ && tag() == 'n'; }

  std::string_view text() const { // unescaped; may hold NUL
    const char *at = reinterpret_cast<const char *>(static_cast<uintptr_t>(tape_[0])) + (tape_[at_] & 0x00FFFFFFFFFFFFFF);
    uint32_t length;
    std::memcpy(&length, at, sizeof length);
    return {at + sizeof length, length};
  }
  bool truth() const { return tag() == 't'; }
  int64_t integer() const { int64_t v; std::memcpy(&v, &tape_[at_ + 1], 8); return v; }      // kind integer
  uint64_t big_integer() const { return tape_[at_ + 1]; }                                    // kind big_integer
  double real() const { double v; std::memcpy(&v, &tape_[at_ + 1], 8); return v; }           // kind real
  double number() const;                                                                     // any of the three, rounded

  Value find(std::string_view name) const; // member of an object; absent Value if there is none or this is no object
  size_t count() const;                    // members or elements

  // Walking: for an object, the first member's name, then its value, and so on; for an array, its elements.
  //   for (Value n = v.first(); n.at() != v.end(); n = value.next()) { Value value = n.next(); ... }   object
  //   for (Value e = v.first(); e.at() != v.end(); e = e.next()) { ... }                               array
  Value first() const { return {tape_, at_ + 1}; }
  Value next() const { return {tape_, after()}; } // what follows this value on the tape
  size_t end() const { return static_cast<uint32_t>(tape_[at_]) - 1; } // tape index of the closing bracket
  size_t at() const { return at_; }

private:
  char tag() const { return static_cast<char>(tape_[at_] >> 56); }
  size_t after() const {
    switch (tag()) {
    case '{': case '[': return static_cast<uint32_t>(tape_[at_]);
    case 'l': case 'u': case 'd': return at_ + 2;
    default: return at_ + 1;
    }
  }

  const uint64_t *tape_ = nullptr;
  size_t at_ = 0;
};

enum class Trouble : uint8_t {
  none, syntax, utf8, nesting, number, surrogate, duplicate_name, too_large, memory,
};
const char *word(Trouble); // "duplicate member name" and the like, for error messages

// A member of an object or element of an array together with the text that it was read from.
struct Span {
  Value name;           // absent in arrays
  Value value;
  std::string_view raw; // the value's text without surrounding white space
  size_t structural = 0; // internal: where the value starts in the parser's structural index
};

// Owns the parser's memory; reused from message to message, it allocates only when a longer message comes.
class Reader {
public:
  static constexpr size_t padding = 64; // bytes that must be readable (any content) behind a text given to parse()

  Reader();
  ~Reader();
  Reader(Reader &&) noexcept;
  Reader &operator=(Reader &&) noexcept;

  // Parses `text`, behind which `padding` bytes are readable. Nothing else is required of it. After success root() is valid,
  // after trouble it is absent. max_nesting counts containers inside each other (beyond `deepest` it is taken as that).
  static constexpr size_t deepest = 65536;
  Trouble parse(std::string_view text, size_t max_nesting);
  // The same for text without padding behind it: copies first.
  Trouble parse_copy(std::string_view text, size_t max_nesting);

  // Overwrites what the last parse left in our memory: a copy of the text, and the strings. For texts that hold secrets.
  void wipe();

  Value root() const { return {tape_, 1}; }
  std::string_view source() const { return {text_, length_}; } // the text of the last parse

  // Steps through an object or array in order, with raw spans. `whole()` starts at the root:
  //   Span it = reader.first_of(reader.whole()); while (it.value) { ...; it = reader.next_of(it); }
  // Each step costs the same, however large the member is: the parse noted where containers close.
  Span whole() const { return tape_ ? span({}, root(), 0) : Span(); }
  Span first_of(const Span &container) const;
  Span next_of(const Span &member) const;

private:
  struct Parts;
  Span span(Value name, Value value, size_t structural) const;
  bool is_container(Value value) const { return value.is_object() || value.is_array(); }
  size_t closing(Value container) const { return static_cast<uint32_t>(tape_[container.end()]); } // in the structural index

  std::unique_ptr<Parts> parts_;
  const uint64_t *tape_ = nullptr; // null when the last parse failed
  const uint32_t *structurals_ = nullptr; // offsets of brackets, commas, colons and value starts; one more for the text's end
  const char *text_ = nullptr;
  size_t length_ = 0;
};

inline Span Reader::first_of(const Span &container) const {
  if (!is_container(container.value)) return {};
  const Value first = container.value.first();
  if (first.at() == container.value.end()) return {};
  return container.value.is_object() ? span(first, first.next(), container.structural + 3) // behind bracket, name, colon
                                     : span({}, first, container.structural + 1);
}

inline Span Reader::next_of(const Span &member) const {
  const size_t last = is_container(member.value) ? closing(member.value) : member.structural;
  const Value next = member.value.next();
  const size_t behind = structurals_[last + 1];
  if (behind == length_ || text_[behind] != ',') return {}; // nothing behind the root, or a closing bracket
  return member.name ? span(next, next.next(), last + 4) // behind comma, name, colon
                     : span({}, next, last + 2);
}

inline Span Reader::span(Value name, Value value, size_t structural) const {
  const char *const begin = text_ + structurals_[structural], *end;
  if (is_container(value)) {
    end = text_ + structurals_[closing(value)] + 1;
  } else {
    end = text_ + structurals_[structural + 1];
    while (end[-1] == ' ' || end[-1] == '\n' || end[-1] == '\r' || end[-1] == '\t') --end;
  }
  return {name, value, {begin, static_cast<size_t>(end - begin)}, structural};
}

// Reads the `id` member of a top-level object out of text that the reader refused, as far as it can be read: the raw text of a
// string or integer, or empty. Never recurses; one pass; a second `id` at the top makes it empty.
std::string_view glimpse_id(std::string_view text);

} // namespace tenon::json
