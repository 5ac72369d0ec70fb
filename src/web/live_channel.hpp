// live_channel.hpp - one client of one question's WebSocket, as messages: text in, texts out, and a close code at the end.
//
// It waits for nobody and asks nobody. Whoever owns it judges the credential that it hands out, and shows it the question
// whenever that has changed; it says what is new. Its owner sees to it that one thread at a time is here.
#pragma once
#include "feedback/session.hpp"
#include "feedback/wording.hpp"
#include "ground/instant.hpp"
#include "json/reader.hpp"
#include "web/live_messages.hpp"
#include "web/live_room.hpp"
#include "web/live_states.hpp"
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::web {

struct LiveRules {
  uint64_t idle_ms = 300'000;        // without a message that could be read
  uint64_t proof_ms = 10'000;        // until it has proved who it is
  uint32_t messages_a_minute = 120;
  size_t message_bytes = 16u << 10;
  int64_t retry_seconds = 30;        // where there is no room
};

// What a client's credential gives it.
struct LiveSeat {
  bool owner = false;    // who asked: sees what was said, and the metadata
  std::string client_id; // fresh, and nobody can guess it
  std::string name;      // in the room
  int64_t until = 0;     // Unix milliseconds at which its credential ends; 0: it does not
};

// The question at one moment.
struct LiveLook {
  const feedback::Session &session;
  bool agent_waits;
  const LiveCrowd &crowd;
};

class LiveChannel final {
public:
  LiveChannel(const LiveRules &rules, feedback::Language language, std::string session, Instant now);

  // One message. judge: its credential is in take_heard(); then admit, or turn_away. keep_device: its device is there; then kept.
  LiveEffect take(json::Reader &reader, std::string_view text, Instant now);
  LiveHeard take_heard() { return std::exchange(heard_, {}); } // credentials are not kept
  void credential_came(); // with the head: it is being judged

  void admit(LiveSeat seat, const LiveLook &look, Instant now);
  void turn_away(LiveInput why, Instant now); // unauthorized, missing, crowded, broken
  void show(const LiveLook &look, Instant now);
  void kept(bool well, Instant now); // the device
  void due(Instant now);
  uint64_t next_due() const; // monotonic

  // What is to be sent, in its order.
  std::vector<std::string> collect() { return std::exchange(says_, {}); }
  bool closed() const { return state_ == LiveState::closed; }
  int close_code() const { return close_code_; }
  const std::string &session() const { return session_; }
  const LiveSeat &seat() const { return seat_; }
  LiveState state() const { return state_; }

private:
  LiveEffect move(LiveInput input, Instant now);
  LiveInput input_of(std::string_view text, json::Reader &reader);
  bool over_rate(Instant now);
  void error(const LiveTrouble &trouble, Instant now, std::string_view details = {});
  void say(std::string message) { says_.push_back(std::move(message)); }
  void tell_changes(const feedback::Session &session, int64_t now);
  void tell_ending(const feedback::Session &session);

  const LiveRules *rules_; // outlives us
  const feedback::Language language_;
  const std::string session_;
  LiveState state_ = LiveState::opening;
  int close_code_ = 0;
  LiveSeat seat_;
  LiveHeard heard_;
  std::vector<std::string> says_;
  uint64_t opened_at_, heard_at_, minute_at_, ends_at_ = never;
  uint32_t in_minute_ = 0;

  struct { // what it knows already
    uint64_t version = 0, crowd = 0;
    feedback::State state = feedback::State::open;
    int64_t expires_at = 0;
    size_t submissions = 0;
    bool agent_waits = false;
  } shown_;
};

} // namespace tenon::web
