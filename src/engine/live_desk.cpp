// live_desk.cpp - the order of judgement: a known path, its method, a WebSocket; all the rest is said on the channel.
#include "engine/live_desk.hpp"
#include "engine/live.hpp"
#include "engine/server.hpp"
#include "engine/site_desk.hpp"
#include "feedback/session_id.hpp"
#include "framing/token.hpp"
#include "web/urlencoded.hpp"
#include <utility>

namespace tenon::engine {
namespace {

using feedback::Refused;

constexpr std::string_view front = "/ws/";

Live::Words words_of(const Exchange &x, std::string session) {
  const framing::Request &head = x.request();
  Live::Words words;
  words.session = std::move(session);
  if (web::query_value(head.query, "clientType") == "app") words.kind = web::LiveKind::app;
  words.language = feedback::choose_language(web::query_value(head.query, "lang"), head.accept_language, x.server().feedback()->rules().language);
  return words;
}

void refuse_with(Exchange &x, Refused what, const char *header, const char *value, Instant now) {
  web::Page page = page_of_refusal(x, what, now);
  std::erase_if(page.headers, [&](const auto &line) { return line.first == header; });
  page.headers.emplace_back(header, value);
  x.answer_site(std::move(page));
}

} // namespace

void take_live(Exchange &x, Instant now) {
  const framing::Request &head = x.request();
  const std::string_view path = below_base(x);
  std::string id;
  if (!path.starts_with(front) || !feedback::read_session_id(path.substr(front.size()), id)) return refuse_site(x, Refused::no_route, now);
  if (head.method != "GET") return refuse_with(x, Refused::wrong_method, "Allow", "GET, OPTIONS", now);
  if (!framing::same_word(head.upgrade, "websocket")) return refuse_with(x, Refused::not_websocket, "Upgrade", "websocket", now);
  const std::string ticket(web::query_value(head.query, "ticket")); // base64url: nothing to decode
  const auto live = Ref<Live>::adopt(new Live(Ref<Exchange>::share(&x), words_of(x, std::move(id)), now));
  if (!x.begin_live(live)) return live->left(now);
  if (x.is_known()) return live->enter(Live::pass_of(x.principal()), now);
  if (!ticket.empty()) return live->show_ticket(ticket, now);
  const bool by_id = x.server().feedback()->settings().responder == web::ResponderMode::id;
  if (by_id && x.server().takes_anybody()) return live->enter(Live::pass_of(x.principal()), now);
  live->wait_for_credential(now);
}

std::string token_in_query(std::string_view query) {
  std::string token;
  if (!web::decode_urlencoded(web::query_value(query, "apiKey"), token)) token.clear();
  return token;
}

} // namespace tenon::engine
