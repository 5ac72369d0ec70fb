// pairing_test.cpp - a link that tells nothing, four digits, five tries for all servers together.
#include "web/pairing.hpp"
#include "feedback/memory_shelf.hpp"
#include <doctest/doctest.h>
#include <set>

using namespace tenon;
using namespace tenon::web;
using How = CodeWord::How;

namespace {

const std::string session = "00000000-0000-4000-8000-100000000001";
const std::string secrets[] = {"the secret that these servers share"};
constexpr int64_t gone_at = 2'000'000'000;

struct House {
  std::shared_ptr<feedback::MemoryShelf> shelf = std::make_shared<feedback::MemoryShelf>();
  uint64_t numbers = 0;
  bool dice = true;
  Pairing pairing = another();

  Pairing another(std::span<const std::string> theirs = secrets, size_t most = 10) {
    return Pairing(theirs, feedback::Store(shelf),
                   [this](void *out, size_t size) {
                     ++numbers;
                     for (size_t i = 0; i < size; ++i) static_cast<unsigned char *>(out)[i] = static_cast<unsigned char>(numbers * 2'654'435'761u >> (i % 4 * 8));
                     return dice;
                   },
                   most);
  }
  Invitation invited() {
    std::optional<Invitation> made = pairing.invite(session, "https://h/p");
    REQUIRE(made);
    return *made;
  }
  static std::string handle_of(const Invitation &invitation) { return invitation.url.substr(std::string("https://h/p/feedback/p/").size()); }
  PairingLink link_of(const Invitation &invitation) const {
    const std::optional<PairingLink> link = pairing.read(handle_of(invitation));
    REQUIRE(link);
    return *link;
  }
  static CodeWord said(const Pairing &at, const PairingLink &link, std::string_view code) {
    CodeWord heard;
    int words = 0;
    at.take(link, code, gone_at, {1, 1'800'000'000'000}, [&](CodeWord word) { heard = std::move(word), ++words; });
    CHECK(words == 1);
    return heard;
  }
  CodeWord said(const PairingLink &link, std::string_view code) const { return said(pairing, link, code); }
  static How look(const Pairing &at, const PairingLink &link) {
    How how{};
    at.look(link, [&](const CodeWord &word) { how = word.how; });
    return how;
  }
  static std::string wrong(const PairingLink &link) { return link.code == "0000" ? "0001" : "0000"; }
};

} // namespace

TEST_CASE("the link names neither the question nor the code, and leads back to both") {
  House house;
  const Invitation invitation = house.invited();
  CHECK(invitation.url.starts_with("https://h/p/feedback/p/"));
  CHECK(invitation.url.find(session) == std::string::npos);
  CHECK(invitation.code.size() == 4);
  CHECK(invitation.code.find_first_not_of("0123456789") == std::string::npos);
  const PairingLink link = house.link_of(invitation);
  CHECK(link.session == session);
  CHECK(link.code == invitation.code);
  CHECK(House::handle_of(invitation).size() <= most_handle_bytes);
}

TEST_CASE("each link has a code of its own") {
  House house;
  std::set<std::string> urls, codes;
  for (int i = 0; i < 100; ++i) {
    const Invitation made = house.invited();
    urls.insert(made.url);
    codes.insert(made.code);
  }
  CHECK(urls.size() == 100);
  CHECK(codes.size() > 90);
}

TEST_CASE("without randomness, or with a secret too short to seal, nobody is invited") {
  House house;
  const std::string short_ones[] = {"short"};
  CHECK(!house.another(short_ones).invite(session, ""));
  CHECK(!house.another(short_ones).read("anything"));
  house.dice = false;
  CHECK(!house.pairing.invite(session, ""));
}

TEST_CASE("what was changed, cut or made elsewhere is no link of ours") {
  House house;
  const std::string handle = House::handle_of(house.invited());
  for (size_t i = 0; i < handle.size(); ++i) {
    std::string changed = handle;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK(!house.pairing.read(changed));
  }
  CHECK(!house.pairing.read(handle.substr(1)));
  CHECK(!house.pairing.read(handle + "A"));
  CHECK(!house.pairing.read(""));
  CHECK(!house.pairing.read(std::string(most_handle_bytes + 1, 'A')));
  const std::string others[] = {"another secret, as long as the first is"};
  CHECK(!house.another(others).read(handle));
  CHECK(house.another().read(handle));
}

TEST_CASE("the right code is taken, as often as it comes") {
  House house;
  const PairingLink link = house.link_of(house.invited());
  CHECK(House::look(house.pairing, link) == How::asked);
  for (int i = 0; i < 7; ++i) CHECK(house.said(link, link.code).how == How::taken);
}

TEST_CASE("four wrong codes leave one try; the fifth is the last, and the right one comes too late") {
  House house;
  const PairingLink link = house.link_of(house.invited()), other = house.link_of(house.invited());
  for (uint32_t left = most_code_tries - 1; left > 0; --left) {
    const CodeWord word = house.said(link, House::wrong(link));
    CHECK(word.how == How::wrong);
    CHECK(word.left == left);
  }
  SUBCASE("the right one in time") { CHECK(house.said(link, link.code).how == How::taken); }
  SUBCASE("a fifth wrong one") {
    CHECK(house.said(link, House::wrong(link)).how == How::spent);
    CHECK(house.said(link, link.code).how == How::spent);
    CHECK(House::look(house.pairing, link) == How::spent);
    CHECK(House::look(house.pairing, other) == How::asked); // of the same question
  }
}

TEST_CASE("tries count on all servers of a store together") {
  House house;
  const Pairing second = house.another();
  const PairingLink link = house.link_of(house.invited());
  for (uint32_t i = 1; i < most_code_tries; ++i) CHECK(House::said(i % 2 ? house.pairing : second, link, House::wrong(link)).how == How::wrong);
  CHECK(House::said(second, link, House::wrong(link)).how == How::spent);
  CHECK(house.said(link, link.code).how == How::spent);
  CHECK(House::look(house.another(), link) == How::spent); // one that has just begun
}

TEST_CASE("when no more links can be counted, no code is taken") {
  House house;
  const Pairing small = house.another(secrets, 1);
  const PairingLink one = house.link_of(house.invited()), two = house.link_of(house.invited());
  CHECK(House::said(small, one, House::wrong(one)).how == How::wrong);
  CHECK(House::said(small, two, two.code).how == How::come_again);
  CHECK(House::said(small, one, one.code).how == How::taken);
}

TEST_CASE("no code is longer or shorter than it is") {
  House house;
  const PairingLink link = house.link_of(house.invited());
  CHECK(house.said(link, "").how == How::wrong);
  CHECK(house.said(link, link.code + "0").how == How::wrong);
  CHECK(house.said(link, link.code.substr(1)).how == How::wrong);
}
