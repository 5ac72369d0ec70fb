// pairing.hpp - links that are no authority: the app that asked shows four digits, and the page behind the link wants them.
#pragma once
#include "crypto/seal.hpp"
#include "feedback/store.hpp"
#include "ground/instant.hpp"
#include "web/code_tries.hpp"
#include "web/responder.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tenon::web {

// A link is sealed: it holds session and code, and whoever reads it learns neither. Nothing of it is kept but the wrong tries: here, and
// in the store's journal, which all servers of a store see. For any number of threads.
class Pairing final {
public:
  static constexpr size_t code_digits = 4;

  // Secrets as of Stamps, the first of which seals. One that is too short for it: no invitations are made.
  // `most_tried`: links with wrong codes that this server remembers.
  Pairing(std::span<const std::string> secrets, feedback::Store store, std::function<bool(void *, size_t)> random, size_t most_tried);

  // "<base>/feedback/p/<sealed>"; nothing: no randomness.
  std::optional<Invitation> invite(std::string_view session, std::string_view base) const;
  std::optional<PairingLink> read(std::string_view handle) const;

  using Heard = std::function<void(CodeWord)>;
  // asked, spent or come_again.
  void look(const PairingLink &link, Heard heard) const;
  // taken, wrong, spent or come_again. `gone_at`: the last second at which there is anything of the session to see.
  void take(const PairingLink &link, std::string_view code, int64_t gone_at, Instant now, Heard heard) const;

private:
  std::shared_ptr<const crypto::SealKeys> keys_; // null: none
  const feedback::Store store_;
  const std::function<bool(void *, size_t)> random_;
  const std::shared_ptr<CodeTries> tries_; // whoever waits for the store holds it
};

} // namespace tenon::web
