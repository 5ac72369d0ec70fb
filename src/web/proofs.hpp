// proofs.hpp - what shows that somebody was given a question's link: its key, its signed words, and the pass that a browser gets for either.
#pragma once
#include "feedback/session.hpp"
#include "web/stamps.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::web {

// The signed words of a link: "<which secret>.<expires>.<role>.<uses>.<tag>". The same for the same question, whoever makes them.
struct SignedLink {
  int64_t expires = 0; // Unix seconds
  bool once = false;
  std::string number;  // of this link: what is burnt when it is used up
};

// What a browser or a program keeps instead of the link.
struct Pass {
  enum class Way : char { key = 'k', link = 'l', once = 'o' } way = Way::key;
  int64_t expires = 0;
  std::string holder; // at random: one browser is not another
  std::string number; // of a one-time link; else ""
};

// Moments are Unix milliseconds. For any number of threads.
class Proofs final {
public:
  explicit Proofs(const Stamps &stamps) : stamps_(stamps) {} // outlived by them

  std::string key(const feedback::Session &session) const;
  bool is_key(std::string_view text, const feedback::Session &session) const;

  std::string link(const feedback::Session &session, int64_t expires, bool once) const;
  std::optional<SignedLink> read_link(std::string_view text, const feedback::Session &session, int64_t now) const;

  std::string pass(const feedback::Session &session, const Pass &pass) const;
  std::optional<Pass> read_pass(std::string_view text, const feedback::Session &session, int64_t now) const;

private:
  const Stamps &stamps_;
};

// Whether a bearer could be a pass; what an agent brings cannot.
bool looks_like_pass(std::string_view bearer);
// What looks like one in an Authorization line; "" if nothing does.
std::string_view pass_in(std::string_view authorization);
// The last second at which there is anything of the session to see; in Unix seconds.
int64_t gone_at(const feedback::Session &session);

} // namespace tenon::web
