// gatekeeper.hpp - the host's part in who may call: its keys and policies, the decisions that it owes, and what it hears of them.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tenon/tenon.h>

#include "pattern.hpp"

namespace talk {

class Gatekeeper {
public:
  Gatekeeper() = default;
  Gatekeeper(const Gatekeeper &) = delete;
  Gatekeeper &operator=(const Gatekeeper &) = delete;

  // --- keys and policies; each says "" or what went wrong
  std::string make_key(std::string_view words);                           // "NAME: ES256"
  std::string make_token(std::string_view words, tenon_now now, std::string &name, std::string &out);
  std::string make_proof(std::string_view words, const Names &, tenon_now now, std::string &name, std::string &out);
  std::string require(tenon_server *server, std::string_view words);      // "keys k1 k2, issuer https://as.example, ..."
  std::string set_keys(tenon_server *server, std::string_view words);     // "k1, k2"

  // --- decisions
  std::string set_authority(tenon_server *server, std::string_view words); // "keys, uses, api keys", or "none"
  std::string answer(std::string_view words); // from now on inside the callback: "use: allow", "key wanted: keys k2; deny", "use: later"
  std::string act(std::string_view words, tenon_now now, bool &known); // "use: allow", "api key(2): deny", "key wanted: is kid=k2"
  std::string expect_audit(std::string_view words); // "accepted ada": since it was asked last, with these words
  void release_all(tenon_now now);
  void watch(std::string_view told);                          // what the host hears must hold no token, proof or key
  const std::string &trouble() const { return trouble_; }     // the first promise that was not kept, or ""
  std::string undropped() const;                              // the same of drops, after the server has gone

private:
  struct Key {
    std::string algorithm, private_jwk, public_jwks;
  };
  struct Owed { // one decision, and what the host was told
    tenon_decision *decision = nullptr; // nullptr: released
    std::string told;
  };
  struct Desk { // of one kind of decision
    std::vector<Owed> owed;
    std::string at_once; // what is done inside the callback; "": nothing
  };
  struct Lent { // to a server: an authority, or a check of signatures
    Gatekeeper *keeper;
    int drops = 0;
  };

  std::string collect_keys(std::string_view names, std::vector<tenon_key> &out) const;
  static std::string settle(Owed &owed, std::string_view words, tenon_now now);
  std::string settle_and_change(Desk &desk, size_t which, std::string_view words, tenon_now now);
  Desk *desk_of(std::string_view &words); // takes the kind off the front
  void take(Desk &desk, const tenon_credential *credential, tenon_decision *decision);
  Lent *lend();
  static Gatekeeper &of(void *user) { return *static_cast<Lent *>(user)->keeper; }
  static void dropped(void *user) { ++static_cast<Lent *>(user)->drops; }
  static void key_wanted(void *user, const tenon_credential *credential, tenon_decision *decision);
  static void token_used(void *user, const tenon_credential *credential, tenon_decision *decision);
  static void api_key(void *user, const tenon_credential *credential, tenon_decision *decision);
  static void audit(void *user, const tenon_audit *record);

  std::map<std::string, Key, std::less<>> keys_;
  std::vector<std::string> secrets_; // tokens, proofs and API keys, which no record may hold
  Desk keys_desk_, uses_desk_, api_desk_;
  std::vector<std::string> audited_;
  std::vector<std::unique_ptr<Lent>> lent_;
  tenon_server *server_ = nullptr; // that an authority was set at
  std::string trouble_;
};

} // namespace talk
