// storage.hpp - turns a host's tenon_storage into a store like any other: functions that translate on the way out and back.
#pragma once
#include "feedback/store.hpp"
#include "ground/outcome.hpp"
#include <memory>
#include <mutex>
#include <optional>
#include <tenon/tenon.h>
#include <vector>

namespace tenon::abi {

// Who hears of changes; what the store holds as its tenon_watch.
class Hearing final : public std::enable_shared_from_this<Hearing> {
public:
  std::shared_ptr<void> add(feedback::Store::Watcher);
  void tell(const std::string &id, uint64_t version);

private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<feedback::Store::Watcher>> watchers_;
};

// Takes over record->user: its drop runs exactly once, after the last copy of the store and its last operation; on failure before this
// returns. `why` says what is wrong.
Status read_storage(const tenon_storage *record, std::optional<feedback::Store> &out, std::string &why);

} // namespace tenon::abi
