// feedback_house.hpp - a server that asks people, with one limit set; what its doors and its sites say.
#pragma once
#include "bounds/bound.hpp"
#include "guest/asking.hpp"
#include <memory>
#include <string>
#include <vector>

namespace bounds {

using asking::Ear;
using asking::Request;
using asking::says;
using asking::text_of;
using Limit = uint64_t tenon_feedback::*;
using Also = std::function<void(tenon_feedback &)>;

// With nothing else in the way.
class Asking : public asking::Server {
public:
  Asking(Limit limit, uint64_t said, const Also &also = {})
      : asking::Server(
            [&](tenon_feedback &f) {
              f.max_open_sessions = f.max_creates = f.max_status_reads = f.max_result_reads = f.max_submits = f.max_page_views = TENON_OFF;
              if (also) also(f);
              f.*limit = said;
            },
            [](tenon_options &o) { o.max_exchanges = TENON_OFF; }) {}

  int64_t get(const std::string &target) { return Request(*this, "GET", target).status(); }
  int64_t post(const std::string &target, std::string_view body) { return Request(*this, "POST", target, body).status(); }
};

// The offer with that limit, on a server that does not ask yet.
inline tenon_status offered(Limit limit, uint64_t said) {
  tenon_options options{};
  options.size = sizeof options;
  options.authless = 1;
  tenon_server *server = nullptr;
  REQUIRE(tenon_server_create(&options, nullptr, &server, nullptr) == TENON_OK);
  tenon_feedback record{};
  record.size = sizeof record;
  record.*limit = said;
  const tenon_status status = tenon_server_offer_feedback(server, &record, nullptr);
  tenon_server_destroy(server, {1, 1});
  return status;
}

inline std::string letters(uint64_t count) { return std::string(count, 'x'); }
inline std::string clocks(uint64_t count) { // one code point of three bytes each
  std::string text;
  for (uint64_t i = 0; i < count; ++i) text += "\xE2\x8F\xB0";
  return text;
}

} // namespace bounds
