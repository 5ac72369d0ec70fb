// recording.hpp - what real clients asked and what other servers answered them, one file of it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "house.hpp"

namespace wire {

struct Recorded {
  int64_t number = 0; // in the order in which the requests began
  Request request;
  Heard answer;
};

std::vector<std::string> recordings();                 // file names, sorted; empty when there are none and the test has been told
std::vector<Recorded> read_recording(const std::string &file);

std::string header_of(const Request &, std::string_view name); // "" if absent; the name compared without regard to case
std::string method_of(const Request &);                // of the message: "tools/call"; "response"; "GET /mcp" for what is no message

// How it came out, in words that can be compared: the status, what the response is, and whether it is to the id of the request.
std::string outcome(const Request &, const Heard &);
std::string outcome_of_message(const Request &, const std::vector<std::string> &messages); // from there on, without the status

} // namespace wire
