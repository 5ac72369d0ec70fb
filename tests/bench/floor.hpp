// floor.hpp - the least that any server must do with a tools/call: parse it, and write an answer of 160 bytes.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace bench {

class Floor final {
public:
  // `message` must be followed by simdjson::SIMDJSON_PADDING readable bytes. The answer is valid until the next call.
  std::string_view answer(std::string_view message);

private:
  simdjson::dom::parser parser_;
  std::string out_;
};

// A message with the readable bytes behind it that simdjson wants.
class PaddedMessage final {
public:
  explicit PaddedMessage(std::string_view text) : bytes_(text), size_(text.size()) {
    bytes_.append(simdjson::SIMDJSON_PADDING, '\0');
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

private:
  std::string bytes_;
  size_t size_;
};

} // namespace bench
