// survey.hpp - one walk over a fresh tape: refuses duplicate names and deep nesting, and notes where each container closes.
#pragma once
#include <vector>
#include "json/names.hpp"
#include "json/reader.hpp"

namespace tenon::json {

// The parser's tape says where on the tape a container ends, but not where in the text. Its structural index (the offsets of
// all brackets, commas, colons and value starts, in order) knows. The two run in lockstep, so the survey counts along and
// writes into each closing word the position of that bracket in the structural index: `tape[end] & 0xFFFFFFFF`.
class Survey {
 public:
  Trouble run(uint64_t *tape, const uint8_t *strings, size_t max_nesting);

 private:
  struct Frame {
    uint32_t names; // how many names were held when the container began
    bool object;
  };
  void more_frames() { frames_.resize(frames_.size() * 2); }
  void more_names() { held_.resize(held_.size() * 2); }

  std::vector<Frame> frames_ = std::vector<Frame>(16);      // of the containers around the current value
  std::vector<uint32_t> held_ = std::vector<uint32_t>(128); // names of all open objects: offsets into the strings
  Names names_;
};

} // namespace tenon::json
