// play.hpp - a host and its clients that go on whatever fails, and note what must never happen.
#pragma once
#include "faults/memory.hpp"
#include "guest/words.hpp"
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <vector>

namespace faults {

using guest::str;

inline constexpr tenon_now start{1000, 1'800'000'001'000};
inline constexpr tenon_now much_later{1000 + 3'600'000, 1'800'000'001'000 + 3'600'000};

inline constexpr std::string_view secret = "a secret of more than thirty-two bytes";

// What a play goes with; the defaults are a peaceful server.
struct Setting {
  bool authless = true, dispatch = false;
  uint64_t max_outbox_bytes = 0;
};

class Play {
public:
  Play(const Setting &setting, std::vector<std::string> &complaints);
  ~Play(); // lets go of all that is left, and checks that nothing is
  Play(const Play &) = delete;
  Play &operator=(const Play &) = delete;

  // One exchange and all that it said.
  struct Line {
    Play *play = nullptr;
    tenon_exchange *exchange = nullptr;
    int drops = 0, wakes = 0;
    bool broken = false, over = false;
    int64_t status = 0;
    std::string said, session;

    void feed(std::string_view text);
    void end();
    void tell(std::string_view text) { feed(text); end(); }
    void pull();   // whatever is there
    void close(tenon_now now = start);
  };
  Line &open(guest::Head head);
  Line &open_channel(int64_t carrier);
  // A whole request; afterwards the line has its answer, waits for a reply, or is broken.
  Line &ask(guest::Head head, std::string_view body);
  // Settles all replies that are out; those whose words were taken must be heard unless the line broke.
  void settle_all(std::string_view text = "late words");
  void run_dispatched();
  void destroy();
  std::string sign(std::string_view with = secret); // "" when there was no memory for it
  void require_token();
  std::string begin_session(std::string_view revision);

  void must(bool fine, const std::string &what) { if (!fine) complaints.push_back(what); }
  void answered(const Line &line) { must(line.over || line.broken || !line.exchange, "a client waits in vain"); }
  // What a client hears when memory does not fail.
  void hears(const Line &line, std::string_view text) {
    must(has_failed() || line.said.find(text) != std::string::npos, "not heard: " + std::string(text) + " in " + line.said);
  }
  void allowed(tenon_status status, const char *call); // a failure is fine only for lack of memory

  tenon_server *server = nullptr;
  std::deque<tenon_reply *> replies;
  std::vector<tenon_work *> works;
  std::deque<Line> lines; // stay where they are
  int runs = 0;           // of handlers
  std::vector<std::string> &complaints;

private:
  void add_tools();
  void add_tool(std::string_view name, std::string_view schema, void (*run)(void *, const tenon_call *, tenon_reply *));
  static void run_echo(void *, const tenon_call *, tenon_reply *);
  static void run_later(void *, const tenon_call *, tenon_reply *);

  struct User { // of a host or a tool
    Play *play = nullptr;
    int drops = 0;
  };
  static void dropped(void *user);
  std::deque<User> users_; // [0] is the host's
};

} // namespace faults
