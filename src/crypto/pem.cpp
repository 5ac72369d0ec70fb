// pem.cpp - finds the lines that begin and end a block, and takes the base64 between them together.
#include "crypto/pem.hpp"

#include "crypto/mac.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"

#include <cstddef>

namespace tenon::crypto {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ", end_mark = "-----END ", dashes = "-----";
constexpr size_t line_length = 64;

Refusal invalid(std::string text) { return {Status::invalid, std::move(text)}; }

// The block that begins at or behind `from`, which then stands behind it. A label of "" says that there is none.
Outcome<PemBlock> next_block(std::string_view text, size_t &from) {
  const size_t begin = text.find(begin_mark, from);
  if (begin == std::string_view::npos) return PemBlock{};
  const size_t label_at = begin + begin_mark.size(), label_end = text.find(dashes, label_at);
  if (label_end == std::string_view::npos) return invalid("the PEM text has a BEGIN line that does not end");
  PemBlock block;
  block.label = text.substr(label_at, label_end - label_at);
  const size_t body_at = label_end + dashes.size(), body_end = text.find(end_mark, body_at);
  if (body_end == std::string_view::npos) return invalid("the PEM text has no END line");
  block.body = text.substr(body_at, body_end - body_at);
  const std::string_view ending = text.substr(body_end + end_mark.size());
  if (ending.substr(0, block.label.size()) != block.label || ending.substr(block.label.size(), dashes.size()) != dashes)
    return invalid("the PEM text ends with another label than it begins with");
  from = body_end + end_mark.size() + block.label.size() + dashes.size();
  return block;
}

} // namespace

bool looks_like_pem(std::string_view text) { return text.find(begin_mark) != std::string_view::npos; }

Outcome<PemBlock> find_pem_block(std::string_view text) {
  PemBlock found;
  for (size_t from = 0;;) {
    const Outcome<PemBlock> block = next_block(text, from);
    if (!block) return block.refusal();
    if (block->label.empty()) break;
    if (block->label == "EC PARAMETERS") continue; // what some tools write before an EC PRIVATE KEY
    if (!found.label.empty()) return invalid("the PEM text holds more than one key");
    found = *block;
  }
  if (found.label.empty()) return invalid("the PEM text holds no key");
  return found;
}

bool decode_pem_body(std::string_view body, std::string &out) {
  std::string joined;
  joined.reserve(body.size());
  for (const char c : body)
    if (c != '\n' && c != '\r' && c != ' ' && c != '\t') joined += c;
  const bool decoded = decode_base64(joined, out);
  wipe(joined.data(), joined.size()); // it may be a private key
  return decoded;
}

std::string pem(std::string_view label, std::string_view bytes) {
  std::string base64;
  append_base64(base64, bytes);
  std::string text = words("-----BEGIN {}-----\n", label);
  text.reserve(text.size() * 2 + base64.size() + base64.size() / line_length + 2);
  for (size_t at = 0; at < base64.size(); at += line_length) {
    text += std::string_view(base64).substr(at, line_length);
    text += '\n';
  }
  wipe(base64.data(), base64.size());
  return text.append(end_mark).append(label).append(dashes) + "\n";
}

} // namespace tenon::crypto
