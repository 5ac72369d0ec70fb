// token_bench.cpp - what tokens cost: of each algorithm beside OpenSSL, once they are known, on two threads, and in a flood of forged ones.
//
// tenon-token-bench [SECONDS]: how long each measurement of the flood takes [0.4]. Prints lines of tabs, which bench.py makes
// tables of: verify NAME WHOLE SIGNATURE OPENSSL DOOR, where the door's column is the whole check with the signature left to
// examples/openssl_signatures, 0 for secrets; hit NAME NANOSECONDS; threads NAME TIMES; flood WHO QUIET FLOODED TIMES A-SECOND.
// Microseconds where nothing is said.
#include "../../examples/openssl_signatures/signatures.h"
#include "../unit/crypto/test_keys.hpp"
#include "access/doorkeeper.hpp"
#include "access/sign.hpp"
#include "crypto/private_key.hpp"
#include "evp.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <pthread.h>
#include <sched.h>
#include <string>
#include <thread>
#include <vector>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr Instant now{1'000'000, 1'800'000'000'000};
constexpr unsigned char seed[hash_seed_bytes] = {1, 2, 3};
constexpr size_t rounds = 7;

crypto::Entropy &chance() {
  static crypto::Entropy entropy(nullptr, nullptr);
  return entropy;
}

void expect(bool well, const char *what) {
  if (well) return;
  std::fprintf(stderr, "token_bench: %s\n", what);
  std::exit(1);
}

double seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

tenon_str str(std::string_view text) { return {text.data(), text.size()}; }

// The example's functions, as the core calls a host's.
std::shared_ptr<const crypto::SignatureDoor> example_door() {
  crypto::SignatureCalls calls;
  calls.take_key = [](void *user, std::string_view algorithm, std::string_view jwk, void **key) {
    return openssl_signatures().take_key(user, str(algorithm), str(jwk), key);
  };
  calls.check = [](void *user, void *key, std::string_view algorithm, std::string_view text, std::string_view signature) {
    return openssl_signatures().check(user, key, str(algorithm), str(text), str(signature));
  };
  calls.drop_key = [](void *user, void *key) { openssl_signatures().drop_key(user, key); };
  return *crypto::SignatureDoor::make(calls);
}

std::string_view pem_of(Algorithm algorithm) {
  if (family(algorithm) != crypto::Family::ec) return test_keys::rsa2048;
  return algorithm == Algorithm::es256 ? test_keys::p256 : algorithm == Algorithm::es384 ? test_keys::p384 : test_keys::p521;
}

// Who signs with one algorithm, and a policy for it: a token of about 640 bytes to sign, as in our budget.
struct Issuer {
  Algorithm algorithm;
  std::string secret = std::string(64, 's');
  crypto::PrivateKey key;
  std::string key_text;
  std::shared_ptr<const TokenPolicy> policy, other_epoch, through_door; // the same in all but that

  explicit Issuer(Algorithm its) : algorithm(its), key(std::move(*crypto::PrivateKey::parse(pem_of(its), chance()))) {
    key_text = crypto::asymmetric(its) ? key.public_half().pem() : secret;
    KeySource source;
    source.form = crypto::asymmetric(its) ? KeySource::Form::pem : KeySource::Form::secret;
    source.text = key_text;
    source.algorithm = its;
    KeySetOptions set;
    set.sources = {&source, 1};
    PolicyOptions options;
    options.keys = *KeySet::make(set, nullptr);
    options.issuer = "https://issuer.example";
    options.audience = "https://mcp.example/mcp";
    policy = *TokenPolicy::make(options);
    options.epoch = 1;
    other_epoch = *TokenPolicy::make(options);
    set.keys.door = example_door();
    options.keys = *KeySet::make(set, nullptr);
    through_door = *TokenPolicy::make(options);
  }

  std::string token(int number) const {
    TokenRequest request;
    if (crypto::asymmetric(algorithm)) request.key = &key, request.entropy = &chance();
    else request.secret = secret;
    const std::string more = R"({"n":)" + std::to_string(number) + R"(,"pad":")" + std::string(260, 'p') + "\"}";
    request.algorithm = algorithm;
    request.subject = "user123";
    request.issuer = "https://issuer.example";
    request.audience = "https://mcp.example/mcp";
    request.scope = "tools:read tools:write";
    request.claims_json = more;
    auto made = sign(request, now);
    expect(static_cast<bool>(made), "a token is not signed");
    return *made;
  }
};

struct Court {
  TokenCache cache{{}, seed};
  FailureBudget budget{{}, seed};
};

