// inbox.hpp - a browser that has the list of a server: its link that works once, opened.
#pragma once
#include "guest/words.hpp"
#include <string>
#include <string_view>
#include <tenon/tenon.h>

namespace guest {

// "tenon_inbox=...", for the Cookie line; "": there is none. whose: NULL: everybody's.
inline std::string inbox_cookie(tenon_server *server, tenon_now now, const tenon_somebody *whose = nullptr) {
  constexpr std::string_view base = "http://localhost";
  std::string link(2048, ' ');
  tenon_buffer room{sizeof room, link.data(), link.size(), 0};
  if (tenon_feedback_inbox_link(server, whose, str(base), now, &room) != TENON_OK) return "";
  Head head("GET", link.substr(base.size(), room.len - base.size()));
  const tenon_head record = head.record();
  tenon_exchange *exchange = nullptr;
  if (tenon_exchange_open(server, &record, now, &exchange) != TENON_OK) return "";
  tenon_answer answer{};
  answer.size = sizeof answer;
  std::string set_cookie;
  if (tenon_exchange_end(exchange, now) == TENON_OK && tenon_exchange_answer(exchange, &answer) == TENON_OK) set_cookie = header(answer, "Set-Cookie");
  tenon_exchange_close(exchange, now);
  return set_cookie.substr(0, set_cookie.find(';'));
}

} // namespace guest
