// client.hpp - somebody with a name of his own who asks everything under id 1, on one carrier and in one revision.
#pragma once
#include "simulator/line.hpp"
#include "simulator/question.hpp"
#include "simulator/said.hpp"
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

enum class Era : uint8_t { events, session, modern }; // 2024-11-05 over HTTP+SSE; sessions; 2026-07-28
struct Kind {
  Era era;
  int64_t carrier;
  std::string_view revision;
};

class Client {
public:
  Client(World &, const Kind &, uint64_t serial);

  void step();      // one small act, or none
  void calm_down(); // asks nothing new, reads what comes
  bool at_rest() const;
  void leave();     // closes everything
  bool over() const { return stage_ == Stage::over && lines_.empty() && waiting_.empty() && broken_.empty(); }
  void account_for_the_rest(); // at the very end: what is still open has to have a reason

  // The world tells what the core has logged or done.
  void cut_off(Line &);
  void events_lost() { events_lost_ = true; }
  void idled_away();
  void was_settled(Question &);
  void dropped(Question &, Fate);
  uint64_t in_flight(uint64_t id) const; // calls that the core owes in this session, of that id; any: of all
  uint64_t undelivered_bytes() const;    // at most this waits for the session's stream
  static constexpr uint64_t any = UINT64_MAX;

  const std::string name;
  const std::string_view revision;
  const std::string &session() const { return session_; }

private:
  enum class Stage : uint8_t { fresh, greeting, open, over };

  // client.cpp: what to do next
  void act();
  void go_home();
  void advance(Line &);
  void finish(Line &);
  void retire();
  void clear_away();

  // asking.cpp: what is said
  Question &ask(Plan plan);
  Plan choose_plan();
  uint64_t choose_id();
  void append_request(std::string &, const Question &) const;
  void append_params(std::string &, const Question &) const;
  void append_call(std::string &, const Question &) const;
  void append_cancel(std::string &, uint64_t id) const;
  std::string greeting(const Question &) const;

  // posting.cpp: over HTTP
  void act_on_http();
  void begin();
  void post_call();
  void post_note(Use use, std::string body);
  void post_cancel();
  void open_stream();
  void resume();
  void say_goodbye();
  void stray();
  Line &post(Use use, std::string_view body, std::string_view method, std::string_view name, const std::string &target = "/mcp");
  Line &request(Use use, std::string_view http_method, const std::string &target, std::string_view body, std::string_view method, std::string_view name,
                std::string_view session, std::string_view token, std::string_view last_event_id = "");
  void all_said(Line &);
  void settle_where_it_waits(Line &);
  void take_cancel(uint64_t id);
  bool has_session() const; // as far as the core is concerned
  void finish_http(Line &);
  void finish_call(Line &);
  void finish_resumed(Line &);
  void check_refusal(Line &);

  // channelling.cpp: on a channel
  void act_on_channel();
  void open_channel();
  void write_call();
  void write_cancel();
  void after_feeding(Line &);

  // hearing.cpp: what comes
  void hear_all(Line &);
  void hear(Line &, std::vector<uint32_t> &open, const Said &);
  void hear_progress(std::vector<uint32_t> &open, const Said &);
  Question *match(const std::vector<uint32_t> &open, const Said &);
  bool fits(const Question &, const Said &);
  bool fits_refusal(const Question &, const Said &) const;
  void check_answer(const Question &, const Said &);

  // leaving.cpp: what is lost
  void close_line(Line &);
  void lose_questions(Line &);
  void lose_stream(const Line &, bool own, Fate);
  void lose_all(Fate ready);
  void want_no_more(Question &);
  void close_cancelled(Question &, std::vector<uint32_t> &from);
  void forget_what_ran();
  void session_ends();
  void strike(std::vector<uint32_t> &from, const Question &);

  World &world_;
  const Kind kind_;
  std::string token_, session_, endpoint_;
  Stage stage_ = Stage::fresh;
  bool patient_ = false, slow_ = false, restless_ = false, calm_ = false;
  bool events_lost_ = false;                  // as the log says, since the latest resume
  uint64_t patience_ = 0;                     // questions until it goes home
  std::vector<std::unique_ptr<Line>> lines_;
  Line *stream_ = nullptr;                    // on which the server may speak: GET, or the channel
  std::vector<uint32_t> waiting_;             // questions that are answered on the stream
  struct Mark {                               // on a channel: when so many bytes are fed, this is said
    uint64_t at = 0;
    uint32_t slot = 0;
    uint64_t cancels = 0;                     // else the question of that slot is asked
  };
  std::vector<Mark> marks_;
  struct Broken {                             // a stream to come back for
    std::string last_event_id;
    std::vector<uint32_t> questions;
    bool own = false;                         // the stream of the session
  };
  std::vector<Broken> broken_;
  std::vector<std::pair<uint32_t, uint32_t>> cancelled_; // slot and generation: reports of them may still be on their way
};

} // namespace simulator
