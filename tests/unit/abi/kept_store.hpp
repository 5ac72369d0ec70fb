// kept_store.hpp - a store in the host's hands: its answers wait until somebody lets them, or are refusals.
#pragma once
#include "abi/host_shelf.hpp"
#include "guest/words.hpp"
#include <deque>
#include <functional>
#include <utility>

namespace asking {

using guest::str;

struct Kept : host_shelf::Host {
  bool slow = false;
  int64_t fault = 0; // TENON_STORE_*: of all that is asked for
  int drops = 0;
  std::deque<std::function<void()>> waiting;

  // In the order in which they came; what they bring about is not let yet.
  void let_all() {
    for (auto now = std::exchange(waiting, {}); !now.empty(); now.pop_front()) now.front()();
  }
  void let_until_quiet() {
    while (!waiting.empty()) let_all();
  }
};

inline const tenon_storage &quick() {
  static const tenon_storage record = host_shelf::record_of(nullptr);
  return record;
}

// One function of the store, held back or refused.
template <class Call> void through(void *user, tenon_operation *op, Call call) {
  auto &kept = *static_cast<Kept *>(user);
  const auto run = [&kept, op, call] {
    if (kept.fault == 0) return call();
    tenon_operation_fail(op, kept.fault, 0, str("the disk is gone"), host_shelf::now);
    tenon_operation_release(op, host_shelf::now);
  };
  if (kept.slow) kept.waiting.push_back(run);
  else run();
}


inline tenon_storage storage_of(Kept &kept) {
  tenon_storage record = quick();
  record.user = static_cast<host_shelf::Host *>(&kept);
  record.drop = [](void *user) { ++static_cast<Kept *>(static_cast<host_shelf::Host *>(user))->drops; };
  record.get = [](void *user, tenon_str id, tenon_operation *op) {
    through(user, op, [user, id = host_shelf::copy(id), op] { quick().get(user, str(id), op); });
  };
  record.create = [](void *user, const tenon_store_commit *first, tenon_operation *op) {
    through(user, op, [user, commit = host_shelf::commit_of(*first), op] {
      host_shelf::host(user).shelf->create(commit, host_shelf::gives<host_shelf::Created>(op, [op](const host_shelf::Created &made, std::string &) {
        return host_shelf::add(op, made.row), int64_t{made.made};
      }));
    });
  };
  record.swap = [](void *user, uint64_t expected, const tenon_store_commit *next, tenon_operation *op) {
    through(user, op, [user, expected, commit = host_shelf::commit_of(*next), op] {
      host_shelf::host(user).shelf->swap(expected, commit, host_shelf::counts<uint64_t>(op));
    });
  };
  record.due = [](void *user, int64_t at, uint64_t most, tenon_operation *op) {
    through(user, op, [user, at, most, op] { quick().due(user, at, most, op); });
  };
  return record;
}

} // namespace asking
