// dispatch.cpp - the words for a method that does not exist.
#include "protocol/dispatch.hpp"
#include "ground/words.hpp"
#include "ground/text.hpp"

namespace tenon::protocol {

jsonrpc::Fault unknown_method(std::string_view name) {
  return {jsonrpc::method_not_found, words("Method not found: {}", cut(name, 128)), ""};
}

} // namespace tenon::protocol
