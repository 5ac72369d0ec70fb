// said.hpp - one message of the server, read.
#pragma once
#include <cstdint>
#include <simdjson.h>
#include <string_view>
#include <vector>

namespace simulator {

inline constexpr uint64_t no_id = UINT64_MAX;

struct Said {
  uint64_t id = no_id;
  bool is_error = false;      // a JSON-RPC error
  bool is_tool_error = false; // a result with isError
  int64_t code = 0;
  std::string_view text;  // of the first content, or the error's message
  std::string_view method; // of a notification or request; else ""
  std::string_view token; // of progress
  double progress = 0;
  bool greets = false, lists = false, empty = false; // results without a text
};

// Reads messages, one after the other; what was read lasts until the next.
class SaidReader {
public:
  // All messages of a text: one, or a batch. False: it is no JSON-RPC.
  bool read(std::string_view text, std::vector<Said> &out);

private:
  simdjson::dom::parser parser_;
};

} // namespace simulator
