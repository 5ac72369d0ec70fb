// token.cpp - any bytes as a bearer token, and any header and claims under a good signature.
#include "crypto/mac.hpp"
#include "fuzz/house.hpp"
#include "ground/base64url.hpp"

using namespace fuzz;

namespace {

constexpr std::string_view secret = "a secret of more than thirty-two bytes";

int64_t asked_with(House &house, const std::string &authorization) {
  guest::Head head = guest::Head::modern("tools/call", "echo");
  head.add("Authorization", authorization);
  const tenon_head record = head.record();
  tenon_exchange *exchange = nullptr;
  promise(tenon_exchange_open(house.server, &record, start, &exchange) == TENON_OK, "open");
  const std::string body = guest::call("1", "echo", "{}", guest::modern_meta);
  (void)tenon_exchange_feed(exchange, body.data(), body.size(), start);
  (void)tenon_exchange_end(exchange, start);
  tenon_answer answer{};
  answer.size = sizeof answer;
  promise(tenon_exchange_answer(exchange, &answer) == TENON_OK, "judged");
  tenon_exchange_close(exchange, start);
  return answer.status;
}

std::string encoded(std::string_view bytes) {
  std::string text;
  tenon::append_base64url(text, bytes);
  return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view input = view(data, size);
  House house(false);
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = guest::str(secret);
  promise(tenon_server_require_token(house.server, &policy, nullptr) == TENON_OK, "the policy is taken");

  // As it came. Nobody guesses a signature.
  const int64_t raw = asked_with(house, std::string(input));
  promise(raw == 401 || raw == 400, "an unsigned token is refused");
  promise(house.runs == 0, "no handler ran");
  const int64_t bearer = asked_with(house, "Bearer " + std::string(input));
  promise(bearer == 401 || bearer == 400, "an unsigned bearer is refused");
  promise(house.runs == 0, "no handler ran");

  // First line: the header; the rest: the claims; well signed.
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string text = encoded(input.substr(0, line)) + "." + encoded(input.substr(std::min(line + 1, input.size())));
  const tenon::crypto::HmacSha256 key(secret);
  unsigned char mac[32];
  key.tag(text, mac);
  const std::string token = text + "." + encoded({reinterpret_cast<const char *>(mac), sizeof mac});
  const int64_t signed_well = asked_with(house, "Bearer " + token);
  promise(signed_well == 200 || signed_well == 401 || signed_well == 400 || signed_well == 431, "a signed token has a verdict");
  promise((signed_well == 200) == (house.runs == 1), "in, or not");
  return 0;
}
