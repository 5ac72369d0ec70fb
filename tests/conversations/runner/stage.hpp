// stage.hpp - a server, its tools, its clients and its clock: where one dialogue is played at one chunk size.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "channel.hpp"
#include "gatekeeper.hpp"
#include "pattern.hpp"
#include "script.hpp"
#include "tool_kit.hpp"

namespace talk {

class Stage {
public:
  explicit Stage(size_t chunk) : chunk_(chunk) {}
  ~Stage();
  Stage(const Stage &) = delete;
  Stage &operator=(const Stage &) = delete;

  // Plays the whole script. "" or, with its line, the first thing that was not as written.
  std::string play(const Script &script);
  size_t longest() const { return longest_; } // bytes of the longest body or line that was sent

private:
  std::string step(const Step &step);
  std::string set_up(const std::string &line);
  std::string set_options(std::string_view words);
  std::string offer_feedback();
  std::string set_seal_keys(std::string_view words);
  std::string make_token(std::string_view words, bool proof);
  std::string let(std::string_view words);
  std::string open_channel(std::string_view words);
  std::string start(); // the server, when the first step needs it
  std::string add_defaults(const Step &step);
  std::string send(const Step &step);
  std::string request(const Step &step);
  std::string expect(const Step &step);
  std::string expect_answer(Channel &channel, std::vector<std::string> lines);
  std::string expect_body(Channel &channel, const std::vector<std::string> &lines);
  std::string expect_events(Channel &channel, const std::vector<std::string> &lines);
  std::string expect_messages(Channel &channel, const std::vector<std::string> &lines);
  std::string wait(std::string_view words);
  std::string act(std::string_view words);
  std::string count(std::string_view words);
  std::string expect_log(std::string_view words);
  std::string compare(std::string_view expected, std::string_view actual);
  std::string settle(); // after the last line: nothing unsaid, everything dropped once
  std::string unsaid(Channel &channel);
  std::string first_trouble();
  void pump(bool must_wake);
  Channel *find(const std::string &name);

  static int32_t entropy(void *user, void *out, size_t len);
  static void log(void *user, const tenon_log_record *record);
  static void span(void *user, const tenon_span *span);
  static void drop(void *user) { ++static_cast<Stage *>(user)->drops_; }

  size_t chunk_;
  size_t longest_ = 0;
  tenon_now now_{1'000'000, 1'790'000'000'000};
  tenon_options options_{};
  std::vector<std::string> option_texts_; // what options_ points to
  std::vector<tenon_str> hosts_, origins_;
  std::vector<std::string> tools_;
  std::string policy_, authority_; // for the beginning, in the words of the dialogue
  std::optional<std::string> feedback_; // its options
  bool traced_ = false;
  std::map<uint64_t, std::string> spans_; // those that have begun, by id
  tenon_server *server_ = nullptr;
  bool destroyed_ = false; // the dialogue has destroyed the server; exchanges and replies live on
  Tool_kit kit_;
  Gatekeeper keeper_;
  std::vector<std::unique_ptr<Channel>> channels_;
  Headers defaults_;
  Names names_;
  std::vector<std::pair<std::string, std::string>> logged_; // event and reason; spans likewise
  std::mt19937_64 dice_{4711};
  int drops_ = 0;
};

} // namespace talk
