// reading.cpp - parsing an entry's members, and refusing them.
#include "catalog/reading.hpp"
#include "ground/words.hpp"
#include <new>

namespace tenon::catalog {

Refusal Reading::refuse(std::string_view member, std::string_view trouble, Status status) const {
  return {status, words("{} {}: {}{}", kind, name, member, trouble)};
}

std::optional<Refusal> Reading::parse(std::string_view member, std::string_view text, Status otherwise) const {
  const json::Trouble trouble = reader.parse_copy(text, bounds.max_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc(); // not the text's fault
  if (trouble == json::Trouble::none) return std::nullopt;
  return refuse(member, words(" is not JSON: {}", json::word(trouble)), otherwise);
}

} // namespace tenon::catalog
