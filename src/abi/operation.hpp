// operation.hpp - one thing that a host's store was asked for: what it has found so far, and who waits for the answer.
#pragma once
#include "feedback/store.hpp"
#include "ground/instant.hpp"
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <tenon/tenon.h>

namespace tenon::abi {

enum class Gives : uint8_t { nothing, row, rows, entries, sums, tally, blob };

// What an operation asks for: how many at most, and entries of which kind, TENON_ENTRY_*.
struct Wants {
  Gives gives;
  uint64_t most = 1;
  int64_t kind = 0;
};

// What the store has added.
struct Found {
  std::vector<feedback::Row> rows;
  std::vector<feedback::OutboxEntry> outbox;
  std::vector<feedback::AuditEntry> audit;
  std::vector<feedback::JournalEntry> journal;
  std::vector<feedback::JournalSum> sums;
  std::optional<feedback::Tally> tally;
  std::optional<std::string> blob;
};

// How it was settled.
struct Settled {
  feedback::Fault fault = feedback::Fault::none;
  int64_t number = 0;
  std::string next, text;
  Instant now;
};

// The store's handle. Added to by one thread at a time; settled once, by whoever comes first; freed by let_go.
class Operation final {
public:
  using Deliver = std::function<void(Found, Settled)>;
  // `keeper` stays at least as long as this.
  Operation(Wants wants, std::shared_ptr<void> keeper, Deliver deliver) : wants_(wants), keeper_(std::move(keeper)), deliver_(std::move(deliver)) {}

  Status add(const tenon_stored_row &);
  Status add(const tenon_stored_entry &);
  Status add(const tenon_journal_sum &);
  Status add(const tenon_store_tally &);
  Status add_blob(std::string_view);
  Status done(int64_t number, std::string_view next, Instant);
  Status fail(int64_t fault, int64_t number, std::string_view text, Instant);
  void let_go(Instant);

private:
  Status may_add(Gives, size_t there) const;
  bool complete() const;
  Status settle(Settled);

  const Wants wants_;
  std::shared_ptr<void> keeper_;
  Deliver deliver_;
  Found found_;
  std::atomic<bool> settled_{false};
};

} // namespace tenon::abi
