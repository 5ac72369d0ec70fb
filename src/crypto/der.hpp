// der.hpp - the few forms of DER (X.690) that keys are written in: strict to read, plain to write.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::crypto::der {

enum Tag : uint8_t {
  integer = 0x02, bit_string = 0x03, octet_string = 0x04, null = 0x05, object_id = 0x06, sequence = 0x30,
  implicit_1 = 0x81, context_0 = 0xa0, context_1 = 0xa1,
};

// What is left of a text of DER. Each take_ is false, and leaves everything as it was, when something else comes first.
class Reader final {
public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool next_is(Tag tag) const { return !rest_.empty() && static_cast<uint8_t>(rest_[0]) == tag; }
  bool take(Tag tag, std::string_view &content); // lengths are definite and as short as can be
  // A number that is not negative, without the zero that DER puts before a high bit; "" is zero.
  bool take_number(std::string_view &big_endian);
  bool take_bits(std::string_view &content); // a bit string of whole bytes

private:
  std::string_view rest_;
};

void append(std::string &out, Tag tag, std::string_view content);
void append_number(std::string &out, std::string_view big_endian); // without leading zeros
void append_bits(std::string &out, std::string_view content);

} // namespace tenon::crypto::der
