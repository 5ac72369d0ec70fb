// ledger.cpp - slots that are used again, each time under a new name.
#include "simulator/ledger.hpp"
#include <charconv>

namespace simulator {
namespace {

void append_number(std::string &out, uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

} // namespace

Question &Ledger::ask(Client &client, Plan plan) {
  if (free_.empty()) {
    free_.push_back(static_cast<uint32_t>(slots_.size()));
    slots_.emplace_back().slot = free_.back();
  }
  Question &slot = slots_[free_.back()];
  free_.pop_back();
  Question fresh;
  fresh.slot = slot.slot;
  fresh.generation = slot.generation + 1;
  fresh.client = &client;
  fresh.plan = plan;
  fresh.open = true;
  slot = fresh;
  ++asked_;
  ++open_;
  return slot;
}

// "q17.4": slot and generation, so that the answer to an older question of the slot is noticed.
void Ledger::append_nonce(std::string &out, const Question &q) {
  out += 'q';
  append_number(out, q.slot);
  out += '.';
  append_number(out, q.generation);
}

Question *Ledger::find(std::string_view nonce) {
  if (nonce.size() < 4 || nonce[0] != 'q') return nullptr;
  uint32_t slot = 0, generation = 0;
  const char *const end = nonce.data() + nonce.size();
  const auto first = std::from_chars(nonce.data() + 1, end, slot);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return nullptr;
  const auto second = std::from_chars(first.ptr + 1, end, generation);
  if (second.ec != std::errc() || second.ptr != end || slot >= slots_.size()) return nullptr;
  Question &q = slots_[slot];
  return q.generation == generation && (q.open || q.held) ? &q : nullptr;
}

void Ledger::hold(Question &q, tenon_reply *reply) {
  q.held = true;
  q.ran = q.taken = true;
  q.reply = reply;
}

void Ledger::let_go(Question &q) {
  q.held = false;
  q.reply = nullptr;
  free_if_over(q);
}

void Ledger::close(Question &q, Fate fate) {
  q.open = false;
  --open_;
  ++fates_[static_cast<size_t>(fate)];
  free_if_over(q);
}

void Ledger::free_if_over(Question &q) {
  if (!q.open && !q.held) free_.push_back(q.slot);
}

} // namespace simulator
