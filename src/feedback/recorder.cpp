// recorder.cpp - an entry is made, counted on its way, and forgotten here; whether the store has taken it is only counted.
#include "feedback/recorder.hpp"
#include "feedback/record_bodies.hpp"
#include <atomic>

namespace tenon::feedback {
namespace {

constexpr int64_t hour_ms = 3'600'000;

} // namespace

std::string_view wrong_rule(const RecorderRules &rules) {
  constexpr uint32_t most_bytes = 64u << 10;
  constexpr int64_t longest = 3650ll * 86'400'000;
  if (rules.content_bytes > most_bytes) return "content_bytes";
  if (rules.error_bytes > most_bytes) return "error_bytes";
  if (rules.most_pending == 0) return "most_pending";
  if (rules.keep_ms < 0 || rules.keep_ms > longest) return "keep_ms";
  return "";
}

struct Recorder::Core {
  const Store store;
  const RecorderRules rules;
  const Lost lost;
  const Hold hold;
  std::atomic<uint64_t> pending{0}, written_count{0}, lost_count{0};
  std::atomic<int64_t> swept_at{INT64_MIN};

  void lose(std::string_view why) noexcept {
    const uint64_t count = ++lost_count;
    if (!lost || (count & (count - 1)) != 0) return;
    try {
      lost(why, count);
    } catch (...) { // the count has it
    }
  }
};

Recorder::Recorder(Store store, RecorderRules rules, Lost lost, Hold hold)
    : core_(new Core{std::move(store), rules, std::move(lost), std::move(hold)}) {}

const RecorderRules &Recorder::rules() const { return core_->rules; }

Recorded Recorder::counts() const { return {core_->written_count.load(), core_->lost_count.load()}; }

namespace {

// Its place among those on their way is given back when the store has answered, or has let go of the question.
template <class Core> void write(const std::shared_ptr<Core> &core, JournalEntry entry) {
  if (core->pending.fetch_add(1) >= core->rules.most_pending) {
    --core->pending;
    return core->lose("too many entries are on their way");
  }
  struct Place {
    std::shared_ptr<Core> core;
    std::shared_ptr<void> held;
    bool answered = false;
    explicit Place(std::shared_ptr<Core> whose) : core(std::move(whose)), held(core->hold ? core->hold() : nullptr) {}
    Place(const Place &) = delete;
    Place &operator=(const Place &) = delete;
    ~Place() {
      --core->pending;
      if (!answered) core->lose("the store gave no answer");
    }
  };
  std::shared_ptr<Place> place;
  try {
    place = std::make_shared<Place>(core);
  } catch (...) {
    --core->pending;
    throw;
  }
  core->store.write_journal(std::move(entry), [place](Result<uint64_t> result) {
    place->answered = true;
    if (result.fault == Fault::none) ++place->core->written_count;
    else place->core->lose(result.trouble.empty() ? "the store took no entry" : result.trouble);
  });
}

} // namespace

void Recorder::call(const ToolCall &call) const noexcept {
  if (!core_->rules.on) return;
  sweep(call.began_at);
  try {
    write(core_, entry_of(call, core_->rules));
  } catch (...) { // no memory
    core_->lose("no memory");
  }
}

void Recorder::session(const Step &step) const noexcept {
  if (!core_->rules.on) return;
  try {
    JournalEntry entry;
    if (entry_of(step, core_->rules, entry)) write(core_, std::move(entry));
  } catch (...) {
    core_->lose("no memory");
  }
}

void Recorder::sweep(int64_t now) const noexcept {
  const int64_t keep = core_->rules.keep_ms;
  if (keep == 0) return;
  int64_t last = core_->swept_at.load();
  const bool soon = last != INT64_MIN && now >= last && now - last < hour_ms;
  if (soon || !core_->swept_at.compare_exchange_strong(last, now)) return;
  try {
    for (int kind = 0; kind < journal_kinds && now > INT64_MIN + keep; ++kind)
      core_->store.trim_journal(static_cast<JournalKind>(kind), now - keep, [core = core_, held = core_->hold ? core_->hold() : nullptr](Result<uint64_t> result) {
        if (result.fault != Fault::none) core->lose(result.trouble.empty() ? "the store forgot no entries" : result.trouble);
      });
  } catch (...) {
    core_->lose("no memory");
  }
}

} // namespace tenon::feedback
