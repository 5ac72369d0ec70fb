// question.hpp - one request as both sides know it: what was asked, what the host did, what became of it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <tenon/tenon.h>

namespace simulator {

class Client;
class Line;

// What is asked; from `text` to `twice` it is a call of the tool `work`, and says how its handler settles.
enum class Plan : uint8_t { text, error, fault, result, silent, huge, twice, ghost, misfit, ping, list, greet };
constexpr bool is_work(Plan plan) { return plan <= Plan::twice; }

enum class Settled : uint8_t { no, text, error, fault, silent, huge };

// How a question ends for the client. Everything but `answered` is a loss that the contract defines.
enum class Fate : uint8_t {
  answered,
  refused,          // by a rule: no room, too many calls, no token, no session, a used id
  not_sent,         // the client left before it had said all
  cancelled,        // it said so, or left where leaving means that
  left_unread,      // the answer was ready, the client was not there
  id_reused,        // the late answer gave way (docs/decisions/0005)
  over_bound,       // the late answer was over max_undelivered_bytes
  forgotten,        // over max_stored_event_bytes: older events gave way
  nameless,         // of its stream the client had taken something, but no whole id to come back with
  stalled,          // its reader was cut off
  session_over,     // ended or idled away with answers that waited
  server_gone,      // the host destroyed the server
};
inline constexpr std::array<std::string_view, 12> fate_names{"answered", "refused", "not sent", "cancelled", "left unread",
                                                             "id reused", "over bound", "forgotten", "nameless", "stalled", "session over", "server gone"};

struct Question {
  uint32_t slot = 0, generation = 0;
  Client *client = nullptr;
  uint64_t id = 1;
  Plan plan = Plan::text;
  bool later = false;      // the handler keeps its reply for a while
  uint16_t reports = 0;    // of progress, still to be told
  uint16_t filler = 0;     // bytes that the answer is longer
  double told = 0, heard = 0; // progress

  bool open = false;     // the client waits
  bool held = false;     // the host has its reply
  bool sent = false;     // the core has all of it
  bool taken = false;    // ... and owes it to a handler
  bool ran = false;
  bool unwanted = false; // nobody waits any more, and the handler can know
  bool same_id = false;  // its id was in use when it was asked
  bool crowded = false;  // so many were owed that it may be refused
  Settled settled = Settled::no;
  bool may_be_lost = false;  // its stream was taken up again, and of its events older ones had given way
  bool nameless = false;     // its answer goes where the client cannot find it
  bool paused = false;       // the handler closed the stream for a while
  const Line *via = nullptr; // the stream on which the answer was said, if it was one
  tenon_reply *reply = nullptr;

  bool is_said() const { return settled != Settled::no || (sent && !taken); } // by its handler, or by the core itself
};

} // namespace simulator
