// audit.hpp - who did what to a session and when: one entry for each version, each holding the hash of the one before.
#pragma once
#include "feedback/hash.hpp"
#include <cstdint>
#include <span>
#include <string>

namespace tenon::feedback {

struct AuditEntry {
  uint64_t version = 0; // of the record that the change made
  int64_t at = 0;
  std::string body;     // JSON on one line; no words of the question or the answer, only their digests
};

// The next entry's hash is taken over the text of this one.
inline Hash hash_of(const AuditEntry &entry) { return hash_of(entry.body); }

// "" if `entries` are versions 1, 2, 3 and so on of one session, unbroken up to `head`; else what is wrong with them.
std::string check_audit(std::span<const AuditEntry> entries, const Hash &head);

} // namespace tenon::feedback
