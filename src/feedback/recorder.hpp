// recorder.hpp - writes calls of tools, and what becomes of sessions, into the journal: beside the work, and never in its way.
#pragma once
#include "feedback/session_states.hpp"
#include "feedback/store.hpp"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::feedback {

struct RecorderRules {
  bool on = true;
  bool contents = true;           // arguments, results and errors of calls; titles of questions
  uint32_t content_bytes = 4096;  // of arguments, of a result; what is longer is cut
  uint32_t error_bytes = 1024;
  uint32_t most_pending = 1000;   // entries on their way to the store; one more is lost
  int64_t keep_ms = 90ll * 86'400'000; // 0: for ever, as far as the store goes
};
// What a host may set: "" or the name of the member that is out of its range.
std::string_view wrong_rule(const RecorderRules &);

enum class CallEnd : uint8_t { success, error, timeout };
constexpr std::string_view word(CallEnd end) {
  constexpr std::string_view words[] = {"success", "error", "timeout"};
  return words[static_cast<int>(end)];
}

// One call of a tool that has been answered.
struct ToolCall {
  std::string_view tool, user;      // the user as an owner: see access/principal.hpp
  std::string_view arguments_json, request_id;
  std::string_view result;          // JSON, or a text
  std::string_view error;           // why it failed
  CallEnd end = CallEnd::success;
  bool about_session = false;       // one of the feedback tools: its words stay in the session, and go with it
  int64_t began_at = 0, duration_ms = -1;
};

struct Recorded {
  uint64_t written = 0, lost = 0;
};

// A handle: copies share what is behind. For any number of threads; never throws, and never waits for the store.
class Recorder final {
public:
  using Lost = std::function<void(std::string_view why, uint64_t so_far)>; // for the log; the first time, and each time they have doubled
  using Hold = std::function<std::shared_ptr<void>()>; // what has to be there until the store has answered. Null: nothing
  Recorder(Store store, RecorderRules rules, Lost lost, Hold hold = nullptr);

  bool on() const { return rules().on; }
  const RecorderRules &rules() const;
  void call(const ToolCall &) const noexcept;
  // After a change of a session that was written: see LedgerOptions::written.
  void session(const Step &) const noexcept;
  // Forgets what is older than it may be; at most once an hour. Each entry that is written does so, too.
  void sweep(int64_t now) const noexcept;
  Recorded counts() const;

private:
  struct Core;
  std::shared_ptr<Core> core_;
};

} // namespace tenon::feedback
