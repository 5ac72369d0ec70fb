// jwt_inspect.cpp - shows what a token says, and says that nobody has checked it.
#include "clock.hpp"
#include "flag_reader.hpp"
#include "jwt_command.hpp"
#include "token_words.hpp"

namespace host {
namespace {

// The parts between dots, at most one more than there may be.
std::vector<std::string_view> parts_of(std::string_view token) {
  std::vector<std::string_view> parts;
  for (size_t dot = 0; dot != std::string_view::npos && parts.size() < 4;) {
    dot = token.find('.');
    parts.push_back(token.substr(0, dot));
    if (dot != std::string_view::npos) token.remove_prefix(dot + 1);
  }
  return parts;
}

} // namespace

int inspect_token(const Words &words) {
  bool help = false;
  const FlagTable table = {{"--help", "", "print this and stop", turn_on(help)}};
  Words rest;
  std::string token;
  std::string wrong = read_flags(table, words, &rest);
  if (wrong.empty() && help) return print_words("tenon-host jwt inspect TOKEN - shows header and claims; - reads the token from stdin\n\n" + describe_flags(table));
  if (wrong.empty()) wrong = take_token(rest, token);
  if (!wrong.empty()) return complain_of_jwt(wrong + " (see tenon-host jwt inspect --help)", 2);

  const std::vector<std::string_view> parts = parts_of(token);
  if (parts.size() != 3) return complain_of_jwt("this is no JWT: it has not three parts with dots between", 1);
  std::string header;
  std::string claims;
  std::string signature;
  if (!decode_base64url(parts[0], header)) return complain_of_jwt("this is no JWT: its header is not base64url", 1);
  if (!decode_base64url(parts[1], claims)) return complain_of_jwt("this is no JWT: its claims are not base64url", 1);
  if (!decode_base64url(parts[2], signature)) return complain_of_jwt("this is no JWT: its signature is not base64url", 1);
  const int64_t now = Clock().now().unix_ms / 1000;
  return print_words("header\n" + indented_json(header, now) + "claims\n" + indented_json(claims, now) + "signature\n  " +
                     std::to_string(signature.size()) +
                     " bytes, NOT CHECKED: anybody may have written this. tenon-host jwt verify checks it.\n");
}

} // namespace host