// One thread's way to have tokens judged.
struct Clerk {
  Court &court;
  json::Reader reader = {};
  std::string text = {};
  Reason ask(const TokenPolicy &policy, std::string_view token, std::string_view peer) {
    Visit visit;
    visit.token = token;
    visit.peer = peer;
    return judge({&policy, &court.cache, &court.budget, nullptr}, visit, now, reader, text).reason;
  }
};

double per_call(size_t calls, const std::function<bool()> &call) {
  const double start = seconds(CLOCK_THREAD_CPUTIME_ID);
  for (size_t i = 0; i < calls; ++i) expect(call(), "a good token is refused");
  return (seconds(CLOCK_THREAD_CPUTIME_ID) - start) / static_cast<double>(calls) * 1e6;
}

void verify_row(Algorithm algorithm) {
  const Issuer issuer(algorithm);
  const std::string token = issuer.token(1);
  json::Reader reader;
  std::string text, opened_text;
  Principal who;
  OpenToken opened;
  expect(open_token(token, issuer.policy->keys(), TypRule::accept_missing, reader, opened_text, opened) == Reason::accepted, "no token");
  const bench::Evp openssl(crypto::name(algorithm), issuer.key_text);
  const size_t calls = algorithm == Algorithm::es256 ? 60 : family(algorithm) == crypto::Family::ec ? 25 : crypto::asymmetric(algorithm) ? 400 : 4000;
  std::vector<double> whole, signature, theirs, door;
  for (size_t i = 0; i < rounds; ++i) { // side by side, so that a busy moment meets all of them
    whole.push_back(per_call(calls, [&] { return issuer.policy->check(token, now, reader, text, who) == Reason::accepted; }));
    signature.push_back(per_call(calls, [&] { return check_signature(opened) == Reason::accepted; }));
    theirs.push_back(per_call(calls, [&] { return openssl.verify(opened.signed_text, opened.signature); }));
    door.push_back(!crypto::asymmetric(algorithm) ? 0 : per_call(calls, [&] { return issuer.through_door->check(token, now, reader, text, who) == Reason::accepted; }));
  }
  std::printf("verify\t%s\t%.2f\t%.2f\t%.2f\t%.2f\n", std::string(crypto::name(algorithm)).c_str(), median(whole), median(signature), median(theirs),
              median(door));
}

