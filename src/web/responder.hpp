// responder.hpp - who may answer and who may see the list: one judge for pages, interface and sockets, in the mode that the host has chosen.
#pragma once
#include "feedback/session.hpp"
#include "feedback/wording.hpp"
#include "ground/instant.hpp"
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

// Somebody at the door, with what they brought. Views: whoever judges later than at once keeps copies of what it needs.
struct Visit {
  std::string_view method, query, cookie, bearer, host, origin, peer; // bearer: behind "Bearer "; peer: the host vouches for it
  bool has_origin = false;
  bool secure = false; // it came by TLS
  bool page = false;   // for a page: what stands in the query counts
  std::optional<std::string_view> owner; // of a token's principal; none: no token came
  Instant now;

  bool reads() const { return method == "GET" || method == "HEAD"; }
};

// Who came, as far as it is known.
struct Visitor {
  enum class May : uint8_t {
    answer,
    bring_a_key,
    log_in,      // at `log_in_at`, if that is said
    go,          // known, and not one who may
    come_again,  // it could not be found out
  } may = May::answer;
  bool may_read = true;             // what somebody answered
  bool unasked = false;             // a browser sends by itself what let them in: writing takes an origin of ours besides
  std::string reader;               // what a form's token is bound to besides the session; "" while any reader is as good
  std::string by, name, auth = "id"; // kept with what is answered
  std::string log_in_at;
  std::vector<std::string> set_cookies;
};

// A key that was handed over: what to remember it by, or that it does not fit.
struct KeyTaken {
  enum class How : uint8_t { taken, wrong, come_again } how = How::wrong;
  std::vector<std::string> set_cookies;
  std::string bearer;       // the same for programs
  int64_t expires_at = 0;   // of both, in Unix milliseconds
};

// Who may see the list.
struct InboxVisit {
  Visitor::May may = Visitor::May::bring_a_key;
  std::optional<std::string> principal; // whose questions; none: everybody's
  std::string log_in_at;
  bool let_in() const { return may == Visitor::May::answer; }
};

// Why somebody is not let in.
struct TurnedAway {
  feedback::Refused what = feedback::Refused::unauthorized;
  std::string details; // an object, or ""
};

// What the host says of somebody; for a question, or for the list.
struct HostWord {
  Visitor::May may = Visitor::May::go;
  bool may_read = true;
  std::string by, name, log_in_at;
  std::optional<std::string> principal; // for the list: whose questions; none: everybody's
};

// Where a client may send its person, who is known there by a code alone; "": the link asks for none, because the host knows its visitors.
struct Invitation {
  std::string url, code;
};
// What stands in such a link.
inline constexpr size_t most_handle_bytes = 160; // of its sealed part
struct PairingLink {
  std::string session, code, number; // number: of the link, by which its tries are counted
};
// What became of a code, or of a look at its link.
struct CodeWord {
  enum class How : uint8_t {
    asked,      // one may try
    taken,      // right: with `set_cookies` the question's page is theirs
    wrong,      // so many are `left`
    spent,      // too many wrong ones: the link is dead
    come_again, // it could not be found out
  } how = How::spent;
  uint32_t left = 0;
  std::vector<std::string> set_cookies;
};

// The way of answering that the host has chosen. Each function answers once, now or later; none of them throws. Any may be null.
struct Responder {
  // Null: whoever has the id may answer.
  std::function<void(const Visit &, const feedback::Session &, std::function<void(Visitor)>)> judge;
  // Null: there are no keys.
  std::function<void(const Visit &, const feedback::Session &, const std::string &key, std::function<void(KeyTaken)>)> take_key;
  // Null: nobody may.
  std::function<void(const Visit &, std::function<void(InboxVisit)>)> inbox;
  // The key of a one-time link, which is used up by it; a Set-Cookie, or "": it does not fit any more. Null: there are no such links.
  std::function<void(const Visit &, const std::string &key, std::function<void(std::string)>)> open_inbox;
  // The address at which people answer; `base` is "https://host/prefix". Null: the plain one.
  std::function<std::string(const feedback::Session &, std::string_view base)> link;
  // A link for the client, which is no authority; nothing: none can be made now. Null: there are none. `base` as above.
  std::function<std::optional<Invitation>(const feedback::Session &, std::string_view base)> invite;
  // The three that go with a code, or none of them. Nothing: it is none of ours.
  std::function<std::optional<PairingLink>(std::string_view handle)> read_invitation;
  std::function<void(const PairingLink &, std::function<void(CodeWord)>)> look_at_code;
  std::function<void(const Visit &, const feedback::Session &, const PairingLink &, const std::string &code, std::function<void(CodeWord)>)> take_code;
};
void judge(const Responder &, const Visit &, const feedback::Session &, std::function<void(Visitor)> judged);
void look_for_inbox(const Responder &, const Visit &, std::function<void(InboxVisit)> looked);
// Nothing: they are let in. `our_url`: as for own_origin.
std::optional<TurnedAway> turned_away(const Visitor &, const Visit &, std::string_view our_url);
// Whoever is not let in by a token of theirs, but by what their browser sends.
std::optional<TurnedAway> turned_away(const InboxVisit &, const Visit &, std::string_view our_url);
std::string plain_link(std::string_view base, std::string_view session);
std::string link_of(const Responder &, const feedback::Session &, std::string_view base);

} // namespace tenon::web
