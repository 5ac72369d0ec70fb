// pages.cpp - writing what is around the entries of a list.
#include "protocol/pages.hpp"

namespace tenon::protocol {

void open_page(std::string &out, std::string_view list) {
  out += "{\"";
  out += list;
  out += "\":[";
}

void close_page(std::string &out, const Dressing &dressing, std::string_view next_cursor, uint64_t ttl_ms,
                bool shared_cache) {
  out += ']';
  if (!next_cursor.empty()) append_member(out, "nextCursor", next_cursor);
  append_dressing(out, dressing, Freshness{ttl_ms, shared_cache});
  out += '}';
}

} // namespace tenon::protocol
