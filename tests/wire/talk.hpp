// talk.hpp - a client of one revision on one carrier, which says messages and collects what comes back.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "house.hpp"

namespace wire {

enum class Carrier { http, sse, lines };
inline const char *name_of(Carrier carrier) {
  return carrier == Carrier::http ? "Streamable HTTP" : carrier == Carrier::sse ? "HTTP+SSE" : "lines";
}

class Talk final {
public:
  Talk(House &house, Carrier carrier, bool modern);

  // Says one message, and returns the messages that it is answered with at once.
  std::vector<std::string> say(const std::string &message);
  // What has come since, on whatever is open.
  std::vector<std::string> more();

  // The usual head of a POST; of a modern one, with what the message says of itself.
  static Request post(std::string message, bool modern, const std::string &session = "");

private:
  struct Open {
    std::unique_ptr<Line> line;
    size_t heard = 0; // messages
  };
  void collect(Open &open, std::vector<std::string> &messages) const;

  House &house_;
  Carrier carrier_;
  bool modern_;
  std::string session_, endpoint_;
  std::vector<Open> open_; // of lines and SSE, the first is the channel or stream
};

} // namespace wire