void hit_row(Algorithm algorithm) {
  const Issuer issuer(algorithm);
  Court court;
  Clerk clerk{court};
  std::vector<std::string> tokens; // as many as are usual, so that not all lies in the nearest memory
  for (int i = 0; i < (algorithm == Algorithm::hs256 ? 200 : 20); ++i) tokens.push_back(issuer.token(i));
  for (const std::string &one : tokens) expect(clerk.ask(*issuer.policy, one, "192.0.2.1") == Reason::accepted, "a good token is refused");
  std::vector<double> hits;
  size_t next = 0;
  for (size_t i = 0; i < rounds; ++i)
    hits.push_back(per_call(100'000, [&] { return clerk.ask(*issuer.policy, tokens[next = next + 1 < tokens.size() ? next + 1 : 0], "192.0.2.1") == Reason::accepted; }));
  std::printf("hit\t%s\t%.0f\n", std::string(crypto::name(algorithm)).c_str(), median(hits) * 1000);
}

void pin(unsigned core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core % std::max(1u, std::thread::hardware_concurrency()), &cores);
  pthread_setaffinity_np(pthread_self(), sizeof cores, &cores);
}

// How much more two threads do than one, on one key and one cache.
void threads_row(const char *name, const Issuer &issuer, bool known, double length) {
  const std::string token = issuer.token(1);
  Court court;
  const auto work = [&](unsigned core, std::atomic<uint64_t> &done) {
    pin(core);
    Clerk clerk{court};
    uint64_t count = 0;
    for (const double end = seconds(CLOCK_MONOTONIC) + length; seconds(CLOCK_MONOTONIC) < end; ++count)
      for (int i = 0; i < (known ? 100 : 1); ++i) {
        json::Reader &reader = clerk.reader;
        Principal who;
        const Reason said = known ? clerk.ask(*issuer.policy, token, "192.0.2.1") : issuer.policy->check(token, now, reader, clerk.text, who);
        expect(said == Reason::accepted, "a good token is refused");
      }
    done += count;
  };
  std::vector<double> times;
  for (int round = 0; round < 3; ++round) {
    std::atomic<uint64_t> one{0}, two{0};
    std::thread(work, 0, std::ref(one)).join();
    std::thread first(work, 0, std::ref(two)), second(work, 1, std::ref(two));
    first.join();
    second.join();
    times.push_back(static_cast<double>(two) / static_cast<double>(one));
  }
  std::printf("threads\t%s\t%.2f\n", name, median(times));
}

// ---- the flood ----

// Forged tokens with good claims, ten in each millisecond, as long as `stop` is not said.
class Flood final {
public:
  Flood(const Issuer &issuer, Court &court, bool own_addresses) : issuer_(issuer), court_(court), own_addresses_(own_addresses) {
    const std::string good = issuer.token(0);
    const size_t signature = good.rfind('.') + 1;
    for (int i = 0; i < 1000; ++i) {
      std::string forged = good;
      for (size_t at = signature; at + 4 < forged.size(); ++at) forged[at] = "ABCDEFGHIJKLMNOP"[static_cast<size_t>(std::rand()) % 16];
      forged_.push_back(forged);
    }
  }
  void begin() {
    thread_ = std::thread([this] { run(); });
  }
  double end() { // how many a second
    stop_ = true;
    thread_.join();
    return static_cast<double>(count_) / length_;
  }

private:
  void run() {
    pin(1);
    Clerk clerk{court_};
    const double start = seconds(CLOCK_MONOTONIC);
    while (!stop_) {
      const double due = (seconds(CLOCK_MONOTONIC) - start) * 10'000;
      if (static_cast<double>(count_) >= due) continue;
      const std::string peer = own_addresses_ ? "2001:db8:" + std::to_string(count_ % 9973) + "::1" : "192.0.2.66";
      const Reason said = clerk.ask(*issuer_.policy, forged_[count_ % forged_.size()], peer);
      expect(said == Reason::bad_signature || said == Reason::throttled, "a forged token is accepted");
      ++count_;
    }
    length_ = seconds(CLOCK_MONOTONIC) - start;
  }

  const Issuer &issuer_;
  Court &court_;
  bool own_addresses_;
  std::vector<std::string> forged_;
  std::thread thread_;
  std::atomic<bool> stop_{false};
  size_t count_ = 0;
  double length_ = 0;
};

// The median latency of good tokens on the first core. Unknown ones: kept under one epoch, they are void under the next.
double latency(const Issuer &issuer, Court &court, bool known, double length) {
  pin(0);
  Clerk clerk{court};
  const std::string token = issuer.token(1);
  std::vector<double> all;
  bool turn = false;
  expect(clerk.ask(*issuer.policy, token, "192.0.2.1") == Reason::accepted, "a good token is refused");
  for (const double end = seconds(CLOCK_MONOTONIC) + length; seconds(CLOCK_MONOTONIC) < end;) {
    const TokenPolicy &policy = known || turn ? *issuer.policy : *issuer.other_epoch;
    turn = !turn;
    const double start = seconds(CLOCK_MONOTONIC);
    const Reason said = clerk.ask(policy, token, "192.0.2.1");
    all.push_back(seconds(CLOCK_MONOTONIC) - start);
    expect(said == Reason::accepted, "a good token is refused");
  }
  return median(all) * 1e6;
}

void flood_row(const Issuer &forger, const Issuer &issuer, bool own_addresses, bool known, double length) {
  std::vector<double> quiet, flooded, times, rates;
  for (int round = 0; round < 5; ++round) {
    Court court;
    quiet.push_back(latency(issuer, court, known, length));
    Flood flood(forger, court, own_addresses);
    flood.begin();
    flooded.push_back(latency(issuer, court, known, length));
    rates.push_back(flood.end());
    times.push_back(flooded.back() / quiet.back());
  }
  std::printf("flood\tforged %s%s; good %s, %s\t%.2f\t%.2f\t%.2f\t%.0f\n", std::string(crypto::name(forger.algorithm)).c_str(),
              own_addresses ? ", each from an address of its own" : " from one address", std::string(crypto::name(issuer.algorithm)).c_str(),
              known ? "known" : "not known", median(quiet), median(flooded), median(times), median(rates));
}

} // namespace

int main(int argc, char **argv) {
  const double length = argc > 1 ? std::atof(argv[1]) : 0.4;
  for (size_t i = 0; i < crypto::algorithm_count; ++i)
    if (static_cast<Algorithm>(i) != Algorithm::eddsa) verify_row(static_cast<Algorithm>(i));
  for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::rs256, Algorithm::ps512, Algorithm::es256, Algorithm::es512}) hit_row(algorithm);
  const Issuer hs(Algorithm::hs256), rs(Algorithm::rs256), es(Algorithm::es256);
  threads_row("RS256, one key", rs, false, length);
  threads_row("ES256, one key", es, false, length);
  threads_row("a known token, one cache", es, true, length);
  for (const Issuer *const forger : {&es, &rs})
    for (const bool own_addresses : {false, true}) {
      for (const Issuer *const issuer : {&hs, &rs, &es}) flood_row(*forger, *issuer, own_addresses, false, length);
      flood_row(*forger, es, own_addresses, true, length);
    }
}
