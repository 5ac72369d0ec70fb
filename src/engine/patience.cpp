// patience.cpp - the table of clients, and the memory of calls that were cut.
#include "engine/patience.hpp"
#include <algorithm>

namespace tenon::engine {
namespace {

// What is known of clients that ask for progress. A wrong row costs one more call, never an answer.
struct Manners {
  std::string_view client; // what its name begins with
  uint64_t budget_ms;      // never: its clock begins anew with each report
};
constexpr Manners manners[] = {
    {"claude-code", never},        // reports are shown, and keep the call
    {"Visual Studio Code", never},
    {"claude-ai", 50'000},         // a minute at the gateway, whatever is reported
    {"codex", 50'000},
    {"cursor", 50'000},
    {"langflow", 25'000},          // half a minute, whatever is reported
    {"omp", 25'000},
};

std::string name_of(std::string_view owner, std::string_view client) {
  return std::string(owner).append(1, '\n').append(client.substr(0, 128));
}

} // namespace

uint64_t Patience::budget(std::string_view owner, std::string_view client, bool progress) const {
  uint64_t usual = progress ? progress_ms_ : plain_ms_;
  if (progress)
    for (const Manners &row : manners)
      if (client.substr(0, row.client.size()) == row.client) usual = row.budget_ms == never ? never : std::min(row.budget_ms, progress_ms_);
  const std::lock_guard lock(mutex_);
  const auto found = by_name_.find(name_of(owner, client));
  return found == by_name_.end() ? usual : std::min(usual, found->second->learnt_ms);
}

void Patience::note_cut(std::string_view owner, std::string_view client, uint64_t age_ms) {
  if (age_ms < least_age_ms) return;
  const std::string name = name_of(owner, client);
  const std::lock_guard lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) {
    known_.push_front({name, age_ms, never});
    by_name_.emplace(known_.front().name, known_.begin());
    if (known_.size() <= most_known) return;
    by_name_.erase(known_.back().name);
    return known_.pop_back();
  }
  Known &known = *found->second;
  known_.splice(known_.begin(), known_, found->second);
  const uint64_t apart = std::max(known.last_cut_ms, age_ms) - std::min(known.last_cut_ms, age_ms);
  if (apart <= about_ms) known.learnt_ms = std::min(known.learnt_ms, age_ms / 5 * 4);
  known.last_cut_ms = age_ms;
}

} // namespace tenon::engine
