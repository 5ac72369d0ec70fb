// line.cpp - what the contract says about feed, end, answer, pull, sent, wake and drop, checked at each call.
#include "simulator/line.hpp"
#include "simulator/client.hpp"
#include "simulator/world.hpp"
#include <algorithm>

namespace simulator {

Line::Line(World &world, Client &owner, Use what, uint64_t serial)
    : client(owner), use(what), peer("line-" + std::to_string(serial)), world_(world) {}

Line::~Line() {
  if (exchange_) tenon_exchange_close(exchange_, world_.clock.now()); // only after a complaint
}

bool Line::open(tenon_head head) {
  head.size = sizeof head;
  head.peer = str(peer);
  head.user = this;
  head.wake = wake;
  head.drop = drop;
  carrier_ = head.carrier;
  last_taken_ = world_.clock.ms();
  world_.opened(*this);
  if (world_.verbose) world_.tell(client.name + " " + peer, view(head.method), head.method.len > 0 && head.headers[head.header_count - 1].name.len == 13 ? view(head.headers[head.header_count - 1].value) : view(head.target));
  const tenon_status said = tenon_exchange_open(world_.server, &head, world_.now(), &exchange_);
  if (said != TENON_OK) world_.complain(std::string("open says ") + tenon_status_name(said));
  return said == TENON_OK;
}

void Line::write(std::string_view message) {
  written_total_ += message.size();
  if (carrier_ == TENON_MESSAGES) return letters_.emplace_back(message), void();
  out_ += message;
  if (carrier_ != TENON_LINES) return;
  out_ += '\n';
  ++written_total_;
}

bool Line::feed() {
  if (intake_over_ || !exchange_) return false;
  Dice &dice = world_.dice;
  if (carrier_ == TENON_MESSAGES) {
    if (letters_.empty() || !feed_bytes(letters_.front())) return false;
    letters_.pop_front();
    return true;
  }
  if (!out_.empty()) {
    const size_t piece = dice.one_in(3) ? dice.between(1, std::min<size_t>(out_.size(), 64)) : dice.one_in(4) ? dice.between(1, out_.size()) : out_.size();
    if (feed_bytes(std::string_view(out_).substr(0, piece))) out_.erase(0, piece);
  }
  return out_.empty();
}

bool Line::feed_bytes(std::string_view piece) {
  if (world_.verbose) world_.tell(client.name + " " + peer, "feeds", piece);
  const tenon_status said = tenon_exchange_feed(exchange_, piece.data(), piece.size(), world_.now());
  if (said == TENON_FINISHED) {
    refused_ = intake_over_ = true;
    return false;
  }
  if (said == TENON_BUSY && carrier_ != TENON_HTTP) {
    busy_ = true; // the outbox is over its bound: listen() sees whether that is so
    since_busy_ = 0;
    return false;
  }
  if (said != TENON_OK) return world_.complain(std::string("feed says ") + tenon_status_name(said)), false;
  fed_total_ += piece.size();
  return true;
}

void Line::end() {
  if (intake_over_ || !exchange_) return;
  intake_over_ = true;
  const tenon_status said = tenon_exchange_end(exchange_, world_.now());
  if (said != TENON_OK) world_.complain(std::string("end says ") + tenon_status_name(said));
}

// The client looks. IDLE arms the wake, and a patient client does not look again before it came.
void Line::look(tenon_status said) {
  if (armed_ && said != TENON_IDLE) world_.complain("something came without a wake");
  armed_ = said == TENON_IDLE;
  woken_ = false;
}

bool Line::take_head() {
  tenon_answer answer{};
  answer.size = sizeof answer;
  const tenon_status said = tenon_exchange_answer(exchange_, &answer);
  look(said);
  if (said == TENON_IDLE) return false;
  if (said != TENON_OK) return world_.complain(std::string("answer says ") + tenon_status_name(said)), false;
  has_head_ = true;
  status = answer.status;
  body_length = answer.body_length;
  if (world_.verbose) world_.tell(client.name + " " + peer, "gets", std::to_string(status));
  world_.trace.add(static_cast<uint64_t>(status));
  world_.trace.add(static_cast<uint64_t>(body_length));
  for (size_t i = 0; i < answer.header_count; ++i)
    if (view(answer.headers[i].name) == "Mcp-Session-Id") session_id = view(answer.headers[i].value);
  return true;
}

void Line::listen(size_t appetite, bool patient) {
  if (!exchange_ || finished_ || (patient && armed_ && !woken_)) return;
  if (carrier_ == TENON_HTTP && !has_head_ && !take_head()) return;
  while (appetite > 0 && pull_once(appetite)) {}
}

bool Line::pull_once(size_t &appetite) {
  tenon_str bytes{};
  const tenon_status said = tenon_exchange_pull(exchange_, &bytes);
  look(said);
  if (said == TENON_IDLE || said == TENON_FINISHED) {
    if (peeked_ && !stalled) world_.complain("what had been pulled went without being sent");
    if (busy_ && !stalled && since_busy_ <= world_.bounds.outbox_bytes) world_.complain("feed said BUSY while the outbox had room");
    busy_ = false;
    peeked_ = nullptr;
    finished_ = said == TENON_FINISHED;
    if (finished_ && carrier_ == TENON_HTTP && body_length >= 0 && received_ != static_cast<uint64_t>(body_length)) world_.complain("the body is not as long as was said");
    if (finished_ && carrier_ != TENON_HTTP) check_close_code();
    return false;
  }
  if (said != TENON_OK || bytes.len == 0) return world_.complain(std::string("pull says ") + tenon_status_name(said)), false;
  if (!check_peeked(bytes)) return false;
  if (world_.dice.one_in(24)) { // written later: the view has to stay until then
    peeked_ = bytes.data;
    peeked_text_ = view(bytes);
    return false;
  }
  const bool whole = carrier_ == TENON_MESSAGES || !world_.dice.one_in(8);
  const size_t taken = whole ? std::min(bytes.len, carrier_ == TENON_MESSAGES ? bytes.len : appetite) : world_.dice.between(1, std::min(bytes.len, appetite));
  world_.trace.add(view(bytes).substr(0, taken));
  if (world_.verbose) world_.tell(client.name + " " + peer, "pulls", view(bytes).substr(0, taken));
  if (carrier_ == TENON_MESSAGES) mail_.emplace_back(view(bytes));
  else in_ += view(bytes).substr(0, taken);
  received_ += taken;
  since_busy_ += taken;
  last_taken_ = world_.clock.ms();
  appetite -= std::min(appetite, taken);
  const tenon_status sent = tenon_exchange_sent(exchange_, taken, world_.now());
  if (sent != TENON_OK) world_.complain(std::string("sent says ") + tenon_status_name(sent));
  return true;
}

bool Line::check_peeked(tenon_str bytes) {
  if (!peeked_) return true;
  const bool same = bytes.data == peeked_ && view(bytes) == peeked_text_;
  peeked_ = nullptr;
  if (!same) world_.complain("a pulled view changed before it was sent");
  return same;
}

void Line::check_close_code() {
  tenon_answer answer{};
  answer.size = sizeof answer;
  if (tenon_exchange_answer(exchange_, &answer) != TENON_OK) return world_.complain("a channel that is over has no close code");
  close_code = answer.close_code;
  world_.trace.add(static_cast<uint64_t>(close_code));
  const int64_t wanted = stalled ? 1008 : no_room ? 1013 : world_.ended ? 1001 : 1000;
  if (close_code != wanted && !(world_.ended && close_code == 1000)) world_.complain("close code " + std::to_string(close_code) + ", not " + std::to_string(wanted));
}

bool Line::next_message(std::string &out) {
  if (carrier_ == TENON_MESSAGES) {
    if (mail_.empty()) return false;
    out = std::move(mail_.front());
    mail_.pop_front();
    return true;
  }
  if (carrier_ == TENON_LINES) return next_line(out);
  if (is_stream()) return next_event(out);
  if (!finished_ || in_.empty()) return false;
  out.swap(in_); // one body
  in_.clear();
  return true;
}

bool Line::next_line(std::string &out) {
  const size_t end = in_.find('\n', read_);
  if (end == in_.npos) {
    in_.erase(0, read_);
    read_ = 0;
    return false;
  }
  out.assign(in_, read_, end - read_);
  read_ = end + 1;
  return true;
}

// The data of the next event that has some; an `endpoint` event comes as what it is. Events without data may bear an id.
bool Line::next_event(std::string &out) {
  for (size_t end = in_.find("\n\n", read_); end != in_.npos; end = in_.find("\n\n", read_)) {
    out.clear();
    for (size_t at = read_; at < end + 1;) {
      const size_t stop = in_.find('\n', at);
      const std::string_view field = std::string_view(in_).substr(at, stop - at);
      if (field.substr(0, 6) == "data: ") out += field.substr(6);
      else if (field.substr(0, 4) == "id: ") last_event_id = field.substr(4);
      at = stop + 1;
    }
    read_ = end + 2;
    if (!out.empty()) return true;
  }
  in_.erase(0, read_);
  read_ = 0;
  return false;
}

void Line::close() {
  if (!exchange_) return;
  if (world_.verbose) world_.tell(client.name + " " + peer, "closes", "");
  if (world_.plant == Plant::kept_exchange && world_.dice.one_in(1000)) return exchange_ = nullptr, world_.closed(*this);
  tenon_exchange_close(exchange_, world_.now());
  exchange_ = nullptr;
  if (world_.plant == Plant::double_drop && world_.dice.one_in(1000)) drop(this);
  if (!dropped_) world_.complain("an exchange was closed, and its user not dropped");
  world_.closed(*this);
}

void Line::wake(void *user) {
  Line &line = *static_cast<Line *>(user);
  if (line.world_.plant == Plant::lost_wake && line.world_.dice.one_in(100)) return;
  if (!line.armed_ || line.dropped_) line.world_.complain("a wake came that nobody had armed");
  line.armed_ = false;
  line.woken_ = true;
}

void Line::drop(void *user) {
  Line &line = *static_cast<Line *>(user);
  if (line.dropped_) line.world_.complain("an exchange's user was dropped twice");
  line.dropped_ = true;
}

} // namespace simulator
