// decision_test.cpp - callers are decided on while the n-th allocation fails: nobody is let in unasked, nobody waits in vain.
#include "faults/lives.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace faults;
using guest::call;
using guest::modern_meta;

namespace {

constexpr std::string_view new_secret = "another secret of more than thirty-two bytes";

// The host's part: what it owes, and to whom it has said yes.
class Court {
public:
  explicit Court(Play &play) : play_(play) {}
  ~Court() {
    settle_all(false);
    for (Play::Line &line : play_.lines) line.close();
    tenon_counts counts{};
    counts.size = sizeof counts;
    if (play_.server) play_.must(in_core([&] { return tenon_server_counts(play_.server, &counts); }) == TENON_OK && counts.exchanges == 0, "no exchange is left");
    play_.destroy(); // the authority that is still set goes with the server
    for (const auto &lent : lent_) play_.must(lent->drops == 1, "an authority was dropped " + std::to_string(lent->drops) + " times");
  }
  void preside(bool keys, bool uses, bool api_keys) {
    lent_.push_back(std::make_unique<Lent>(Lent{this, 0}));
    tenon_authority authority{};
    authority.size = sizeof authority;
    authority.user = lent_.back().get();
    authority.drop = [](void *user) { ++static_cast<Lent *>(user)->drops; };
    if (keys) authority.key_wanted = take;
    if (uses) authority.token_used = take;
    if (api_keys) authority.api_key = take;
    authority.audit = [](void *, const tenon_audit *) {};
    play_.allowed(in_core([&] { return tenon_server_set_authority(play_.server, &authority); }), "set_authority");
  }
  void settle_all(bool allow) {
    while (!owed_.empty()) {
      const auto [decision, api] = owed_.front();
      owed_.pop_front();
      settle(decision, api, allow);
    }
  }
  enum class AtOnce { nothing, allow, deny, fail } at_once = AtOnce::nothing;
  int asked = 0;

private:
  struct Lent {
    Court *court;
    int drops;
  };
  static void take(void *user, const tenon_credential *about, tenon_decision *decision) {
    const HostWorks outside;
    Court &court = *static_cast<Lent *>(user)->court;
    ++court.asked;
    const bool api = about->api_key.len > 0;
    if (court.at_once == AtOnce::allow || court.at_once == AtOnce::deny) return court.settle(decision, api, court.at_once == AtOnce::allow);
    court.owed_.emplace_back(decision, api);
    if (court.at_once == AtOnce::fail) throw 1;
  }
  void settle(tenon_decision *decision, bool api, bool allow) {
    tenon_identity who{};
    who.size = sizeof who;
    who.subject = str("somebody with a name too long for small strings");
    who.scopes = str("one scope and another scope");
    if (allow) play_.allowed(in_core([&] { return tenon_decision_allow(decision, api ? &who : nullptr, start); }), "allow");
    in_core([&] { tenon_decision_release(decision, start); return 0; });
  }

