// floor.cpp - simdjson's DOM on padded input, five fields taken out, and an answer written with a plain escape loop.
#include "floor.hpp"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

constexpr size_t answer_size = 160;
constexpr std::string_view tail = "\"}]}}";

void append_escaped(std::string &out, std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
}

void append_number(std::string &out, int64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

} // namespace

std::string_view Floor::answer(std::string_view message) {
  int64_t id = 0;
  std::string_view method, name, text;
  simdjson::dom::element document, arguments;
  const bool fits = !parser_.parse(message.data(), message.size(), false).get(document) && !document["id"].get(id) &&
                    !document["method"].get(method) && method == "tools/call" && !document["params"]["name"].get(name) &&
                    !document["params"]["arguments"].get(arguments) && !arguments["text"].get(text);
  if (!fits) {
    std::fputs("floor: not the message that it is made for\n", stderr);
    std::exit(1);
  }
  out_.clear();
  out_ += "{\"jsonrpc\":\"2.0\",\"id\":";
  append_number(out_, id);
  out_ += ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"";
  append_escaped(out_, text);
  // Every text is made up to the same answer, and the filling goes through the loop as well.
  static constexpr char filling[] = "................................................................................"
                                    "................................................................................";
  if (out_.size() + tail.size() < answer_size)
    append_escaped(out_, std::string_view(filling, answer_size - tail.size() - out_.size()));
  out_ += tail;
  return out_;
}

} // namespace bench
