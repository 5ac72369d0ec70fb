// workshop.hpp - the host's handlers: they answer at once, later, twice, never, and tell of their progress.
#pragma once
#include "simulator/question.hpp"
#include <queue>
#include <string>
#include <utility>
#include <vector>

namespace simulator {

class World;

// What the handler of a question says, so that the client can compare.
void append_answer(std::string &out, const Question &);
inline constexpr int32_t fault_code = 4711;

class Workshop {
public:
  explicit Workshop(World &world) : world_(world) {}

  void open();
  void step();      // what is due is settled, what was put aside is run
  void finish();    // everything, now
  void vary_tools(); // some come, some go
  void close();     // after the last call: no tool is left
  bool all_dropped() const { return added_ == dropped_; }

  void take(tenon_work *);                        // host.dispatch
  void expect(const std::vector<uint32_t> *next) { next_ = next; } // whose calls come now, in order

  uint64_t owed() const { return unsettled_ + works_.size(); }
  uint64_t tools() const { return 1 + decoys_; }
  bool has_varied() const { return added_ > 1; }
  bool holds_nothing() const { return owed() == 0 && to_release_.empty(); }

private:
  static void run(void *, const tenon_call *, tenon_reply *);
  static void drop(void *);

  void begin(const tenon_call &, tenon_reply *);
  Question *recognise(const tenon_call &);
  void go_on(Question &);
  void report(Question &);
  void settle(Question &);
  void say(Question &);
  void release(Question &);
  void expect_status(const char *what, tenon_status got, tenon_status wanted);
  void check_wanted(const Question &);
  void add_tool(const std::string &name, bool decoy);

  using Due = std::pair<uint64_t, uint32_t>;
  World &world_;
  std::priority_queue<Due, std::vector<Due>, std::greater<Due>> due_;
  std::vector<tenon_work *> works_;
  std::vector<uint32_t> to_release_; // settled, and still held for a while
  const std::vector<uint32_t> *next_ = nullptr;
  std::string text_;
  uint64_t unsettled_ = 0, decoys_ = 0;
  int added_ = 0, dropped_ = 0;
};

} // namespace simulator
