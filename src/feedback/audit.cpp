// audit.cpp - the chain, link by link.
#include "feedback/audit.hpp"
#include "ground/words.hpp"
#include "json/reader.hpp"

namespace tenon::feedback {

std::string check_audit(std::span<const AuditEntry> entries, const Hash &head) {
  json::Reader reader;
  Hash before{};
  uint64_t version = 0;
  for (const AuditEntry &entry : entries) {
    ++version;
    if (entry.version != version) return words("entry {} is missing", version);
    if (reader.parse_copy(entry.body, 4) != json::Trouble::none) return words("entry {} cannot be read", version);
    const json::Value number = reader.root().find("version"), previous = reader.root().find("previous");
    if (!number || number.kind() != json::Kind::integer || static_cast<uint64_t>(number.integer()) != version)
      return words("entry {} speaks of another version", version);
    const auto said = previous.is_text() ? read_hash(previous.text()) : std::nullopt;
    if (!said || *said != before) return words("entry {} does not follow the one before it", version);
    before = hash_of(entry);
  }
  return before == head ? "" : "the last entry is not the one that the record knows";
}

} // namespace tenon::feedback
