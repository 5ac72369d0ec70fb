// request_state.cpp - the carried state as bytes: a version, numbers of 7 bits a byte, texts behind their length.
#include "protocol/request_state.hpp"
#include "crypto/digest.hpp"
#include "json/writer.hpp"

namespace tenon::protocol {
namespace {

constexpr char version = 1;
constexpr uint8_t checked_later = 0x40; // beside the kind
constexpr size_t least_question_bytes = 8; // kind, six texts and an answer, all empty

void append_number(std::string &out, uint64_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

void append_counted(std::string &out, std::string_view text) {
  append_number(out, text.size());
  out += text;
}

// Reads from the front. Once something was wrong, everything is.
class Bytes final {
public:
  explicit Bytes(std::string_view left) : left_(left) {}
  bool good() const { return good_; }
  bool finished() const { return good_ && left_.empty(); }
  size_t left() const { return left_.size(); }

  uint8_t byte() {
    if (left_.empty()) return fail();
    const uint8_t first = static_cast<uint8_t>(left_.front());
    left_.remove_prefix(1);
    return first;
  }
  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const uint64_t next = byte();
      if (shift == 63 && next > 1) return fail();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) return next == 0 && shift != 0 ? fail() : value; // a number has one spelling
    }
    return fail();
  }
  std::string text() {
    const uint64_t length = number();
    if (!good_ || length > left_.size()) return fail(), std::string();
    std::string read(left_.substr(0, length));
    left_.remove_prefix(length);
    return read;
  }

private:
  uint8_t fail() {
    good_ = false;
    left_ = {};
    return 0;
  }
  std::string_view left_;
  bool good_ = true;
};

void append_question(std::string &out, const Question &question) {
  out += static_cast<char>(static_cast<uint8_t>(question.kind) | (question.checked_later ? checked_later : 0));
  for (const std::string *text : {&question.key, &question.message, &question.schema, &question.url, &question.params, &question.elicitation_id})
    append_counted(out, *text);
}

bool read_question(Bytes &bytes, Question &question) {
  const uint8_t first = bytes.byte(), kind = first & static_cast<uint8_t>(~checked_later);
  question.checked_later = first != kind;
  if (kind < static_cast<uint8_t>(Ask::form) || kind > static_cast<uint8_t>(Ask::roots)) return false;
  question.kind = static_cast<Ask>(kind);
  for (std::string *text : {&question.key, &question.message, &question.schema, &question.url, &question.params, &question.elicitation_id})
    *text = bytes.text();
  return bytes.good();
}

} // namespace

std::string write_state(const RequestState &state) {
  std::string out(1, version);
  append_number(out, static_cast<uint64_t>(state.expires_unix_ms));
  append_number(out, state.rounds);
  append_counted(out, state.state);
  append_number(out, state.questions.size());
  for (size_t i = 0; i < state.questions.size(); ++i) {
    append_question(out, state.questions[i]);
    append_counted(out, i < state.answers.size() ? std::string_view(state.answers[i]) : std::string_view());
  }
  return out;
}

std::optional<RequestState> read_state(std::string_view text) {
  Bytes bytes(text);
  if (bytes.byte() != static_cast<uint8_t>(version)) return std::nullopt;
  RequestState state;
  state.expires_unix_ms = static_cast<int64_t>(bytes.number());
  const uint64_t rounds = bytes.number();
  state.rounds = static_cast<uint32_t>(rounds);
  state.state = bytes.text();
  const uint64_t count = bytes.number();
  if (!bytes.good() || rounds > UINT32_MAX || count > bytes.left() / least_question_bytes) return std::nullopt;
  state.questions.resize(count);
  state.answers.resize(count);
  for (size_t i = 0; i < count; ++i) {
    if (!read_question(bytes, state.questions[i])) return std::nullopt;
    state.answers[i] = bytes.text();
  }
  if (!bytes.finished()) return std::nullopt;
  return state;
}

std::string binding(std::string_view principal, std::string_view method, std::string_view name_or_uri, std::string_view arguments_json) {
  std::string compact, out;
  json::append_compact(compact, arguments_json);
  unsigned char digest[32];
  crypto::sha256(compact, digest);
  for (const std::string_view part : {principal, method, name_or_uri}) append_counted(out, part);
  out.append(reinterpret_cast<const char *>(digest), sizeof digest);
  return out;
}

} // namespace tenon::protocol
