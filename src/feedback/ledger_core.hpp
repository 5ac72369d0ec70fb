// ledger_core.hpp - what the handles of one ledger share.
#pragma once
#include "feedback/ledger.hpp"
#include <mutex>
#include <unordered_map>
#include <utility>

namespace tenon::feedback {

struct Ledger::Core {
  Store store;
  const LedgerOptions options;
  const NewId new_id;
  Mailbox mailbox;
  std::shared_ptr<void> watch; // null: the store does not tell of changes, so the ledger tells of its own

  std::mutex mutex;
  std::unordered_map<uint64_t, std::shared_ptr<const Wake>> wakes; // by waiter; the numbers are ours
  uint64_t last_waiter = 0;

  Core(Store kept, LedgerOptions wished, NewId make)
      : store(std::move(kept)), options(std::move(wished)), new_id(std::move(make)), mailbox(options.waiters) {}

  void ring(const std::string &id) noexcept; // needs no memory
  void changed(const Step &step, int64_t now) noexcept;
};

template <class T> Result<T> failed(Fault fault, std::string trouble) {
  Result<T> result;
  result.fault = fault;
  result.trouble = std::move(trouble);
  return result;
}
template <class To, class From> Result<To> failed(Result<From> &from) { return failed<To>(from.fault, std::move(from.trouble)); }
template <class T> Result<T> done_with(T value) {
  Result<T> result;
  result.value = std::move(value);
  return result;
}

// A row as a session; false: `done` has been told that it cannot be read.
template <class T> bool readable(const Row &row, Session &out, const Done<T> &done) {
  Outcome<Session> read = read_row(row);
  if (!read) return done(failed<T>(Fault::corrupt, read.refusal().text)), false;
  out = std::move(*read);
  return true;
}

} // namespace tenon::feedback
