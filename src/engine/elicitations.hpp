// elicitations.hpp - forms and links that are shown by clients of 2025-06-18 and 2025-11-25, until they come back: maybe after the call that sent them.
#pragma once
#include "ground/ref.hpp"
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tenon::engine {

class HeldCall;

class Elicitations final {
public:
  struct Open {
    std::string id;      // of our request
    std::string context; // who alone may answer: "session:..." or "channel:..."
    std::string session; // of feedback
    std::string subject;
    uint32_t tries = 1;
    bool link = false;   // not a form
    Ref<HeldCall> call;  // that still waits; nothing: it went
  };
  static constexpr std::string_view prefix = "feedback-";
  static constexpr size_t most = 10'000; // the oldest go

  void add(Open);
  std::optional<Open> take(std::string_view id, std::string_view context);
  void forget_call(const std::string &id); // what comes now is still heard, but nobody asks again
  size_t size() const;

  // Links that the person has agreed to open: whoever asked is told when the session is over. The oldest go, too.
  void note_opened(const std::string &id, const std::string &context, const std::string &session);
  std::vector<std::string> take_opened(const std::string &context, const std::string &session); // their ids
  size_t opened() const;

private:
  mutable std::mutex mutex_; // a leaf
  std::list<Open> open_;     // the oldest first
  std::unordered_map<std::string_view, std::list<Open>::iterator> by_id_;
  struct Opened {
    std::string id, context, session;
  };
  std::list<Opened> opened_; // the oldest first
  std::unordered_multimap<std::string_view, std::list<Opened>::iterator> opened_by_session_;
  void forget_opened(std::list<Opened>::iterator);
};

} // namespace tenon::engine
