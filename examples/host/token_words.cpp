// token_words.cpp - reads JSON lexeme by lexeme, and writes it with room between.
#include "token_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include "log.hpp"

namespace host {
namespace {

constexpr int64_t end_of_9999 = 253'402'300'800;
constexpr size_t deepest_indent = 16;

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

std::string count_of(int64_t n, const char *unit) {
  return std::to_string(n) + " " + unit + (n == 1 ? "" : "s");
}

std::string span_in_words(int64_t seconds) {
  if (seconds < 120) return count_of(seconds, "second");
  if (seconds < 2 * 3600) return count_of(seconds / 60, "minute");
  if (seconds < 2 * 86'400) return count_of(seconds / 3600, "hour");
  return count_of(seconds / 86'400, "day");
}

bool is_date(std::string_view name) {
  return name == "exp" || name == "nbf" || name == "iat" || name == "auth_time";
}

class Indenter final {
public:
  Indenter(std::string_view json, int64_t now) : rest_(json), now_(now) {}

  std::string write() {
    out_ = "  ";
    while (skip_blanks()) take_one();
    note_date();
    return std::move(out_) + "\n";
  }

private:
  bool skip_blanks() {
    const size_t first = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(first == std::string_view::npos ? rest_.size() : first);
    return !rest_.empty();
  }

  void take_one() {
    switch (rest_[0]) {
    case '{':
    case '[': return open();
    case '}':
    case ']': return close();
    case ',':
      out_ += ',';
      note_date();
      drop(1);
      return new_line();
    case ':':
      out_ += ": ";
      if (depth_ == 1) name_ = last_;
      return drop(1);
    case '"': return take_lexeme(end_of_text());
    default: return take_lexeme(std::min(rest_.find_first_of(" \t\r\n,:{}[]\"", 1), rest_.size()));
    }
  }

  void open() {
    out_ += rest_[0];
    drop(1);
    if (skip_blanks() && (rest_[0] == '}' || rest_[0] == ']')) {
      out_ += rest_[0];
      return drop(1);
    }
    ++depth_;
    new_line();
  }

  void close() {
    note_date();
    depth_ -= depth_ > 0;
    new_line();
    out_ += rest_[0];
    drop(1);
  }

  size_t end_of_text() const {
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '\\') ++i;
      else if (rest_[i] == '"') return i + 1;
    }
    return rest_.size();
  }

  void take_lexeme(size_t length) {
    last_ = rest_.substr(0, length);
    append_visible(out_, last_);
    if (last_.size() >= 2 && last_.front() == '"') last_ = last_.substr(1, last_.size() - 2);
    drop(length);
  }

  // Behind a whole member of the outermost object.
  void note_date() {
    if (depth_ == 1 && is_date(name_)) {
      const std::string lexeme(last_);
      char *end = nullptr;
      const double seconds = std::strtod(lexeme.c_str(), &end);
      if (end != lexeme.c_str() && *end == '\0')
        out_ += "    (" + (std::isfinite(seconds) && std::abs(seconds) < 1e15 ? date_in_words(name_, static_cast<int64_t>(std::floor(seconds)), now_) : "no date") + ")";
    }
    if (depth_ == 1) name_ = {};
  }

  void new_line() {
    out_ += '\n';
    out_.append(2 + 2 * std::min(depth_, deepest_indent), ' ');
  }

  void drop(size_t n) { rest_.remove_prefix(n); }

  std::string_view rest_;
  const int64_t now_;
  std::string out_;
  std::string_view last_; // lexeme, without quotes
  std::string_view name_; // of the member that is being read, in the outermost object
  size_t depth_ = 0;
};

} // namespace

bool decode_base64url(std::string_view text, std::string &out) {
  out.clear();
  uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = value_of(c);
    if (value < 0) return false;
    held = held << 6 | static_cast<uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xFF);
  }
  return bits < 6;
}

std::string indented_json(std::string_view json, int64_t now_seconds) {
  const size_t first = json.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && json[first] == '{') return Indenter(json, now_seconds).write();
  std::string out = "  ";
  append_visible(out, json);
  return out + "    (no JSON object)\n";
}

std::string date_in_words(std::string_view name, int64_t seconds, int64_t now_seconds) {
  if (seconds < 0 || seconds >= end_of_9999) return "no date between 1970 and 9999";
  const auto when = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&when, &parts);
  char room[40];
  std::string out(room, std::strftime(room, sizeof room, "%Y-%m-%d %H:%M:%S UTC", &parts));
  const int64_t ahead = seconds - now_seconds;
  if (name == "exp") return out + (ahead > 0 ? ", expires in " + span_in_words(ahead) : ", expired " + span_in_words(-ahead) + " ago");
  if (name == "nbf" && ahead > 0) return out + ", not valid for " + span_in_words(ahead);
  return out + (ahead > 0 ? ", in " + span_in_words(ahead) : ", " + span_in_words(-ahead) + " ago");
}

} // namespace host
