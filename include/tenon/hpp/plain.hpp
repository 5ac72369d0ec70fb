// plain.hpp - the small things that hosts and handlers are written with: texts, time, errors, and what a handler may end in.
#ifndef TENON_HPP_PLAIN_HPP
#define TENON_HPP_PLAIN_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <utility>
#include <vector>

namespace tenon {
inline namespace hpp { // apart from the library's own names, should somebody link it statically

// Empty is all zero, so that a record with members that an older library does not know is still taken while they are empty.
inline tenon_str str(std::string_view text) noexcept { return {text.empty() ? nullptr : text.data(), text.size()}; }
inline std::string_view view(tenon_str text) noexcept { return {text.data, text.len}; }
inline tenon_header header(std::string_view name, std::string_view value) noexcept { return {str(name), str(value)}; }

// The time of this machine. A host with a clock of its own gives it in options.time; all calls on one server read the same.
inline tenon_now now() noexcept {
  using std::chrono::duration_cast, std::chrono::milliseconds;
  const auto steady = duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
  const auto wall = duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  return {static_cast<std::uint64_t>(steady), static_cast<std::int64_t>(wall)};
}
using time_source = tenon_now (*)();

// The host's mistake: which status, and what() in words, "TENON_DUPLICATE: ...".
class error : public std::runtime_error {
public:
  error(tenon_status status, const std::string &words)
      : std::runtime_error(std::string(tenon_status_name(status)) + (words.empty() ? "" : ": ") + words), status_(status) {}
  tenon_status status() const noexcept { return status_; }

private:
  tenon_status status_;
};

// JSON text. Returned by a handler it is a whole result: CallToolResult, {"content":[...]}; ReadResourceResult,
// {"contents":[...]}; GetPromptResult, {"messages":[...]}. As a parameter it is any JSON.
struct json {
  std::string text;

  // A member of an object, by name; nothing when this is no object, or the member is missing or of another type.
  template <class T> std::optional<T> get(std::string_view name) const;
};

// A tool's structured content: any JSON that fits its output schema.
struct structured {
  std::string text;
};

// Text as the content of a resource.
struct text {
  std::string words;
};

// Bytes as the content of a resource; they travel as base64. Without a type of their own they are of the resource's.
struct bytes {
  bytes(std::string all) : data(std::move(all)) {}
  bytes(std::string type, std::string all) : data(std::move(all)), mime_type(std::move(type)) {}
  std::string data, mime_type;
};

// ---- What a handler throws or returns when there is no answer -----------------------------------------------------------

// The call failed in a way that the model may read and act on. Of a resource or a prompt: a JSON-RPC error with these words.
class tool_error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// A JSON-RPC error: a code outside -32768..-32000, or -32602 or -32603; `data` is any JSON.
class fault : public std::runtime_error {
public:
  fault(std::int32_t code, const std::string &words, json data = {})
      : std::runtime_error(words), code_(code), data_(std::move(data)) {}
  std::int32_t code() const noexcept { return code_; }
  std::string_view data() const noexcept { return data_.text; }

private:
  std::int32_t code_;
  json data_;
};

// There is no resource of that URI.
class not_found : public std::runtime_error {
public:
  not_found() : std::runtime_error("There is no such resource.") {}
};

// The client lacks what this call needs: TENON_CAN_* bits.
class not_capable : public std::runtime_error {
public:
  explicit not_capable(std::uint64_t bits) : std::runtime_error("The client cannot do what this needs."), bits_(bits) {}
  std::uint64_t bits() const noexcept { return bits_; }

private:
  std::uint64_t bits_;
};

namespace detail {

// Runs what a person configures; a refusal becomes an exception with the core's own words.
template <class Call> void configure(Call &&call) {
  char words[512] = "";
  tenon_error why = {sizeof(tenon_error), words, sizeof words, 0};
  if (const tenon_status status = call(&why); status < 0) throw error(status, std::string(words, std::strlen(words)));
}

inline std::vector<tenon_str> strs(const std::vector<std::string> &texts) {
  std::vector<tenon_str> all;
  for (const std::string &one : texts) all.push_back(str(one));
  return all;
}

} // namespace detail

} // namespace hpp
} // namespace tenon
#endif
