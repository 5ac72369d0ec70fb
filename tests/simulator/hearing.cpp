// hearing.cpp - every answer is matched with its question, and compared with what the handler said.
#include "simulator/client.hpp"
#include "simulator/world.hpp"
#include <algorithm>

namespace simulator {
namespace {

bool says(std::string_view text, std::string_view words) { return text.find(words) != text.npos; }

// "c12 q17.4 and so on": the second word.
std::string_view nonce_of(std::string_view text) {
  const size_t from = text.find(' ');
  if (from == text.npos || text.substr(from + 1, 1) != "q") return {};
  const size_t to = text.find(' ', from + 1);
  return to == text.npos ? std::string_view() : text.substr(from + 1, to - from - 1);
}

} // namespace

void Client::hear_all(Line &line) {
  std::string text;
  std::vector<Said> heard;
  uint64_t progress_bytes = 0, others = 0;
  while (world_.well() && line.next_message(text)) {
    if (line.use == Use::stream && kind_.era == Era::events && endpoint_.empty()) {
      endpoint_ = text;
      continue;
    }
    if (line.use == Use::stray || (line.use != Use::channel && line.status >= 400)) { // its status says it all
      line.refusal = text;
      continue;
    }
    if (world_.plant == Plant::lost_answer && world_.dice.one_in(500)) continue;
    if (!world_.reader.read(text, heard)) return world_.complain(name + " hears what is no message: " + text);
    const bool own = line.use == Use::call || line.use == Use::greet || (line.use == Use::resume && !line.bore_session);
    for (const Said &said : heard) {
      hear(line, own ? line.questions : waiting_, said);
      if (said.method == "notifications/progress") progress_bytes += text.size() + (line.carrier() == TENON_HTTP ? 8 : 0);
      else ++others; // an answer is always taken, and the report that was parked goes before it
      if (world_.plant == Plant::repeated_answer && said.method.empty() && world_.dice.one_in(500)) hear(line, own ? line.questions : waiting_, said);
    }
  }
  const uint64_t bound = world_.bounds.outbox_bytes / (world_.plant == Plant::narrow_bound ? 2 : 1);
  if (progress_bytes > bound + 256 * (2 + others) && line.use != Use::resume) // one report was parked before the client looked, one after
    world_.complain(name + " hears more progress at once than may wait: " + std::to_string(progress_bytes) + " bytes");
}

void Client::hear(Line &line, std::vector<uint32_t> &open, const Said &said) {
  if (!world_.well()) return;
  if (said.method == "notifications/progress") return hear_progress(open, said);
  if (said.method == "notifications/tools/list_changed" && world_.workshop.has_varied() && kind_.era != Era::modern) return;
  if (!said.method.empty()) return world_.complain(name + " hears " + std::string(said.method) + ", which nobody sent");
  Question *const q = match(open, said);
  if (!q) return world_.complain(name + " hears an answer that is not its own, or no longer: " + std::string(said.text));
  const bool refused = said.is_error && !q->ran && q->settled == Settled::no;
  if (q->settled != Settled::no && said.id != q->id) return world_.complain(name + " hears its answer under another id");
  const bool greeted = q->plan == Plan::greet && !said.is_error;
  strike(open, *q);
  world_.ledger.close(*q, refused && is_work(q->plan) ? Fate::refused : Fate::answered);
  if (!greeted || world_.ended) return;
  stage_ = Stage::open;
  if (kind_.carrier != TENON_HTTP) return line.write(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  session_ = line.session_id;
  if (kind_.era == Era::session && session_.empty()) return world_.complain(name + " is greeted without a session");
  post_note(Use::note, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
}

void Client::hear_progress(std::vector<uint32_t> &open, const Said &said) {
  Question *const q = world_.ledger.find(said.token);
  if (!q || !q->open || std::find(open.begin(), open.end(), q->slot) == open.end()) {
    for (const auto &[slot, generation] : cancelled_)
      if (said.token == "q" + std::to_string(slot) + "." + std::to_string(generation)) return;
    return world_.complain(name + " hears progress of " + std::string(said.token) + ", which is not its own, or over");
  }
  if (said.progress <= q->heard || said.progress > q->told) return world_.complain(name + " hears progress that was not told");
  q->heard = said.progress;
}

// By what the text says; an answer without a nonce belongs to the first question that it fits.
Question *Client::match(const std::vector<uint32_t> &open, const Said &said) {
  const std::string_view nonce = nonce_of(said.text);
  if (!nonce.empty()) {
    Question *const q = world_.ledger.find(nonce);
    if (!q || !q->open || q->client != this || std::find(open.begin(), open.end(), q->slot) == open.end()) return nullptr;
    check_answer(*q, said);
    return q;
  }
  for (const uint32_t slot : open)
    if (Question &q = world_.ledger.at(slot); fits(q, said)) return &q;
  return nullptr;
}

void Client::check_answer(const Question &q, const Said &said) {
  std::string text;
  append_answer(text, q);
  const bool kind_fits = (q.settled == Settled::fault && said.is_error && said.code == fault_code) || (q.settled == Settled::error && said.is_tool_error) ||
                         (q.settled == Settled::text && !said.is_error && !said.is_tool_error);
  if (!kind_fits || said.text != text) world_.complain(name + " hears another answer than was given: " + std::string(said.text) + " instead of " + text);
}

bool Client::fits(const Question &q, const Said &said) {
  if (said.id != q.id) return said.id == no_id && said.is_error && said.code == -32700 && !q.sent; // the end of the channel cut it in two
  if (said.is_error && fits_refusal(q, said)) return true;
  switch (q.plan) {
  case Plan::ghost: return said.is_error && said.code == -32602;
  case Plan::misfit: return says(said.text, "nvalid arguments") || (said.is_error && said.code == -32602);
  case Plan::ping: return !said.is_error && said.empty;
  case Plan::list: return !said.is_error && said.lists;
  case Plan::greet: return !said.is_error && said.greets;
  case Plan::silent: return q.settled == Settled::silent && said.code == -32603 && says(said.text, "no answer");
  case Plan::huge: return q.settled == Settled::huge && said.code == -32603 && says(said.text, "over the limit");
  default: return false;
  }
}

// What the core says in the handler's place.
bool Client::fits_refusal(const Question &q, const Said &said) const {
  if (says(said.text, "shutting down")) return world_.ended && said.code == -32000;
  if (q.ran) return false;
  if (said.code == -32600 && says(said.text, "in use")) return q.same_id;
  if (said.code == -32000 && says(said.text, "Too many calls")) return q.crowded;
  return said.code == -32700 && !q.sent;
}

void Client::strike(std::vector<uint32_t> &from, const Question &q) {
  const auto at = std::find(from.begin(), from.end(), q.slot);
  if (at != from.end()) from.erase(at);
}

} // namespace simulator
