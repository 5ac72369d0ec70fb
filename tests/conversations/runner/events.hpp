// events.hpp - an event stream taken apart again, as a browser does it.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace talk {

struct Event {
  bool comment = false;
  std::optional<std::string> event, id, retry, data;
};

// Takes the next whole event or comment block off the front of `bytes`; nothing when none is complete.
std::optional<Event> take_event(std::string &bytes);

// The same from the lines of a dialogue; a lone ":" is a comment.
Event expected_event(const std::vector<std::string> &lines);

} // namespace talk
