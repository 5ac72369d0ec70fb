// somebody.hpp - who asks or answers, by the host's word.
#pragma once
#include "abi/record.hpp"
#include "abi/texts.hpp"
#include "access/principal.hpp"
#include "json/writer.hpp"

namespace tenon::abi {

inline Status read_somebody(const tenon_somebody *given, tenon_somebody &out) {
  constexpr size_t longest_word = 1024;
  if (const Status read = read_record(given, sizeof out, out); read != Status::ok) return read;
  for (const tenon_str &word : {out.subject, out.issuer, out.client_id, out.id, out.name}) // all of them are kept with a session
    if (!sound(word) || word.len > longest_word || !json::valid_utf8(unwrap(word))) return Status::invalid;
  return Status::ok;
}

// The principal that this is.
inline std::string owner_of(const tenon_somebody &who) {
  access::Principal principal;
  principal.subject = unwrap(who.subject);
  principal.issuer = unwrap(who.issuer);
  principal.client_id = unwrap(who.client_id);
  access::write_owner(principal);
  return std::move(principal.owner);
}

} // namespace tenon::abi
