// request_state.hpp - what a client carries for us between two rounds of one call, before it is sealed and after it is opened.
#pragma once
#include "protocol/input_required.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::protocol {

struct RequestState {
  int64_t expires_unix_ms = 0;
  uint32_t rounds = 0;              // how often this call has asked
  std::string state;                // the handler's own
  std::vector<Question> questions;  // of the last round
  std::vector<std::string> answers; // as many; "": still open
};

// A compact form of our own, and back; nothing for bytes that write_state would not have written.
std::string write_state(const RequestState &);
std::optional<RequestState> read_state(std::string_view);

// What a state belongs to: who asked, for what (2026-07-28 basic/patterns/mrtr, Server Requirements 5). Different calls never have
// the same one; white space in the arguments makes no difference.
std::string binding(std::string_view principal, std::string_view method, std::string_view name_or_uri, std::string_view arguments_json);

} // namespace tenon::protocol
