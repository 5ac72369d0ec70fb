// problem.cpp - JSON pointers, as RFC 6901 writes them.
#include "feedback/problem.hpp"
#include "ground/text.hpp"

namespace tenon::feedback {

std::string pointer_to(std::string_view parent, std::string_view name) {
  constexpr size_t longest = 64;
  std::string out(parent);
  out += '/';
  for (const char c : cut(name, longest)) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

std::string pointer_to(std::string_view parent, size_t index) { return std::string(parent) + '/' + std::to_string(index); }

} // namespace tenon::feedback
