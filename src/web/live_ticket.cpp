// live_ticket.cpp - one line: "<until> <may read> <session> <reader>".
#include "web/live_ticket.hpp"
#include <charconv>

namespace tenon::web {
namespace {

// The letters up to the next blank, which goes too.
std::string_view word_of(std::string_view &line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size() == line.size() ? word.size() : word.size() + 1);
  return word;
}

} // namespace

std::string write_ticket(const LiveTicket &ticket) {
  return std::to_string(ticket.until) + (ticket.may_read ? " 1 " : " 0 ") + ticket.session + ' ' + ticket.reader;
}

std::optional<LiveTicket> read_ticket(std::string_view line, std::string_view session, int64_t now) {
  LiveTicket ticket;
  const std::string_view until = word_of(line), may_read = word_of(line);
  const auto [end, error] = std::from_chars(until.data(), until.data() + until.size(), ticket.until);
  if (error != std::errc() || end != until.data() + until.size() || (may_read != "0" && may_read != "1")) return std::nullopt;
  ticket.session = word_of(line);
  if (ticket.session != session || now > ticket.until) return std::nullopt;
  ticket.may_read = may_read == "1";
  ticket.reader = line;
  return ticket;
}

} // namespace tenon::web
