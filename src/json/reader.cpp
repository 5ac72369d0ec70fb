// reader.cpp - drives the parser, maps its errors, and steps through containers with the raw text of each member.
#include "json/reader.hpp"
#include <simdjson.h>
#include <algorithm>
#include "json/diagnosis.hpp"
#include "json/survey.hpp"

namespace tenon::json {

static_assert(Reader::padding >= simdjson::SIMDJSON_PADDING);

struct Reader::Parts {
  simdjson::dom::parser parser;
  Survey survey;
  std::string copy;
  size_t capacity = 0, nesting = SIZE_MAX; // what the parser's memory is made for; SIZE_MAX: there is none yet

  const uint32_t *structurals() const { return parser.implementation->structural_indexes.get(); }
  Trouble make_room(size_t length, size_t max_nesting);
  Trouble resize(size_t new_capacity, size_t max_nesting);
  Trouble diagnose(simdjson::error_code, std::string_view text) const;
  Trouble numbers_trouble(std::string_view text) const;
};

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr size_t smallest_capacity = 4096;
constexpr size_t longest_text = size_t{1} << 31; // offsets into the unescaped strings are held in 32 bits
constexpr size_t kept_capacity = size_t{1}
                                 << 20; // memory for longer texts is given back once a text needs less than an eighth

void overwrite(void *memory, size_t count) {
  volatile unsigned char *const bytes = static_cast<unsigned char *>(memory); // so that no compiler leaves it out
  for (size_t i = 0; i < count; ++i) bytes[i] = 0;
}

} // namespace

const char *word(Trouble trouble) {
  switch (trouble) {
    case Trouble::none: return "no trouble";
    case Trouble::syntax: return "not valid JSON";
    case Trouble::utf8: return "not valid UTF-8";
    case Trouble::nesting: return "nested too deeply";
    case Trouble::number: return "number out of range";
    case Trouble::surrogate: return "lone surrogate";
    case Trouble::duplicate_name: return "duplicate member name";
    case Trouble::too_large: return "too large";
    case Trouble::memory: return "out of memory";
  }
  return "not valid JSON";
}

Reader::Reader() : parts_(std::make_unique<Parts>()) {}
Reader::~Reader() = default;
Reader::Reader(Reader &&) noexcept = default;
Reader &Reader::operator=(Reader &&) noexcept = default;

Trouble Reader::parse(std::string_view text, size_t max_nesting) {
  Parts &p = *parts_;
  tape_ = nullptr;
  text_ = text.data();
  length_ = text.size();
  max_nesting = std::min(max_nesting, deepest);
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) return Trouble::syntax;
  if (const Trouble trouble = p.make_room(text.size(), max_nesting); trouble != Trouble::none) return trouble;

  const simdjson::error_code error = p.parser.parse(text.data(), text.size(), false).error();
  if (error != simdjson::SUCCESS) return p.diagnose(error, text);
  uint64_t *const tape = p.parser.doc.tape.get();
  const uint8_t *const strings = p.parser.doc.string_buf.get();
  if (const Trouble trouble = p.survey.run(tape, strings, max_nesting); trouble != Trouble::none) return trouble;
  tape[0] = reinterpret_cast<uintptr_t>(strings);
  tape_ = tape;
  structurals_ = p.structurals();
  return Trouble::none;
}

Trouble Reader::parse_copy(std::string_view text, size_t max_nesting) {
  std::string &copy = parts_->copy;
  if (copy.capacity() > kept_capacity && text.size() < copy.capacity() / 8) copy = std::string();
  copy.reserve(text.size() + padding);
  copy.assign(text).append(padding, '\0');
  return parse({copy.data(), text.size()}, max_nesting);
}

void Reader::wipe() {
  overwrite(parts_->copy.data(), parts_->copy.size());
  parts_->copy.clear();
  // An array of empty strings is what fills the parser's memory most: three letters each, of which five bytes are made. So
  // whatever it wrote lies in as much, and as much is there.
  const size_t length = std::min(length_, parts_->capacity);
  if (length > 0 && parts_->parser.doc.string_buf) overwrite(parts_->parser.doc.string_buf.get(), (length - 1) * 5 / 3);
  tape_ = nullptr;
  length_ = 0;
}

Trouble Reader::Parts::make_room(size_t length, size_t max_nesting) {
  if (length > longest_text) return Trouble::too_large;
  const bool fits = length <= capacity, wasteful = capacity > kept_capacity && length < capacity / 8;
  if (fits && !wasteful && max_nesting == nesting) return Trouble::none;
  if (wasteful) survey = Survey();
  // A quarter more than asked for, so that messages which grow bit by bit do not allocate each time.
  const size_t wanted = fits && !wasteful ? capacity : std::max(smallest_capacity, length + length / 4);
  return resize(std::min(wanted, longest_text), max_nesting);
}

Trouble Reader::Parts::resize(size_t new_capacity, size_t max_nesting) {
  const size_t depth = max_nesting + 1; // the parser refuses the container that would be the depth-th
  if (parser.allocate(new_capacity, depth) != simdjson::SUCCESS || parser.doc.allocate(new_capacity) != simdjson::SUCCESS) {
    parser = simdjson::dom::parser();
    capacity = 0;
    nesting = SIZE_MAX;
    return Trouble::memory;
  }
  capacity = new_capacity;
  nesting = max_nesting;
  return Trouble::none;
}

Trouble Reader::Parts::diagnose(simdjson::error_code error, std::string_view text) const {
  switch (error) {
    case simdjson::UTF8_ERROR: return Trouble::utf8;
    case simdjson::DEPTH_ERROR: return Trouble::nesting;
    case simdjson::CAPACITY: return Trouble::too_large;
    case simdjson::MEMALLOC: return Trouble::memory;
    case simdjson::STRING_ERROR: return strings_trouble(text) == Trouble::surrogate ? Trouble::surrogate : Trouble::syntax;
    case simdjson::TAPE_ERROR:
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
    case simdjson::EMPTY:
    case simdjson::UNESCAPED_CHARS:
    case simdjson::UNCLOSED_STRING:
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return Trouble::syntax;
    case simdjson::NUMBER_ERROR:
    default: return numbers_trouble(text); // later versions of the parser have a code for long integers
  }
}

// Of the first number that has any. Where none has, the parser took something else for a number.
Trouble Reader::Parts::numbers_trouble(std::string_view text) const {
  for (uint32_t i = 0; i < parser.implementation->n_structural_indexes; ++i) {
    const std::string_view rest = text.substr(structurals()[i]);
    if (rest.empty() || (rest[0] != '-' && (rest[0] < '0' || rest[0] > '9'))) continue;
    if (const Trouble trouble = number_trouble(rest); trouble != Trouble::none) return trouble;
  }
  return Trouble::syntax;
}

} // namespace tenon::json
