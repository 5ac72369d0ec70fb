// inbox.cpp - link and cookie are stamps; a link's number is used up in this server's memory and in the store's journal.
#include "web/inbox.hpp"
#include "ground/base64url.hpp"
#include "ground/opaque_id.hpp"
#include "web/burnt_links.hpp"
#include "web/cookies.hpp"
#include <utility>

namespace tenon::web {
namespace {

constexpr std::string_view link_purpose = "inbox link", cookie_purpose = "inbox cookie", cookie_name = "tenon_inbox";
constexpr std::string_view everybody = "-"; // no base64url of anything

int64_t seconds_after(Instant now, int64_t ms) { return feedback::after(now.unix_ms, ms) / 1000; }

} // namespace

Inbox::Inbox(const Stamps &stamps, feedback::Store store, InboxRules rules) : stamps_(stamps), store_(std::move(store)), rules_(std::move(rules)) {}

std::string Inbox::write(std::string_view purpose, int64_t expires, const std::optional<std::string> &whose) const {
  unsigned char number[opaque_id_bytes];
  if ((whose && whose->size() > most_of_a_principal) || !rules_.random(number, sizeof number)) return {};
  std::string fields = std::to_string(expires) + '.' + opaque_id(number) + '.';
  if (whose) append_base64url(fields, *whose);
  else fields += everybody;
  return stamps_.stamp(purpose, fields, "");
}

std::optional<Inbox::Ticket> Inbox::read(std::string_view purpose, std::string_view text, Instant now) const {
  const std::optional<Stamps::Fields> fields = stamps_.open(purpose, text, "");
  if (!fields || fields->size() != 3) return std::nullopt;
  const std::optional<int64_t> expires = read_seconds((*fields)[0]);
  if (!expires || now.unix_ms / 1000 > *expires) return std::nullopt;
  Ticket ticket{*expires, std::string((*fields)[1]), {}};
  if ((*fields)[2] == everybody) return ticket;
  if (!decode_base64url((*fields)[2], ticket.principal.emplace())) return std::nullopt;
  return ticket;
}

std::string Inbox::link(std::string_view base, const std::optional<std::string> &whose, Instant now) const {
  const std::string key = write(link_purpose, seconds_after(now, rules_.link_ms), whose);
  return key.empty() ? std::string() : std::string(base) + "/feedback?inbox=" + key;
}

std::optional<Inbox::Cookie> Inbox::cookie(const Visit &visit) const {
  for (const std::string_view each : cookies_of(visit.cookie, cookie_name))
    if (std::optional<Ticket> ticket = read(cookie_purpose, each, visit.now)) return Cookie{std::move(ticket->principal), std::move(ticket->number)};
  return std::nullopt;
}

InboxVisit Inbox::look(const Visit &visit) const {
  if (visit.owner) return {Visitor::May::answer, std::string(*visit.owner), ""};
  if (std::optional<Cookie> found = cookie(visit)) return {Visitor::May::answer, std::move(found->principal), ""};
  return {};
}

bool Inbox::use(const Ticket &ticket, Instant now) const {
  const std::lock_guard lock(mutex_);
  for (auto at = used_.begin(); at != used_.end();) at = now.unix_ms / 1000 > at->second ? used_.erase(at) : std::next(at);
  if (used_.size() >= most_used) return false; // one that cannot be remembered could be used twice
  return used_.emplace(ticket.number, ticket.expires).second;
}

void Inbox::open(const Visit &visit, const std::string &key, std::function<void(std::string)> opened) const {
  const std::optional<Ticket> ticket = read(link_purpose, key, visit.now);
  if (!ticket || !use(*ticket, visit.now)) return opened({});
  NewCookie made{cookie_name, "", rules_.base_path + "/", rules_.cookie_ms / 1000, visit.secure, true};
  const std::string value = write(cookie_purpose, seconds_after(visit.now, rules_.cookie_ms), ticket->principal);
  if (value.empty()) return opened({});
  made.value = value;

  feedback::JournalEntry entry;
  entry.kind = feedback::JournalKind::event;
  entry.at = visit.now.unix_ms;
  entry.name = "inbox_opened";
  entry.status = "info";
  entry.user = ticket->number;
  unsigned char mark[opaque_id_bytes];
  if (!rules_.random(mark, sizeof mark)) return opened({});
  entry.body = "{\"visit\":\"" + opaque_id(mark) + "\"}";
  first_of_journal(store_, entry, [opened = std::move(opened), mine = entry.body, line = set_cookie(made)](feedback::Result<std::string> first) {
    const bool won = first.fault == feedback::Fault::none && (first.value.empty() || first.value == mine);
    opened(won ? line : std::string());
  });
}

} // namespace tenon::web
