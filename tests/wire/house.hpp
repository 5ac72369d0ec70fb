// house.hpp - a server behind tenon.h with its tools, requests to it, and what is heard; one thread, time by hand.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <utility>
#include <vector>

namespace wire {

struct Request {
  std::string method = "POST", target = "/mcp";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Heard {
  int64_t status = 0; // 0: not yet
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body; // so far
  bool finished = false;
  std::string header(std::string_view name) const; // compared without regard to case
  std::vector<std::string> messages() const;
};

// What a tool answers, whatever it is asked.
enum class Manner { text, echo, result, tool_error, fault, forgets, later, reports };
struct Tool {
  const char *name;
  Manner manner;
  const char *words = "";
  const char *schema = R"({"type":"object"})";
  const char *title = "";
  const char *annotations = "";
};

class House final {
public:
  using Change = std::function<void(tenon_options &)>;
  explicit House(const std::vector<Tool> &tools, const Change &change = {});
  ~House();
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  void require_tokens();
  std::string token() const; // "Bearer ..." that the policy takes
  void pass(uint64_t ms);    // and the host ticks at every deadline
  void settle_later(std::string_view text); // all that Manner::later has kept
  void destroy();
  tenon_server *server() const { return server_; }
  tenon_now now() const { return now_; }

private:
  struct Offer;
  static void run(void *user, const tenon_call *call, tenon_reply *reply);
  tenon_server *server_ = nullptr;
  tenon_now now_{1'000'000, 1'800'000'000'000};
  std::vector<tenon_reply *> kept_;
};

// One exchange: a request, or a channel of lines.
class Line final {
public:
  Line(House &house, const Request &request);       // says all of it
  explicit Line(House &house);                      // a channel of lines
  ~Line();
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;

  void say(std::string_view bytes);
  const Heard &hear(); // takes what is there now

private:
  void open(const tenon_head &head);
  House &house_;
  bool channel_ = false;
  tenon_exchange *exchange_ = nullptr;
  Heard heard_;
};

Heard ask(House &, const Request &); // opens, hears, closes

} // namespace wire
