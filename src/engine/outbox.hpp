// outbox.hpp - bytes that wait to be pulled: a front that stays put while it is looked at, a back that grows meanwhile.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

// Guarded by the exchange's lock. One message that may give way can be parked beyond the bound.
class Outbox {
public:
  void keep_messages_apart(bool apart) { apart_ = apart; } // MESSAGES: peek shows one whole message

  // Appending: write to open(), then call close_message().
  std::string &open() { flush_parked(); return back_; }
  void close_message();

  // A message that may be dropped: appended while at most `bound` bytes wait, parked beyond it. True: an older one gave way.
  bool offer(std::string_view message, size_t bound);

  std::string_view peek(); // empty: nothing waits. Stable until consume or clear.
  bool consume(size_t n);  // false: more than was shown
  size_t waiting() const { return front_.size() - taken_ + back_.size(); }
  bool empty() const { return waiting() == 0 && parked_.empty(); }
  void clear(); // for the next life; gives large buffers back

private:
  void flush_parked();

  std::string front_, back_, parked_;
  size_t taken_ = 0; // of front_
  bool apart_ = false;
  std::vector<size_t> ends_, front_ends_; // of messages in back_ and front_, when kept apart
  size_t next_end_ = 0;
};

} // namespace tenon::engine
