// responder_modes.cpp - one judge for the links of all kinds; the host's word, where the host decides.
#include "web/responder_modes.hpp"
#include "ground/opaque_id.hpp"
#include "web/authority.hpp"
#include "web/burnt_links.hpp"
#include "web/cookies.hpp"
#include "web/page_guard.hpp"
#include "web/pairing.hpp"
#include "web/proofs.hpp"
#include "web/routes.hpp"
#include <algorithm>
#include <utility>

namespace tenon::web {

using feedback::Session;
using May = Visitor::May;

namespace {

constexpr std::string_view mode_words[responder_modes] = {"id", "capability", "signed", "once", "host"};
constexpr std::string_view cookie_name = "tenon_pass";

bool is_https(std::string_view url) { return url.starts_with("https://"); }

} // namespace

std::string_view word(ResponderMode mode) { return mode_words[static_cast<int>(mode)]; }

std::optional<ResponderMode> responder_mode_of(std::string_view text) {
  for (int i = 0; i < responder_modes; ++i)
    if (mode_words[i] == text) return static_cast<ResponderMode>(i);
  return std::nullopt;
}

struct ResponderDesk::Core {
  Core(ResponderSettings its_settings, feedback::Store its_store)
      : settings(std::move(its_settings)), store(std::move(its_store)), stamps(settings.secrets, settings.audience), proofs(stamps),
        inbox(stamps, store, {settings.base_path, settings.public_url, settings.inbox_link_ms, settings.inbox_ms, settings.random}),
        pairing(settings.secrets, store, settings.random, settings.most_tried_codes) {}

  const ResponderSettings settings;
  const feedback::Store store;
  const Stamps stamps;
  const Proofs proofs;
  const Inbox inbox;
  const Pairing pairing;

  Pass::Way way() const {
    return settings.mode == ResponderMode::capability ? Pass::Way::key : settings.mode == ResponderMode::once ? Pass::Way::once : Pass::Way::link;
  }
  std::string_view auth() const { return settings.mode == ResponderMode::capability ? "capability" : "link"; }
  int64_t link_expires(const Session &session) const {
    return settings.link_ms == 0 ? gone_at(session) : feedback::after(session.created_at, settings.link_ms) / 1000;
  }
  // So that it never goes over a line that others can read, once it came over one that they cannot.
  bool secure(const Visit &visit) const {
    return visit.secure || is_https(settings.public_url) || (is_https(visit.origin) && own_origin(visit.origin, visit.host, visit.secure, settings.public_url));
  }
  Visit seen(Visit visit) const {
    visit.secure = secure(visit);
    return visit;
  }

