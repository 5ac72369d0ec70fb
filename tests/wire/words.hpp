// words.hpp - messages taken apart for tests: ids byte for byte, what kind a message is, what a body holds.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "json/reader.hpp"

namespace wire {

// A message and the reader that holds it. The root is absent when it is no JSON.
class Parsed final {
public:
  explicit Parsed(std::string_view text) { reader_.parse_copy(text, 2000); }
  tenon::json::Value root() const { return reader_.root(); }
  tenon::json::Value find(std::string_view name) const { return root() ? root().find(name) : tenon::json::Value(); }
  std::string raw(std::string_view name) const; // the member's text as it was written, or ""

private:
  tenon::json::Reader reader_;
};

// The id as it was written, "" if there is none; also of JSON that the house refuses for another reason.
std::string raw_id(std::string_view message);

// "result", "error -32602", "progress" for notifications/progress; "?" for what is no message.
std::string kind(std::string_view message);
std::string kinds(const std::vector<std::string> &messages); // joined by ", "

// The JSON-RPC messages of a body: one, the elements of a batch, or the data of its events. None, when it is something else.
std::vector<std::string> messages_of(std::string_view media_type, std::string_view body);

// The data of the first event of that name, or "".
std::string event_data(std::string_view stream, std::string_view event);

} // namespace wire
