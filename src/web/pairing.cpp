// pairing.cpp - links are sealed and opened; a code is counted before it is compared.
#include "web/pairing.hpp"
#include "crypto/mac.hpp"
#include "feedback/hash.hpp"
#include "feedback/session_id.hpp"
#include "ground/opaque_id.hpp"
#include <algorithm>
#include <utility>
#include <vector>

namespace tenon::web {
namespace {

using Begun = CodeTries::Begun;
using How = CodeWord::How;

constexpr std::string_view purpose = "pairing link";
constexpr size_t number_letters = 16;

std::shared_ptr<const crypto::SealKeys> keys_of(std::span<const std::string> secrets) {
  const std::vector<std::string_view> views(secrets.begin(), secrets.end());
  Outcome<std::shared_ptr<const crypto::SealKeys>> made = crypto::SealKeys::make(views);
  return made ? std::move(*made) : nullptr;
}

// Of 64 random bits: no code is likelier than another by more than one in 10^15.
std::string code_of(const unsigned char (&bytes)[8]) {
  uint64_t number = 0;
  for (const unsigned char byte : bytes) number = number << 8 | byte;
  std::string code(Pairing::code_digits, '0');
  for (size_t i = code.size(); i-- > 0; number /= 10) code[i] = static_cast<char>('0' + number % 10);
  return code;
}

bool same_code(std::string_view said, std::string_view code) {
  return said.size() == code.size() && crypto::equal_in_constant_time(said.data(), code.data(), code.size());
}

CodeWord left_after(uint32_t wrong) { return wrong >= most_code_tries ? CodeWord{How::spent, 0, {}} : CodeWord{How::wrong, most_code_tries - wrong, {}}; }

} // namespace

Pairing::Pairing(std::span<const std::string> secrets, feedback::Store store, std::function<bool(void *, size_t)> random, size_t most_tried)
    : keys_(keys_of(secrets)), store_(std::move(store)), random_(std::move(random)), tries_(std::make_shared<CodeTries>(most_tried)) {}

std::optional<Invitation> Pairing::invite(std::string_view session, std::string_view base) const {
  unsigned char nonce[crypto::aead_nonce_bytes], dice[8];
  if (!keys_ || !random_(nonce, sizeof nonce) || !random_(dice, sizeof dice)) return std::nullopt;
  Invitation made{std::string(base), code_of(dice)};
  std::string plain = made.code;
  made.url.append("/feedback/p/").append(keys_->seal(plain.append(session), purpose, nonce));
  return made;
}

std::optional<PairingLink> Pairing::read(std::string_view handle) const {
  if (!keys_ || handle.size() > most_handle_bytes) return std::nullopt;
  const std::optional<std::string> plain = keys_->open(handle, purpose);
  PairingLink link;
  if (!plain || plain->size() <= code_digits || !feedback::read_session_id(std::string_view(*plain).substr(code_digits), link.session)) return std::nullopt;
  link.code = plain->substr(0, code_digits);
  link.number = feedback::hash_text(feedback::hash_of(handle)).substr(0, number_letters);
  return link;
}

void Pairing::look(const PairingLink &link, Heard heard) const {
  if (tries_->count(link.number) >= most_code_tries) return heard({How::spent, 0, {}});
  count_codes(store_, link.session, link.number, [heard = std::move(heard)](feedback::Result<uint32_t> wrong) {
    if (wrong.fault != feedback::Fault::none) return heard({How::come_again, 0, {}});
    heard({wrong.value >= most_code_tries ? How::spent : How::asked, 0, {}});
  });
}

void Pairing::take(const PairingLink &link, std::string_view code, int64_t gone_at, Instant now, Heard heard) const {
  unsigned char mark[opaque_id_bytes];
  if (!random_(mark, sizeof mark)) return heard({How::come_again, 0, {}});
  const Begun begun = tries_->begin(link.number, gone_at, now.unix_ms / 1000);
  if (begun != Begun::yes) return heard({begun == Begun::spent ? How::spent : How::come_again, 0, {}});
  const bool right = same_code(code, link.code);
  const CodeTry mine{link.session, link.number, opaque_id(mark), right, now.unix_ms};
  note_code(store_, mine, [tries = tries_, number = link.number, right, heard = std::move(heard)](feedback::Result<uint32_t> before) {
    if (before.fault != feedback::Fault::none) {
      tries->give_back(number);
      return heard({How::come_again, 0, {}});
    }
    if (before.value >= most_code_tries) {
      tries->spend(number);
      return heard({How::spent, 0, {}});
    }
    if (!right) return heard(left_after(std::max(before.value + 1, tries->count(number))));
    tries->give_back(number);
    heard({How::taken, 0, {}});
  });
}

} // namespace tenon::web
