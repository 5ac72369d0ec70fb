// signature_door_test.cpp - a host that checks signatures itself: what it is asked, and that everything is dropped once.
#include "crypto/signature_door.hpp"
#include <doctest/doctest.h>
#include <string>
#include <utility>

using namespace tenon;
using namespace tenon::crypto;

namespace {

struct Host {
  int drops = 0, keys = 0, dropped_keys = 0, refuse_with = 0, says = 1;
  std::string heard;

  SignatureCalls calls() {
    SignatureCalls record;
    record.user = this;
    record.drop = [](void *user) { ++static_cast<Host *>(user)->drops; };
    record.take_key = [](void *user, std::string_view algorithm, std::string_view jwk, void **key) -> int32_t {
      Host *const host = static_cast<Host *>(user);
      host->heard = std::string(algorithm) + " " + std::string(jwk);
      if (host->refuse_with) return host->refuse_with;
      *key = &++host->keys;
      return 0;
    };
    record.check = [](void *user, void *key, std::string_view algorithm, std::string_view text, std::string_view signature) -> int32_t {
      Host *const host = static_cast<Host *>(user);
      host->heard = std::string(algorithm) + " " + std::string(text) + " " + std::string(signature);
      return key == &host->keys ? host->says : -1;
    };
    record.drop_key = [](void *user, void *) { ++static_cast<Host *>(user)->dropped_keys; };
    return record;
  }
};

} // namespace

TEST_CASE("the host hears of a key, is asked with it, and lets go of it before the door closes") {
  Host host;
  {
    auto door = SignatureDoor::make(host.calls());
    REQUIRE(door);
    auto key = HostKey::take(*door, Algorithm::eddsa, "{}");
    REQUIRE(key);
    CHECK(host.heard == "EdDSA {}");
    CHECK(key->check("text", "signature") == Verdict::good);
    CHECK(host.heard == "EdDSA text signature");
    host.says = 0;
    CHECK(key->check("text", "signature") == Verdict::bad);
    for (const int other : {2, -1, -14, 1000}) {
      host.says = other;
      CHECK(key->check("text", "signature") == Verdict::failed); // only 1 is yes
    }
    HostKey moved(std::move(*key));
    host.says = 1;
    CHECK(moved.check("text", "signature") == Verdict::good);
    door = Refusal{Status::gone, "the maker lets go"};
    CHECK(host.drops == 0); // the key keeps the door
    CHECK(moved.check("text", "signature") == Verdict::good);
    CHECK(host.dropped_keys == 0);
  }
  CHECK(host.dropped_keys == 1);
  CHECK(host.drops == 1);
}

TEST_CASE("a key that the host refuses is not dropped, it was never taken") {
  Host host;
  host.refuse_with = -9;
  {
    auto door = SignatureDoor::make(host.calls());
    REQUIRE(door);
    const auto key = HostKey::take(*door, Algorithm::es256, "{}");
    REQUIRE_FALSE(key);
    CHECK(key.refusal().text == "the host's signature functions do not take this ES256 key (-9)");
  }
  CHECK(host.dropped_keys == 0);
  CHECK(host.drops == 1);
}

TEST_CASE("a record without its functions is refused and dropped; drop and drop_key may be missing") {
  Host host;
  SignatureCalls calls = host.calls();
  calls.check = nullptr;
  CHECK(SignatureDoor::make(calls).refusal().status == Status::invalid);
  CHECK(host.drops == 1);
  calls = host.calls();
  calls.take_key = nullptr;
  CHECK_FALSE(SignatureDoor::make(calls));
  CHECK(host.drops == 2);
  calls = host.calls();
  calls.drop = nullptr;
  calls.drop_key = nullptr;
  {
    auto door = SignatureDoor::make(calls);
    REQUIRE(door);
    CHECK(HostKey::take(*door, Algorithm::rs256, "{}"));
  }
  CHECK(host.drops == 2);
  CHECK(host.dropped_keys == 0);
}
