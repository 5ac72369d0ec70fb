// survey.hpp - one walk over a fresh tape: refuses duplicate names and deep nesting, and notes where each container closes.
#pragma once
#include "json/reader.hpp"
#include <vector>

namespace tenon::json {

// The parser's tape says where on the tape a container ends, but not where in the text. Its structural index (the offsets of all
// brackets, commas, colons and value starts, in order) knows. The two run in lockstep, so the survey counts along and writes into
// each closing word the position of that bracket in the structural index: `tape[end] & 0xFFFFFFFF`.
class Survey {
public:
  Trouble run(uint64_t *tape, const uint8_t *strings, size_t max_nesting);
  void release(); // gives the scratch memory back

private:
  struct Frame {
    uint32_t names; // how many names were open when the container began
    bool object;
  };
  struct Name {
    uint64_t print; // equal names have equal prints
    const uint8_t *at;
  };

  bool repeats(size_t from, const uint8_t *strings);
  bool repeats_among_many(size_t from, const uint8_t *strings);

  std::vector<Frame> frames_;
  std::vector<uint32_t> names_; // of all open objects: offsets into the strings
  std::vector<Name> sorted_;
};

} // namespace tenon::json
