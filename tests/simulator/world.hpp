// world.hpp - one server, its host and all its clients, on one thread and a clock of their own.
#pragma once
#include "simulator/clock.hpp"
#include "simulator/dice.hpp"
#include "simulator/ledger.hpp"
#include "simulator/plant.hpp"
#include "simulator/said.hpp"
#include "simulator/trace.hpp"
#include "simulator/workshop.hpp"
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace simulator {

class Client;
class Line;

// What was agreed with the core; small numbers, so that they are met.
struct Bounds {
  static constexpr uint64_t ample = 16 << 20; // of stored events: nothing is forgotten
  uint64_t exchanges = 0, conversations = 0, calls = 0, undelivered_bytes = 0, stored_bytes = 0, outbox_bytes = 0, result_bytes = 0;
  uint64_t stalled_ms = 0, idle_ms = 0;
  bool dispatch = false;
};

inline tenon_str str(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(tenon_str text) { return {text.data, text.len}; }

class World {
public:
  World(uint64_t seed, Plant plant, Trace &trace, bool verbose);
  ~World();
  World(const World &) = delete;
  World &operator=(const World &) = delete;

  // Until `questions` are asked; then the end, calm or in the middle of everything.
  void live(uint64_t questions);
  bool well() const { return complaint.empty(); }

  // The first thing that was not as it should be; the run ends there.
  void complain(std::string words);
  // What happens, for --trace.
  void tell(std::string_view who, std::string_view what, std::string_view words) const;
  tenon_now now() { return clock.told(dice); }
  std::string sign_token(const std::string &subject, bool ours = true);

  // What the host knows of its exchanges and conversations, compared with tenon_server_counts.
  void opened(Line &);
  void closed(Line &);
  uint64_t conversations_in_core() const;
  void expect_wake(Line &, bool woken);
  Client *someone();

  Dice dice;
  Clock clock;
  Trace &trace;
  const Plant plant;
  const bool verbose;
  const Bounds bounds;
  Ledger ledger;
  SaidReader reader;
  std::string complaint;
  tenon_server *server = nullptr;
  bool ended = false;                             // destroyed
  std::unordered_set<std::string> conversations;  // by subject
  Question *settling = nullptr;                   // whose answer the core delivers right now
  Workshop workshop;
  uint64_t exchanges_opened = 0, steps = 0;

private:
  static void hear_log(void *, const tenon_log_record *);
  static int32_t give_entropy(void *, void *, size_t);
  static void deadline_moved(void *);
  static void take_work(void *, tenon_work *);
  static void drop_host(void *);

  void log(std::string_view event, std::string_view reason, std::string_view subject, std::string_view peer);
  void late_answer_dropped(std::string_view reason);
  void step();
  void tick_if_due();
  void check_counts();
  void end_calmly();
  void end_roughly();
  void check_empty();
  void start();
  void come_to_rest();
  std::unique_ptr<Client> make_client();

  std::vector<std::unique_ptr<Client>> clients_;
  std::unordered_map<std::string, Client *> by_name_;
  std::unordered_map<std::string, Line *> open_lines_; // by peer
  uint64_t serial_ = 0, deadline_ = UINT64_MAX;
  bool moved_ = false;
  int drops_ = 0;
};

} // namespace simulator
