// asking.cpp - requests as the revisions write them.
#include "simulator/client.hpp"
#include "simulator/world.hpp"

namespace simulator {

Question &Client::ask(Plan plan) {
  Dice &dice = world_.dice;
  Question &q = world_.ledger.ask(*this, plan);
  if (patience_ > 0) --patience_;
  if (!is_work(plan)) return q;
  q.later = dice.one_in(3);
  if (dice.one_in(32)) q.filler = static_cast<uint16_t>(dice.one_in(8) ? dice.below(9000) : dice.below(1500));
  else q.filler = static_cast<uint16_t>(dice.below(40));
  if (dice.one_in(10)) q.reports = static_cast<uint16_t>(dice.one_in(8) ? dice.between(20, 150) : dice.between(1, 6));
  return q;
}

Plan Client::choose_plan() {
  const uint64_t roll = world_.dice.below(64);
  if (roll < 44) return Plan::text;
  if (roll < 47) return Plan::error;
  if (roll < 50) return Plan::fault;
  if (roll < 53) return Plan::result;
  if (roll < 55) return Plan::silent;
  if (roll < 57) return Plan::twice;
  if (roll < 59) return Plan::ghost;
  if (roll < 61) return Plan::misfit;
  if (roll < 62) return Plan::list;
  if (roll < 63) return kind_.era == Era::modern ? Plan::list : Plan::ping;
  return world_.dice.one_in(16) ? Plan::huge : Plan::text;
}

// Everybody takes 1. Where all answers come on one stream, some know that this cannot go on while a 1 is open.
uint64_t Client::choose_id() {
  if (world_.dice.one_in(6) && !(world_.bounds.dispatch && kind_.carrier != TENON_HTTP)) return 1;
  for (uint64_t id = 1;; ++id) {
    bool used = false;
    for (const uint32_t slot : waiting_) used = used || world_.ledger.at(slot).id == id;
    if (!used) return id;
  }
}

void Client::append_request(std::string &out, const Question &q) const {
  if (q.plan == Plan::greet) {
    out += greeting(q);
    return;
  }
  out += R"({"jsonrpc":"2.0","id":)";
  out += std::to_string(q.id);
  out += R"(,"method":")";
  out += q.plan == Plan::ping ? "ping" : q.plan == Plan::list ? "tools/list" : "tools/call";
  out += R"(","params":{)";
  append_params(out, q);
  out += "}}";
}

void Client::append_params(std::string &out, const Question &q) const {
  const bool calls = q.plan != Plan::ping && q.plan != Plan::list;
  if (calls) append_call(out, q);
  const bool modern = kind_.era == Era::modern;
  if (!modern && q.reports == 0) return;
  if (calls) out += ',';
  out += R"("_meta":{)";
  if (modern) {
    out += R"("io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},)"
           R"("io.modelcontextprotocol/clientInfo":{"name":")";
    out += name;
    out += R"(","version":"1"})";
  }
  if (q.reports > 0) {
    out += modern ? R"(,"progressToken":")" : R"("progressToken":")";
    Ledger::append_nonce(out, q);
    out += '"';
  }
  out += '}';
}

void Client::append_call(std::string &out, const Question &q) const {
  out += q.plan == Plan::ghost ? R"("name":"nobody","arguments":{"client":")" : R"("name":"work","arguments":{"client":")";
  out += name;
  if (q.plan == Plan::misfit) { // no nonce
    out += "\"}";
    return;
  }
  out += R"(","nonce":")";
  Ledger::append_nonce(out, q);
  out += "\"}";
}

void Client::append_cancel(std::string &out, uint64_t id) const {
  out += R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" + std::to_string(id);
  if (kind_.era == Era::modern)
    out += R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}})";
  out += "}}";
}

std::string Client::greeting(const Question &q) const {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(q.id) + R"(,"method":"initialize","params":{"protocolVersion":")" + std::string(revision) +
         R"(","capabilities":{},"clientInfo":{"name":")" + name + R"(","version":"1"}}})";
}

} // namespace simulator
