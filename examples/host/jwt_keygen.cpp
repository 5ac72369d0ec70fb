// jwt_keygen.cpp - makes a key pair: the private half for whoever signs, the public half for whoever checks.
#include <cstdint>
#include <cstring>

#include <tenon/tenon.h>
#include <unistd.h>

#include "flag_reader.hpp"
#include "jwt_command.hpp"
#include "plain_file.hpp"
#include "texts.hpp"

namespace host {
namespace {

struct KeyFlags {
  uint64_t bits = 0;
  std::string key_id;
  std::string private_file;
  std::string public_file;
  bool force = false;
  bool help = false;
};

FlagTable keygen_flags(KeyFlags &f) {
  return {
      {"--private", "FILE", "where the private key goes, as a JWK with mode 600 (required)", keep(f.private_file)},
      {"--public", "FILE", "where the public key goes, as a JWK Set for --jwks-file (required)", keep(f.public_file)},
      {"--bits", "N", "of an RSA key: 2048, 3072 or 4096 [2048]", number(1, 65'536, f.bits)},
      {"--kid", "ID", "its name, which its tokens carry [its thumbprint, RFC 7638]", keep(f.key_id)},
      {"--force", "", "replace the files if they are there", turn_on(f.force)},
      {"--help", "", "print this and stop", turn_on(f.help)},
  };
}

// Memory for a secret: gone when the scope ends.
class Room final {
public:
  Room() = default;
  Room(const Room &) = delete;
  Room &operator=(const Room &) = delete;
  ~Room() { explicit_bzero(bytes_, sizeof bytes_); }

  tenon_buffer &buffer() { return buffer_; }
  std::string_view text() const { return {bytes_, buffer_.len}; }

private:
  char bytes_[16 * 1024] = {};
  tenon_buffer buffer_{sizeof(tenon_buffer), bytes_, sizeof bytes_, 0};
};

// From a set that we have just made, so its form is known.
std::string kid_of(std::string_view jwks) {
  const std::string_view before = "\"kid\":\"";
  const size_t at = jwks.find(before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = jwks.substr(at + before.size());
  return std::string(rest.substr(0, rest.find('"')));
}

int write_key(const std::string &algorithm, const KeyFlags &flags, const Room &secret, const Room &open) {
  const auto complain = [](const char *flag, const std::string &path, const std::string &wrong) {
    return complain_of_jwt(std::string(flag) + " " + path + ": " + wrong, 1);
  };
  std::string wrong = write_plain_file(flags.private_file, std::string(secret.text()) + "\n", 0600, flags.force);
  if (!wrong.empty()) return complain("--private", flags.private_file, wrong);
  wrong = write_plain_file(flags.public_file, std::string(open.text()) + "\n", 0644, flags.force);
  if (!wrong.empty() && !flags.force) ::unlink(flags.private_file.c_str()); // both or none
  if (!wrong.empty()) return complain("--public", flags.public_file, wrong);
  const std::string kid = flags.key_id.empty() ? kid_of(open.text()) : flags.key_id;
  return print_words(algorithm + " key " + kid + "\n  private, to sign with: " + flags.private_file +
                     "\n  public, to check with: " + flags.public_file + "\n");
}

} // namespace

int make_key(const Words &words) {
  KeyFlags flags;
  const FlagTable table = keygen_flags(flags);
  Words rest;
  std::string wrong = read_flags(table, words, &rest);
  if (wrong.empty() && flags.help)
    return print_words("tenon-host jwt keygen ALGORITHM - makes a key pair for RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512\n\n" +
                       describe_flags(table));
  if (wrong.empty() && rest.size() != 1) wrong = "one algorithm such as ES256, please";
  else if (wrong.empty() && rest[0].substr(0, 2) == "HS") wrong = "a secret is no key pair; make one with openssl rand -base64 48";
  else if (wrong.empty() && (flags.private_file.empty() || flags.public_file.empty())) wrong = "--private FILE and --public FILE are needed";
  else if (wrong.empty() && flags.private_file == flags.public_file) wrong = "--private and --public are one file";
  if (!wrong.empty()) return complain_of_jwt(wrong + " (see tenon-host jwt keygen --help)", 2);
  for (const auto &[flag, path] : {std::pair("--private ", flags.private_file), std::pair("--public ", flags.public_file)})
    if (!flags.force && is_there(path)) return complain_of_jwt(flag + path + ": it is there already; add --force to replace it", 2);

  const std::string algorithm(rest[0]);
  Room secret;
  Room open;
  ErrorText why;
  const tenon_status status = tenon_key_generate(str(algorithm), flags.bits, str(flags.key_id), &secret.buffer(), &open.buffer(), &why.error);
  if (status != TENON_OK) return complain_of_jwt(why.text(status), 2);
  return write_key(algorithm, flags, secret, open);
}

} // namespace host
