// dressing.hpp - what every result of a revision wears besides its own members: envelope, resultType, _meta.
#pragma once
#include "json/reader.hpp"
#include "protocol/revision.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::protocol {

struct Dressing {
  Revision revision;
  std::string_view server_meta; // as identity.hpp writes it; used on 2026-07-28 only
};

// How long, and for whom, a result may be kept. Results that came out of answers to questions may not be: {0, false}.
struct Freshness {
  uint64_t ttl_ms = 0;
  bool shared = false;
};

// {"jsonrpc":"2.0","id":7,"result":{   ... to be closed by close_result
void open_result(std::string &out, std::string_view raw_id);
// Members that every result has, behind others: ,"resultType":"complete","_meta":{...} - nothing before 2026-07-28.
void append_dressing(std::string &out, const Dressing &);
// The same with ,"ttlMs":0,"cacheScope":"private" (2026-07-28 server/utilities/caching).
void append_dressing(std::string &out, const Dressing &, Freshness);
void close_result(std::string &out, const Dressing &);
void close_result(std::string &out, const Dressing &, Freshness);

// A whole response around a handler's result, an object of at least one member: the dressing is put in front, and in front
// of the members of a `_meta` that the handler gave. `fresh` may be null.
void append_dressed(std::string &out, std::string_view raw_id, const Dressing &, std::string_view result_json,
                    const Freshness *fresh);

// A response without a result to speak of: {} before 2026-07-28.
void append_empty_response(std::string &out, std::string_view raw_id, const Dressing &);

// A handler's JSON, without raw line ends: framing needs one line.
void append_one_line(std::string &out, std::string_view json);
// ,"name":"text"
void append_member(std::string &out, std::string_view name, std::string_view text);

} // namespace tenon::protocol