  Play &play_;
  std::deque<std::pair<tenon_decision *, bool>> owed_;
  std::vector<std::unique_ptr<Lent>> lent_;
};

guest::Head call_head() { return guest::Head::modern("tools/call", "echo"); }
std::string call_body() { return call("1", "echo", R"({"text":"words that are too long for a small string"})", modern_meta); }
guest::Head key_head() {
  guest::Head head = call_head();
  head.add("X-API-Key", "a-key-that-is-too-long-for-any-small-string");
  return head;
}

bool require(Play &play, std::string_view key_secret, std::string_view id) {
  tenon_key key{};
  key.size = sizeof key;
  key.id = str(id);
  key.secret = str(key_secret);
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.keys = &key;
  policy.key_count = 1;
  policy.implied_scopes = str("a-scope-of-some-length>another-scope-of-some-length");
  policy.resource = str("https://tenon.example/mcp");
  const tenon_str servers[] = {str("https://as.example")};
  policy.authorization_servers = servers;
  policy.authorization_server_count = 1;
  policy.scopes_supported = str("a-scope-of-some-length");
  policy.proofs = TENON_PROOFS_ACCEPTED;
  const tenon_status status = in_core([&] { return tenon_server_require_token(play.server, &policy, nullptr); });
  play.allowed(status, "require_token");
  return status == TENON_OK;
}

std::string signed_by(Play &play, std::string_view key_secret, std::string_view id) {
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(key_secret);
  request.key_id = str(id);
  request.subject = str("somebody with a name too long for small strings");
  request.audience = str("https://tenon.example/mcp");
  char text[2048];
  tenon_buffer out{sizeof out, text, sizeof text, 0};
  const tenon_status status = in_core([&] { return tenon_token_sign(&request, start, &out, nullptr); });
  play.allowed(status, "sign");
  return status == TENON_OK ? std::string(text, out.len) : std::string();
}

void tick(Play &play, uint64_t ms) {
  play.allowed(in_core([&] { return tenon_server_tick(play.server, {start.monotonic_ms + ms, start.unix_ms + static_cast<int64_t>(ms)}); }), "tick");
}

void is_refused(Play &play, Play::Line &line, int64_t status) {
  line.pull();
  play.answered(line);
  play.must(line.status != 200, "somebody was let in");
  play.must(has_failed() || line.status == status, "status " + std::to_string(line.status));
}

void is_let_in(Play &play, Play::Line &line) {
  line.pull();
  play.answered(line);
  play.hears(line, "words that are too long");
}

// --- scripts

void keys_of_clients(Play &play) {
  Court court(play);
  court.preside(false, false, true);
  Play::Line &no = play.ask(key_head(), call_body());
  court.settle_all(false);
  is_refused(play, no, 401);
  play.must(play.runs == 0, "a handler ran for nobody");
  Play::Line &late = play.ask(key_head(), call_body());
  tick(play, 5000);
  is_refused(play, late, 503);
  court.settle_all(true);
  play.must(play.runs == 0, "a handler ran for nobody");
  Play::Line &yes = play.ask(key_head(), call_body());
  court.settle_all(true);
  is_let_in(play, yes);
  Play::Line &early = play.open(key_head());
  court.settle_all(true);
  early.tell(call_body());
  is_let_in(play, early);
  Play::Line &middle = play.open(key_head());
  middle.feed(call_body().substr(0, 20));
  court.settle_all(true);
  middle.tell(call_body().substr(20));
  is_let_in(play, middle);
  play.ask(key_head(), call_body()).close();
  court.settle_all(true);
}

void words_at_once(Play &play) {
  Court court(play);
  court.preside(false, false, true);
  court.at_once = Court::AtOnce::deny;
  is_refused(play, play.ask(key_head(), call_body()), 401);
  court.at_once = Court::AtOnce::fail;
  is_refused(play, play.ask(key_head(), call_body()), 401);
  court.settle_all(false);
  play.must(play.runs == 0, "a handler ran for nobody");
  court.at_once = Court::AtOnce::allow;
  is_let_in(play, play.ask(key_head(), call_body()));
}

void new_keys(Play &play) {
  Court court(play);
  if (!require(play, secret, "old")) return;
  court.preside(true, true, false);
  const std::string fresh = signed_by(play, new_secret, "new");
  if (fresh.empty()) return;
  const auto head = [&] {
    guest::Head made = call_head();
    made.bearer(fresh);
    return made;
  };
  Play::Line &one = play.ask(head(), call_body());
  Play::Line &two = play.ask(head(), call_body());
  play.must(play.runs == 0, "a handler ran for nobody");
  const tenon_str ids[] = {str("old"), str("new")};
  const tenon_str secrets[] = {str(secret), str(new_secret)};
  tenon_key keys[2] = {};
  for (size_t i = 0; i < 2; ++i) {
    keys[i].size = sizeof keys[i];
    keys[i].id = ids[i];
    keys[i].secret = secrets[i];
  }
  play.allowed(in_core([&] { return tenon_server_set_keys(play.server, keys, 2, nullptr); }), "set_keys");
  for (int round = 0; round < 3; ++round) court.settle_all(true); // the key, then each use
  is_let_in(play, one);
  is_let_in(play, two);
  play.allowed(in_core([&] { return tenon_server_forget_tokens(play.server); }), "forget_tokens");
  court.preside(true, false, false);
  play.answered(play.ask(guest::Head("GET", "/.well-known/oauth-protected-resource"), ""));
  play.allowed(in_core([&] { return tenon_server_set_keys(play.server, keys, 1, nullptr); }), "set_keys");
  tick(play, 40'000);
  Play::Line &three = play.ask(head(), call_body()); // the key that is gone is asked for, whatever was lost before
  court.settle_all(false);
  three.pull();
  play.answered(three);
}

void end_while_undecided(Play &play) {
  Court court(play);
  court.preside(false, false, true);
  Play::Line &whole = play.ask(key_head(), call_body());
  Play::Line &half = play.open(key_head());
  half.feed("{");
  Play::Line &stream = play.open(guest::Head("GET", "/sse").add("X-API-Key", "a-key-that-is-too-long-for-any-small-string"));
  play.destroy();
  half.end();
  for (Play::Line *line : {&whole, &half, &stream}) is_refused(play, *line, 503);
  court.settle_all(true);
  play.must(play.runs == 0, "a handler ran for nobody");
}

const Script scripts[] = {
    {"keys_of_clients", keys_of_clients, {false, false, 0}},
    {"words_at_once", words_at_once, {false, false, 0}},
    {"new_keys", new_keys, {false, false, 0}},
    {"end_while_undecided", end_while_undecided, {false, false, 0}},
};

} // namespace

TEST_CASE("while callers are decided on the n-th allocation fails, for every n: nobody is let in, nobody waits in vain, each drop once") {
  for (const Script &script : scripts) fail_everywhere(script);
}
