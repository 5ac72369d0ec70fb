// live_ticket.hpp - what a page shows at its question's channel instead of a token: who it was served to, for a short time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::web {

struct LiveTicket {
  std::string session;
  bool may_read = true; // what somebody answered
  std::string reader;   // whom the page was made for
  int64_t until = 0;    // Unix milliseconds; this moment included
};

// The text that is to be sealed, and the other way; nothing: no ticket, another session's, or too old.
std::string write_ticket(const LiveTicket &ticket);
std::optional<LiveTicket> read_ticket(std::string_view unsealed, std::string_view session, int64_t now);

// What the seal is bound to, so that nothing else that was sealed passes for a ticket.
inline constexpr std::string_view ticket_seal = "live ticket";

} // namespace tenon::web
