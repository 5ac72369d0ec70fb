// channel.hpp - one exchange as a careful host drives it: fed in chunks, pulled in pieces, every promise of the contract watched.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tenon/tenon.h>

namespace talk {

using Headers = std::vector<std::pair<std::string, std::string>>;

class Channel {
public:
  Channel(std::string name, size_t chunk) : name_(std::move(name)), chunk_(chunk) {}
  Channel(const Channel &) = delete;
  Channel &operator=(const Channel &) = delete;

  tenon_status open(tenon_server *server, int64_t carrier, std::string_view method, std::string_view target, const Headers &headers,
                    std::string_view subject, std::string_view scopes, tenon_now now);
  void feed(std::string_view bytes, tenon_now now); // in chunks; on a message channel the whole message at once
  void end(tenon_now now);
  void pump(tenon_now now, bool must_wake); // takes all there is; must_wake: what is there now was announced
  void close(tenon_now now);

  const std::string &name() const { return name_; }
  int64_t carrier() const { return carrier_; }
  bool is_http() const { return carrier_ == TENON_HTTP; }
  bool is_open() const { return handle_ != nullptr; }
  bool takes_more() const { return takes_more_; } // HTTP: the dialogue has not said all of the body
  void keep_open() { takes_more_ = true; }
  bool answered() const { return answered_; }
  bool finished() const { return finished_; }
  bool is_stream() const { return length_ < 0; }
  int64_t status() const { return status_; }
  int64_t close_code() const { return close_code_; }
  const Headers &headers() const { return headers_; }
  std::string header(std::string_view name) const; // several lines joined by ", "; "" if absent; names in any case
  int drops() const { return drops_; }
  std::string &said() { return said_; }                       // HTTP and lines: bytes that no expectation has taken yet
  std::vector<std::string> &messages() { return messages_; }  // message channels: likewise
  const std::string &trouble() const { return trouble_; }     // the first promise that was not kept, or ""

private:
  static void woken(void *user) { ++static_cast<Channel *>(user)->wakes_; }
  static void dropped(void *user) { ++static_cast<Channel *>(user)->drops_; }
  void wrong(std::string what) { if (trouble_.empty()) trouble_ = std::move(what); }
  bool read_answer(bool must_wake);
  void consume(tenon_str bytes, tenon_now now);
  void saw_output(bool must_wake);

  std::string name_;
  size_t chunk_;
  tenon_exchange *handle_ = nullptr;
  int64_t carrier_ = 0;
  bool takes_more_ = false, answered_ = false, finished_ = false, waiting_ = false; // waiting: the last look said IDLE
  int wakes_ = 0, wakes_when_idle_ = 0, drops_ = 0;
  int64_t status_ = 0, length_ = -1, pulled_ = 0, close_code_ = 0;
  Headers headers_;
  std::string said_;
  std::vector<std::string> messages_;
  std::string trouble_;
};

bool same_name(std::string_view a, std::string_view b); // header names, in any case

} // namespace talk
