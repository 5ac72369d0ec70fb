// workshop.cpp - what handlers do, and what the core has to say to it.
#include "simulator/client.hpp"
#include "simulator/world.hpp"

namespace simulator {
namespace {

constexpr std::string_view schema =
    R"({"type":"object","properties":{"client":{"type":"string"},"nonce":{"type":"string","minLength":4}},"required":["client","nonce"]})";

// Text that has to be escaped; of results given as JSON, text that has not.
void append_filler(std::string &out, size_t bytes, bool plain) {
  constexpr std::string_view odd = "tab\t \"quoted\" back\\slash\n</script> \x01 0123456789 ";
  constexpr std::string_view even = "the quick brown fox jumps over the lazy dog, and ";
  const std::string_view pattern = plain ? even : odd;
  for (; bytes > pattern.size(); bytes -= pattern.size()) out += pattern;
  out += pattern.substr(0, bytes);
}

} // namespace

void append_answer(std::string &out, const Question &q) {
  out += q.client->name;
  out += ' ';
  Ledger::append_nonce(out, q);
  out += ' ';
  append_filler(out, q.filler, q.plan == Plan::result);
}

void Workshop::open() { add_tool("work", false); }

void Workshop::add_tool(const std::string &name, bool decoy) {
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str(name);
  tool.description = str(decoy ? "Comes and goes." : "Does what the question says.");
  tool.input_schema = str(schema);
  tool.user = this;
  tool.drop = drop;
  tool.run = run;
  ++added_;
  expect_status("add_tool", tenon_server_add_tool(world_.server, &tool, nullptr), TENON_OK);
}

void Workshop::vary_tools() {
  if (decoys_ < 5 && world_.dice.one_in(2)) add_tool("decoy-" + std::to_string(decoys_++), true);
  else if (decoys_ > 0) expect_status("remove_tool", tenon_server_remove_tool(world_.server, str("decoy-" + std::to_string(--decoys_))), TENON_OK);
}

void Workshop::run(void *user, const tenon_call *call, tenon_reply *reply) { static_cast<Workshop *>(user)->begin(*call, reply); }

void Workshop::drop(void *user) {
  Workshop &shop = *static_cast<Workshop *>(user);
  if (++shop.dropped_ > shop.added_) shop.world_.complain("a tool was dropped twice");
}

void Workshop::take(tenon_work *work) {
  works_.push_back(work);
  if (!next_) return;
  for (const uint32_t slot : *next_) {
    Question &q = world_.ledger.at(slot);
    if (q.taken || !is_work(q.plan)) continue;
    q.taken = true;
    return;
  }
  world_.complain("more work came than calls were made");
}

void Workshop::begin(const tenon_call &call, tenon_reply *reply) {
  ++unsettled_;
  Question *const q = recognise(call);
  if (!q) {
    tenon_reply_release(reply, world_.now());
    --unsettled_;
    return;
  }
  world_.ledger.hold(*q, reply);
  check_wanted(*q);
  if (!q->later) return go_on(*q);
  due_.emplace(world_.clock.ms() + (world_.dice.one_in(8) ? world_.dice.between(100, 20'000) : world_.dice.below(120)), q->slot);
}

Question *Workshop::recognise(const tenon_call &call) {
  tenon_str nonce{}, client{};
  tenon_call_text(&call, str("nonce"), &nonce);
  tenon_call_text(&call, str("client"), &client);
  Question *const q = world_.ledger.find(view(nonce));
  const std::string said(view(nonce));
  if (!q || !q->open || q->ran) return world_.complain("a handler was called for " + said + ", which is over, or twice"), nullptr;
  if (q->unwanted) return world_.complain("a handler was called for " + said + ", which nobody wants any more"), nullptr;
  if (view(client) != q->client->name || view(call.subject) != q->client->name || view(call.client_name) != q->client->name)
    return world_.complain("the call " + said + " of " + q->client->name + " came under another name"), nullptr;
  if (view(call.revision) != q->client->revision) return world_.complain("the call " + said + " came in another revision"), nullptr;
  return q;
}

void Workshop::step() {
  Dice &dice = world_.dice;
  while (!due_.empty() && due_.top().first <= world_.clock.ms()) {
    Question &q = world_.ledger.at(due_.top().second);
    due_.pop();
    go_on(q);
  }
  if (!works_.empty() && dice.one_in(2)) {
    const size_t at = dice.below(works_.size());
    tenon_work *const work = works_[at];
    works_[at] = works_.back();
    works_.pop_back();
    tenon_work_run(work, world_.now());
  }
  if (!to_release_.empty() && dice.one_in(20)) {
    release(world_.ledger.at(to_release_.back()));
    to_release_.pop_back();
  }
}

void Workshop::finish() {
  while (!works_.empty() || !due_.empty()) {
    while (!works_.empty()) {
      tenon_work *const work = works_.back();
      works_.pop_back();
      tenon_work_run(work, world_.now());
    }
    if (due_.empty()) break;
    Question &q = world_.ledger.at(due_.top().second);
    due_.pop();
    go_on(q);
  }
  for (const uint32_t slot : to_release_) release(world_.ledger.at(slot));
  to_release_.clear();
}

void Workshop::close() {
  while (decoys_ > 0) expect_status("remove_tool", tenon_server_remove_tool(world_.server, str("decoy-" + std::to_string(--decoys_))), TENON_OK);
}

void Workshop::go_on(Question &q) {
  check_wanted(q);
  if (q.reports > 0) {
    report(q);
    if (q.reports > 0) {
      due_.emplace(world_.clock.ms() + world_.dice.below(30), q.slot);
      return;
    }
  }
  settle(q);
}

void Workshop::report(Question &q) {
  const uint64_t now = q.later ? world_.dice.between(1, 40) : q.reports;
  for (uint64_t i = 0; i < now && q.reports > 0; ++i) {
    --q.reports;
    q.told += 1;
    const tenon_status status = tenon_reply_progress(q.reply, q.told, 0, str("as far as this, and much further"), world_.now());
    if (status != TENON_OK && status != TENON_DROPPED) expect_status("progress", status, TENON_OK);
  }
  if (world_.dice.one_in(16)) expect_status("progress that shrinks", tenon_reply_progress(q.reply, q.told, 0, str(""), world_.now()), TENON_INVALID);
}

void Workshop::settle(Question &q) {
  if (world_.dice.one_in(64)) // a mistake of the host settles nothing
    expect_status("no result", tenon_reply_result(q.reply, str("{\"content\":7}"), world_.now()), TENON_INVALID);
  --unsettled_;
  world_.settling = &q;
  say(q);
  world_.settling = nullptr;
  if (q.open) q.client->was_settled(q);
  if (world_.plant == Plant::kept_reply && world_.dice.one_in(500)) return world_.ledger.let_go(q);
  if (q.plan != Plan::silent && world_.dice.one_in(8)) to_release_.push_back(q.slot);
  else release(q);
}

void Workshop::say(Question &q) {
  text_.clear();
  const Question *told = &q;
  if (world_.plant == Plant::swapped_answers && !due_.empty() && world_.dice.one_in(50)) told = &world_.ledger.at(due_.top().second);
  if (told->open) append_answer(text_, *told);
  else text_ = "nobody waits for this";
  if (world_.verbose) world_.tell("the handler", "settles", text_.substr(0, 40));
  const tenon_now now = world_.now();
  switch (q.plan) {
  case Plan::error:
    q.settled = Settled::error;
    return expect_status("tool_error", tenon_reply_tool_error(q.reply, str(text_), now), TENON_OK);
  case Plan::fault:
    q.settled = Settled::fault;
    return expect_status("fail", tenon_reply_fail(q.reply, fault_code, str(text_), now), TENON_OK);
  case Plan::silent: q.settled = Settled::silent; return; // released without a word
  case Plan::huge:
    q.settled = Settled::huge;
    text_.resize(world_.bounds.result_bytes + 1, '.');
    return expect_status("a text over the limit", tenon_reply_text(q.reply, str(text_), now), TENON_LIMIT);
  case Plan::result:
    q.settled = Settled::text;
    text_ = R"({"content":[{"type":"text","text":")" + text_ + "\"}]}";
    return expect_status("result", tenon_reply_result(q.reply, str(text_), now), TENON_OK);
  default: q.settled = Settled::text; expect_status("text", tenon_reply_text(q.reply, str(text_), now), TENON_OK);
  }
  if (q.plan != Plan::twice) return;
  expect_status("a second text", tenon_reply_text(q.reply, str("again"), now), TENON_GONE);
  expect_status("progress after the end", tenon_reply_progress(q.reply, 1e9, 0, str(""), now), TENON_GONE);
}

void Workshop::release(Question &q) {
  if (q.settled == Settled::silent) world_.settling = &q;
  tenon_reply_release(q.reply, world_.now());
  world_.settling = nullptr;
  world_.ledger.let_go(q);
}

void Workshop::check_wanted(const Question &q) {
  if (q.settled != Settled::no) return;
  const bool told = tenon_reply_cancelled(q.reply) == 1 && world_.plant != Plant::deaf_handler;
  if (told != q.unwanted)
    world_.complain(told ? "a handler hears that nobody waits, but somebody does" : "nobody waits, and the handler does not hear it");
}

void Workshop::expect_status(const char *what, tenon_status got, tenon_status wanted) {
  if (got != wanted) world_.complain(std::string(what) + " says " + tenon_status_name(got) + ", not " + tenon_status_name(wanted));
}

} // namespace simulator
