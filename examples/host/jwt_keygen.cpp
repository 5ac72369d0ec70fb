// jwt_keygen.cpp - makes a key pair: the private half for whoever signs, the public half for whoever checks.
#include <cstdint>
#include <cstring>

#include <tenon/tenon.h>
#include <unistd.h>

#include "clock.hpp"
#include "flag_reader.hpp"
#include "jwt_command.hpp"
#include "plain_file.hpp"
#include "texts.hpp"

namespace host {
namespace {

constexpr size_t most_jwks_bytes = 256 * 1024;

struct KeyFlags {
  uint64_t bits = 0;
  std::string key_id;
  std::string private_file;
  std::string public_file;
  std::string grown_file; // a set that the public key is added to
  bool force = false;
  bool help = false;
};

FlagTable keygen_flags(KeyFlags &f) {
  return {
      {"--private", "FILE", "where the private key goes, as a JWK with mode 600 (required)", keep(f.private_file)},
      {"--public", "FILE", "where the public key goes, as a JWK Set for --jwks-file", keep(f.public_file)},
      {"--add-to", "FILE", "a JWK Set that gets the public key beside its own; one of the two is required", keep(f.grown_file)},
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

// Whether tokens of the private key are accepted by the set: then the public key is in it, and the set is one.
bool is_in(std::string_view jwks, std::string_view private_jwk, std::string &wrong) {
  std::string room(4096, '\0');
  tenon_buffer token{sizeof token, room.data(), room.size(), 0};
  tenon_token_request request{};
  request.size = sizeof request;
  request.private_key = str(private_jwk);
  request.subject = str("nobody");
  tenon_key key{};
  key.size = sizeof key;
  key.jwks = str(jwks);
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.keys = &key;
  policy.key_count = 1;
  tenon_verdict verdict{sizeof verdict, 0, nullptr};
  ErrorText why;
  const tenon_now now = Clock().now();
  tenon_status status = tenon_token_sign(&request, now, &token, &why.error);
  if (status == TENON_OK) status = tenon_token_check(&policy, {token.data, token.len}, now, &verdict, nullptr, &why.error);
  wrong = status != TENON_OK ? why.text(status) : verdict.accepted ? "" : "the key did not find its place among the others";
  return wrong.empty();
}

// The new key behind the last one of the set. Returns what is wrong, or "".
std::string grow(const std::string &path, const Room &secret, const Room &open, std::string &grown) {
  if (std::string wrong = read_plain_file(path, most_jwks_bytes, grown); !wrong.empty()) return wrong;
  const std::string_view made = open.text();
  const size_t begin = made.find('['), end = made.rfind(']'), place = grown.rfind(']');
  if (begin == std::string_view::npos || end == std::string_view::npos || place == std::string::npos) return "no JWK Set";
  const size_t last = grown.find_last_not_of(" \t\r\n", place - (place > 0));
  const std::string between = last != std::string::npos && grown[last] != '[' ? "," : "";
  grown.insert(place, between + std::string(made.substr(begin + 1, end - begin - 1)));
  std::string wrong;
  is_in(grown, secret.text(), wrong);
  return wrong;
}

int write_key(const std::string &algorithm, const KeyFlags &flags, const Room &secret, const Room &open) {
  const auto complain = [](const char *flag, const std::string &path, const std::string &wrong) {
    return complain_of_jwt(std::string(flag) + " " + path + ": " + wrong, 1);
  };
  std::string wrong;
  std::string grown;
  if (!flags.grown_file.empty()) wrong = grow(flags.grown_file, secret, open, grown);
  if (!wrong.empty()) return complain("--add-to", flags.grown_file, wrong);
  wrong = write_plain_file(flags.private_file, std::string(secret.text()) + "\n", 0600, flags.force);
  if (!wrong.empty()) return complain("--private", flags.private_file, wrong);
  if (!flags.public_file.empty()) wrong = write_plain_file(flags.public_file, std::string(open.text()) + "\n", 0644, flags.force);
  if (!wrong.empty() && !flags.force) ::unlink(flags.private_file.c_str()); // both or none
  if (!wrong.empty()) return complain("--public", flags.public_file, wrong);
  if (!flags.grown_file.empty()) wrong = write_plain_file(flags.grown_file, grown, 0644, true);
  if (!wrong.empty()) return complain("--add-to", flags.grown_file, wrong);
  const std::string kid = flags.key_id.empty() ? kid_of(open.text()) : flags.key_id;
  return print_words(algorithm + " key " + kid + "\n  private, to sign with: " + flags.private_file +
                     "\n" +
                     (flags.public_file.empty() ? "" : "  public, to check with: " + flags.public_file + "\n") +
                     (flags.grown_file.empty() ? "" : "  public, beside others: " + flags.grown_file + "\n"));
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
  else if (wrong.empty() && (flags.private_file.empty() || (flags.public_file.empty() && flags.grown_file.empty())))
    wrong = "--private FILE and --public FILE are needed";
  else if (wrong.empty() && (flags.private_file == flags.public_file || flags.private_file == flags.grown_file || flags.public_file == flags.grown_file))
    wrong = "one file has two names here";
  if (!wrong.empty()) return complain_of_jwt(wrong + " (see tenon-host jwt keygen --help)", 2);
  for (const auto &[flag, path] : {std::pair("--private ", flags.private_file), std::pair("--public ", flags.public_file)})
    if (!flags.force && !path.empty() && is_there(path)) return complain_of_jwt(flag + path + ": it is there already; add --force to replace it", 2);

  const std::string algorithm(rest[0]);
  Room secret;
  Room open;
  ErrorText why;
  const tenon_status status = tenon_key_generate(str(algorithm), flags.bits, str(flags.key_id), &secret.buffer(), &open.buffer(), &why.error);
  if (status != TENON_OK) return complain_of_jwt(why.text(status), 2);
  return write_key(algorithm, flags, secret, open);
}

} // namespace host
