// house.hpp - one thread's server with two tools, its clock, and the lines on which clients speak to it.
#pragma once
#include "guest/words.hpp"
#include <functional>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <vector>

namespace bounds {

using guest::str;
using Change = std::function<void(tenon_options &)>;

// An answer over HTTP, as far as it has come.
struct Heard {
  int64_t status = 0, length = 0;
  std::string type, session, retry_after, body;
  bool is_stream() const { return length == -1; }
};

// {"jsonrpc":"2.0","id":1,"error":{"code":-32600,... : -32600; 0 when it is no error.
int code_of(std::string_view message);
bool says(std::string_view text, std::string_view words);
size_t count(std::string_view text, std::string_view words);
std::string padded(std::string text, size_t bytes); // with spaces, which JSON does not mind

class House {
public:
  explicit House(const Change &change = {});
  House(uint64_t tenon_options::*limit, uint64_t said) : House([=](tenon_options &o) { o.*limit = said; }) {}
  ~House();
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  tenon_server *server() const { return server_; }
  tenon_now now() const { return now_; }
  void pass(uint64_t ms); // time passes; the host ticks at each deadline on the way
  tenon_counts counts() const;

  tenon_status add_tool(std::string_view name, std::string_view schema = "", std::string_view description = "");
  tenon_status remove_tool(std::string_view name) { return tenon_server_remove_tool(server_, str(name)); }

  Heard post(guest::Head head, std::string_view body); // one request and its answer
  Heard call(std::string_view tool, std::string_view arguments); // of the newest revision
  std::string begin_session(std::string_view revision = "2025-11-25");
  Heard ping(std::string_view session);

  bool goes_on();  // a call is answered
  bool is_empty(); // nothing is open

  std::vector<tenon_reply *> owed; // by the tool `later`
  void settle_all(std::string_view text = "done");
  int runs = 0;                        // of both tools
  int drops = 0;                       // of tools
  std::vector<std::string> log;        // "event reason"
  bool logged(std::string_view line) const;

private:
  static void run_echo(void *, const tenon_call *, tenon_reply *);
  static void run_later(void *, const tenon_call *, tenon_reply *);
  static void hear_log(void *, const tenon_log_record *);
  static void drop_tool(void *);
  void move_to(uint64_t monotonic_ms); // both clocks

  tenon_server *server_ = nullptr;
  tenon_now now_{1'000'000, 1'700'000'000'000};
};

// One exchange, closed when it goes.
class Line {
public:
  Line(House &house, tenon_head head);
  Line(House &house, guest::Head head) : Line(house, head.record()) {}
  ~Line() { close(); }
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;

  tenon_status feed(std::string_view bytes);
  tenon_status end();
  Line &ask(std::string_view body); // feed and end
  tenon_status answered();          // what tenon_exchange_answer says
  Heard hear();                     // its head, and all that can be pulled now
  std::string take();               // all that can be pulled now
  std::string take_one(const std::function<void()> &meanwhile = {}); // one pull, all of it
  bool finished();                  // nothing will come any more
  int64_t close_code();
  void close();

private:
  House &house_;
  tenon_exchange *exchange_ = nullptr;
  tenon_answer answer_{};
};

// A call to `tool` of the newest revision, as head and body.
guest::Head head_of(std::string_view tool);
std::string body_of(std::string_view tool, std::string_view arguments, std::string_view id = "1", bool progress = false);

} // namespace bounds
