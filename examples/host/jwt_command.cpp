// jwt_command.cpp - which of the commands was asked for. Flags alone mean `sign`.
#include "jwt_command.hpp"

#include <cstdio>

#include <unistd.h>

namespace host {
namespace {

constexpr size_t most_token_bytes = 1 << 20;

const char *const help =
    "tenon-host jwt - makes keys and tokens, looks into tokens, checks them\n\n"
    "  tenon-host jwt [sign] --sub ID [flags]      print a token, signed with JWT_SECRET or with --key\n"
    "  tenon-host jwt keygen ALGORITHM [flags]     make a key pair: a private JWK, and a JWK Set for --jwks-file\n"
    "  tenon-host jwt inspect TOKEN                show header and claims; verifies nothing\n"
    "  tenon-host jwt verify TOKEN [flags]         say whether a host with these flags would accept it, or why not\n\n"
    "TOKEN may be - to read it from stdin, where others cannot see it. Each has a --help of its own.\n"
    "Exit codes: 0 done or accepted, 1 refused or no token, 2 wrong use.\n\n"
    "Flags of sign:\n";

std::string read_stdin() {
  std::string text(most_token_bytes + 1, '\0');
  size_t held = 0;
  for (ssize_t n = 0; held < text.size() && (n = ::read(STDIN_FILENO, text.data() + held, text.size() - held)) > 0;)
    held += static_cast<size_t>(n);
  text.resize(held);
  return text;
}

std::string_view without_dress(std::string_view token) {
  const char *const blank = " \t\r\n";
  const size_t first = token.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  token = token.substr(first, token.find_last_not_of(blank) - first + 1);
  return token.substr(0, 7) == "Bearer " ? token.substr(7) : token;
}

} // namespace

int run_jwt_command(const Words &words) {
  const std::string_view command = words.empty() ? std::string_view() : words[0];
  if (command == "--help" && words.size() == 1) return print_words(help + describe_signing());
  if (command.substr(0, 2) == "--") return sign_token(words);
  const Words rest(words.empty() ? words.begin() : words.begin() + 1, words.end());
  if (command == "sign") return sign_token(rest);
  if (command == "keygen") return make_key(rest);
  if (command == "inspect") return inspect_token(rest);
  if (command == "verify") return verify_token(rest);
  return complain_of_jwt("sign, keygen, inspect or verify, please (see tenon-host jwt --help)", 2);
}

int complain_of_jwt(const std::string &words, int code) {
  std::fprintf(stderr, "tenon-host jwt: %s\n", words.c_str());
  return code;
}

int print_words(const std::string &text) {
  const bool printed = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  return printed ? 0 : complain_of_jwt("cannot write to stdout", 1);
}

std::string take_token(const Words &words, std::string &token) {
  if (words.size() != 1) return words.empty() ? "a token is needed, or - for stdin" : "one token, please";
  token = without_dress(words[0] == "-" ? read_stdin() : std::string(words[0]));
  if (token.empty()) return "there is no token on stdin";
  return token.size() > most_token_bytes ? "the token is larger than 1 MiB" : "";
}

} // namespace host
