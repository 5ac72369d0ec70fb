// dispatch.cpp - the words for a method that does not exist.
#include "protocol/dispatch.hpp"
#include "ground/text.hpp"

namespace tenon::protocol {

jsonrpc::Fault unknown_method(std::string_view name) {
  std::string words = "Method not found: ";
  words += cut(name, 128);
  return {jsonrpc::method_not_found, std::move(words), ""};
}

} // namespace tenon::protocol