  std::string link(const Session &session, std::string_view base) const;
  std::optional<Pass> new_pass(const Session &session, std::string number) const;
  std::vector<std::string> cookies(const Visit &visit, const Session &session, const Pass &pass) const;
  void judge(const Visit &visit, const Session &session, std::function<void(Visitor)> judged) const;
  void take_key(const Visit &visit, const Session &session, std::string_view key, std::function<void(KeyTaken)> taken) const;
  void take_code(const Visit &visit, const Session &session, const PairingLink &link, std::string_view code, std::function<void(CodeWord)> heard) const;

private:
  std::optional<Visitor> by_inbox(const Visit &visit, const Session &session) const;
  std::optional<Pass> brought(const Visit &visit, const Session &session) const;
  std::optional<Pass> from_query(const Visit &visit, const Session &session, Visitor &visitor) const;
};

std::string ResponderDesk::Core::link(const Session &session, std::string_view base) const {
  std::string out = plain_link(base, session.id);
  switch (settings.mode) {
  case ResponderMode::capability: return out.append("#k=").append(proofs.key(session));
  case ResponderMode::signed_link: return out.append("?t=").append(proofs.link(session, link_expires(session), false));
  case ResponderMode::once: return out.append("?t=").append(proofs.link(session, link_expires(session), true));
  case ResponderMode::id:
  case ResponderMode::host: break;
  }
  return out;
}

std::optional<Pass> ResponderDesk::Core::new_pass(const Session &session, std::string number) const {
  unsigned char holder[opaque_id_bytes];
  if (!settings.random(holder, sizeof holder)) return std::nullopt;
  return Pass{way(), gone_at(session), opaque_id(holder), std::move(number)};
}

// One for the page and one for the interface behind it, and none for other questions: what a browser brings stays small.
std::vector<std::string> ResponderDesk::Core::cookies(const Visit &visit, const Session &session, const Pass &pass) const {
  const std::string value = proofs.pass(session, pass);
  const bool from_links = pass.way != Pass::Way::key; // who follows the link in a mail again is still the one who did before
  NewCookie cookie{cookie_name, value, "", std::max<int64_t>(pass.expires - visit.now.unix_ms / 1000, 1), secure(visit), from_links};
  std::vector<std::string> out;
  for (const std::string_view below : {"/feedback/", "/api/feedback/"}) {
    cookie.path = settings.base_path + std::string(below) + session.id;
    out.push_back(set_cookie(cookie));
  }
  return out;
}

// Who has the list has its questions.
std::optional<Visitor> ResponderDesk::Core::by_inbox(const Visit &visit, const Session &session) const {
  std::optional<Inbox::Cookie> found = inbox.cookie(visit);
  if (!found || (found->principal && *found->principal != session.asked->asker.principal)) return std::nullopt;
  Visitor visitor;
  visitor.unasked = true;
  visitor.reader = std::move(found->holder);
  visitor.auth = "local";
  return visitor;
}

std::optional<Pass> ResponderDesk::Core::brought(const Visit &visit, const Session &session) const {
  const auto read = [&](std::string_view text) {
    std::optional<Pass> pass = proofs.read_pass(text, session, visit.now.unix_ms);
    return pass && pass->way == way() ? pass : std::nullopt;
  };
  if (!visit.bearer.empty()) return read(visit.bearer);
  for (const std::string_view each : cookies_of(visit.cookie, cookie_name))
    if (std::optional<Pass> pass = read(each)) return pass;
  return std::nullopt;
}

// A signed link is looked at by whoever follows it: by mail scanners, too. It gives a pass, and uses nothing up.
std::optional<Pass> ResponderDesk::Core::from_query(const Visit &visit, const Session &session, Visitor &visitor) const {
  if (!visit.page || !visit.reads() || settings.mode == ResponderMode::capability) return std::nullopt;
  const bool once = settings.mode == ResponderMode::once;
  const std::optional<SignedLink> link = proofs.read_link(query_value(visit.query, "t"), session, visit.now.unix_ms);
  if (!link || link->once != once) return std::nullopt;
  std::optional<Pass> pass = new_pass(session, once ? link->number : std::string());
  if (pass) visitor.set_cookies = cookies(visit, session, *pass);
  return pass;
}

void ResponderDesk::Core::judge(const Visit &visit, const Session &session, std::function<void(Visitor)> judged) const {
  if (std::optional<Visitor> known = by_inbox(visit, session)) return judged(std::move(*known));
  Visitor visitor;
  std::optional<Pass> pass = brought(visit, session);
  if (!pass) pass = from_query(visit, session, visitor);
  if (!pass) {
    visitor.may = May::bring_a_key;
    return judged(std::move(visitor));
  }
  visitor.unasked = visit.bearer.empty();
  visitor.reader = pass->holder;
  visitor.auth = auth();
  if (pass->way != Pass::Way::once) return judged(std::move(visitor));

  visitor.by = "link:" + pass->number; // so that it counts once, whatever races
  auto decided = [visitor = std::move(visitor), judged = std::move(judged)](Burnt burnt) mutable {
    if (burnt == Burnt::by_another || burnt == Burnt::unknown) {
      visitor = Visitor{};
      visitor.may = burnt == Burnt::unknown ? May::come_again : May::bring_a_key;
    }
    judged(std::move(visitor));
  };
  if (visit.reads()) return look_at_link(store, session.id, pass->number, pass->holder, std::move(decided));
  burn_link(store, session.id, pass->number, pass->holder, visit.now.unix_ms, std::move(decided));
}

// People copy more than the key: what stands in front of it in a link is left out.
std::string_view key_in(std::string_view text) {
  for (const std::string_view mark : {"#k=", "?t=", "&t="})
    if (const size_t at = text.find(mark); at != text.npos) text = text.substr(at + mark.size());
  return text.substr(0, text.find_first_of("&#"));
}

void ResponderDesk::Core::take_key(const Visit &visit, const Session &session, std::string_view text, std::function<void(KeyTaken)> taken) const {
  const std::string_view key = key_in(text);
  const bool once = settings.mode == ResponderMode::once;
  std::string number;
  if (settings.mode == ResponderMode::capability) {
    if (!proofs.is_key(key, session)) return taken(KeyTaken{});
  } else {
    const std::optional<SignedLink> link = proofs.read_link(key, session, visit.now.unix_ms);
    if (!link || link->once != once) return taken(KeyTaken{});
    if (once) number = link->number;
  }
  const std::optional<Pass> pass = new_pass(session, std::move(number));
  if (!pass) return taken({KeyTaken::How::come_again, {}, "", 0});
  KeyTaken made{KeyTaken::How::taken, cookies(visit, session, *pass), proofs.pass(session, *pass), pass->expires * 1000};
  if (!once) return taken(std::move(made));
  burn_link(store, session.id, pass->number, pass->holder, visit.now.unix_ms, [made = std::move(made), taken = std::move(taken)](Burnt burnt) {
    if (burnt == Burnt::by_holder) return taken(made);
    KeyTaken not_taken;
    not_taken.how = burnt == Burnt::unknown ? KeyTaken::How::come_again : KeyTaken::How::wrong;
    taken(std::move(not_taken));
  });
}

// Whoever has the code has what the mode's link would have given to this browser, and no more: where the id is enough, nothing.
void ResponderDesk::Core::take_code(const Visit &visit, const Session &session, const PairingLink &link, std::string_view code, std::function<void(CodeWord)> heard) const {
  std::vector<std::string> given;
  if (settings.mode != ResponderMode::id) {
    const std::optional<Pass> pass = new_pass(session, settings.mode == ResponderMode::once ? link.number : std::string());
    if (!pass) return heard({CodeWord::How::come_again, 0, {}});
    given = cookies(visit, session, *pass);
  }
  pairing.take(link, code, gone_at(session), visit.now, [given = std::move(given), heard = std::move(heard)](CodeWord word) {
    if (word.how == CodeWord::How::taken) word.set_cookies = given;
    heard(std::move(word));
  });
}

namespace {

using Core = ResponderDesk::Core;
using Shared = std::shared_ptr<const Core>;

void ask_host_of_question(const Core &core, const Visit &visit, const Session &session, std::function<void(Visitor)> judged) {
  core.settings.ask_host(visit, &session, [unasked = visit.bearer.empty(), judged = std::move(judged)](HostWord word) {
    Visitor visitor;
    visitor.may = word.may;
    visitor.may_read = word.may_read;
    visitor.unasked = unasked;
    visitor.reader = word.by;
    visitor.by = std::move(word.by);
    visitor.name = std::move(word.name);
    visitor.auth = "host";
    visitor.log_in_at = std::move(word.log_in_at);
    judged(std::move(visitor));
  });
}

void ask_host_of_list(const Core &core, const Visit &visit, std::function<void(InboxVisit)> looked) {
  if (visit.owner) return looked({May::answer, std::string(*visit.owner), ""});
  core.settings.ask_host(visit, nullptr, [looked = std::move(looked)](HostWord word) { looked({word.may, std::move(word.principal), std::move(word.log_in_at)}); });
}

} // namespace

ResponderDesk::ResponderDesk(ResponderSettings settings, feedback::Store store)
    : core_(std::make_shared<const Core>(std::move(settings), std::move(store))) {}

Responder ResponderDesk::responder() const {
  const Shared core = core_;
  Responder out;
  out.link = [core](const Session &session, std::string_view base) { return core->link(session, base); };
  if (core->settings.mode == ResponderMode::host) {
    out.judge = [core](const Visit &visit, const Session &session, std::function<void(Visitor)> judged) { ask_host_of_question(*core, visit, session, std::move(judged)); };
    out.inbox = [core](const Visit &visit, std::function<void(InboxVisit)> looked) { ask_host_of_list(*core, visit, std::move(looked)); };
    out.invite = [](const Session &session, std::string_view base) { return std::optional<Invitation>({plain_link(base, session.id), ""}); };
    return out;
  }
  out.invite = [core](const Session &session, std::string_view base) { return core->pairing.invite(session.id, base); };
  out.read_invitation = [core](std::string_view handle) { return core->pairing.read(handle); };
  out.look_at_code = [core](const PairingLink &link, std::function<void(CodeWord)> heard) { core->pairing.look(link, std::move(heard)); };
  out.take_code = [core](const Visit &visit, const Session &session, const PairingLink &link, const std::string &code, std::function<void(CodeWord)> heard) {
    core->take_code(visit, session, link, code, std::move(heard));
  };
  out.inbox = [core](const Visit &visit, std::function<void(InboxVisit)> looked) { looked(core->inbox.look(visit)); };
  out.open_inbox = [core](const Visit &visit, const std::string &key, std::function<void(std::string)> opened) {
    core->inbox.open(core->seen(visit), key, std::move(opened));
  };
  if (core->settings.mode == ResponderMode::id) return out;
  out.judge = [core](const Visit &visit, const Session &session, std::function<void(Visitor)> judged) { core->judge(visit, session, std::move(judged)); };
  out.take_key = [core](const Visit &visit, const Session &session, const std::string &key, std::function<void(KeyTaken)> taken) {
    core->take_key(visit, session, key, std::move(taken));
  };
  return out;
}

std::string ResponderDesk::inbox_link(std::string_view base, const std::optional<std::string> &whose, Instant now) const {
  return core_->settings.mode == ResponderMode::host ? std::string() : core_->inbox.link(base, whose, now);
}

} // namespace tenon::web
