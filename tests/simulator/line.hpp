// line.hpp - one exchange as its client sees it: bytes go in by pieces, messages come out.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <vector>

namespace simulator {

class Client;
class World;

// What an exchange is for.
enum class Use : uint8_t { call, greet, note, cancel, goodbye, stray, stream, resume, channel };

class Line {
public:
  Line(World &, Client &, Use, uint64_t serial);
  ~Line();
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;

  bool open(tenon_head head); // `this` takes the wake and the drop
  void write(std::string_view message); // to be fed; on MESSAGES each is one
  bool feed();   // a piece; true: the core has all of it now
  void end();    // the client has said all
  void listen(size_t appetite, bool patient); // pulls; `patient`: only after a wake
  bool next_message(std::string &out);
  void close();

  Client &client;
  const Use use;
  const std::string peer;
  std::vector<uint32_t> questions;             // that this HTTP request is to answer
  int64_t want_status = 0;                     // of a stray
  uint64_t cancels = 0;                        // Use::cancel: the id that it names
  bool no_room = false;                        // as many exchanges were open as may be
  bool saturated = false;                      // as many conversations

  bool said_all() const { return intake_over_; }
  bool hurried() const { return refused_; }    // the answer stood before all was said
  bool has_head() const { return has_head_; }
  bool finished() const { return finished_; }
  bool stalled = false;                        // the core's log says so
  bool bore_session = false;                   // a resumed one that was the session's stream: what is said there is of all its calls
  bool was_own = false;                        // it was the session's stream then, and none has taken its place
  bool is_stream() const { return status == 200 && body_length < 0; }
  uint64_t fed() const { return fed_total_; }
  uint64_t written() const { return written_total_; }
  uint64_t last_taken() const { return last_taken_; }
  int64_t carrier() const { return carrier_; }
  int64_t status = 0, body_length = 0, close_code = 0;
  std::string session_id;
  std::string last_event_id;
  bool took_something() const { return received_ > 0; }
  std::string refusal; // the body of a refused request

private:
  static void wake(void *);
  static void drop(void *);

  bool feed_bytes(std::string_view piece);
  void look(tenon_status);
  bool take_head();
  bool pull_once(size_t &appetite);
  bool check_peeked(tenon_str);
  void check_close_code();
  bool next_event(std::string &out);
  bool next_line(std::string &out);

  World &world_;
  tenon_exchange *exchange_ = nullptr;
  int64_t carrier_ = 0;
  std::string out_;                 // HTTP and LINES: to be fed
  std::deque<std::string> letters_; // MESSAGES: to be fed, and then those that were pulled
  std::deque<std::string> mail_;
  std::string in_;                  // pulled and not yet read
  size_t read_ = 0;                 // of in_
  uint64_t fed_total_ = 0, written_total_ = 0, received_ = 0, last_taken_ = 0;
  uint64_t since_busy_ = 0;
  const char *peeked_ = nullptr;    // a view that was left, to be found unchanged
  std::string peeked_text_;
  bool intake_over_ = false, refused_ = false, has_head_ = false, finished_ = false, busy_ = false;
  bool armed_ = false, woken_ = false, dropped_ = false;
};

} // namespace simulator
