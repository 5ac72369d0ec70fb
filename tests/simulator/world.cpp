// world.cpp - one small step after the other, and what the host knows, held against what the core says.
#include "simulator/world.hpp"
#include "simulator/client.hpp"
#include "simulator/line.hpp"
#include <array>
#include <cstdio>

namespace simulator {
namespace {

constexpr size_t crowd = 300;
constexpr std::string_view secret = "a secret of the simulator, long enough", strange_secret = "a secret that the server does not know";

constexpr std::array<Kind, 14> kinds{{
    {Era::events, TENON_HTTP, "2024-11-05"},    {Era::events, TENON_HTTP, "2024-11-05"},    {Era::session, TENON_HTTP, "2025-03-26"},
    {Era::session, TENON_HTTP, "2025-06-18"},   {Era::session, TENON_HTTP, "2025-11-25"},   {Era::session, TENON_HTTP, "2025-11-25"},
    {Era::session, TENON_LINES, "2024-11-05"},  {Era::session, TENON_LINES, "2025-11-25"},  {Era::session, TENON_MESSAGES, "2025-06-18"},
    {Era::modern, TENON_HTTP, "2026-07-28"},    {Era::modern, TENON_HTTP, "2026-07-28"},    {Era::modern, TENON_HTTP, "2026-07-28"},
    {Era::modern, TENON_LINES, "2026-07-28"},   {Era::modern, TENON_MESSAGES, "2026-07-28"},
}};

Bounds choose_bounds(Dice &dice) {
  Bounds b;
  b.exchanges = dice.one_in(6) ? dice.between(300, 900) : 2000;
  b.conversations = dice.one_in(6) ? dice.between(80, 200) : 1000;
  b.calls = dice.between(3, 12);
  b.undelivered_bytes = dice.between(1000, 6000);
  b.stored_bytes = dice.one_in(2) ? dice.between(500, 4000) : Bounds::ample;
  b.outbox_bytes = dice.between(2000, 8000);
  b.result_bytes = 64 << 10;
  b.stalled_ms = dice.between(8'000, 60'000);
  b.idle_ms = 30 * 60'000;
  b.dispatch = dice.one_in(3);
  return b;
}

} // namespace

World::World(uint64_t seed, Plant planted, Trace &into, bool talks)
    : dice(seed), trace(into), plant(planted), verbose(talks), bounds(choose_bounds(dice)), workshop(*this) { start(); }

World::~World() { // what is left is left only after a complaint
  workshop.finish();
  clients_.clear();
  if (!ended) tenon_server_destroy(server, clock.now());
}

void World::start() {
  tenon_options options{};
  options.size = sizeof options;
  options.max_exchanges = bounds.exchanges;
  options.max_conversations = bounds.conversations;
  options.max_calls = bounds.calls;
  options.max_undelivered_bytes = bounds.undelivered_bytes;
  options.max_outbox_bytes = bounds.outbox_bytes;
  options.max_result_bytes = bounds.result_bytes;
  options.max_stalled_ms = bounds.stalled_ms;
  options.conversation_idle_ms = bounds.idle_ms;
  options.max_stored_event_bytes = bounds.stored_bytes;
  tenon_host host{};
  host.size = sizeof host;
  host.user = this;
  host.drop = drop_host;
  host.log = hear_log;
  host.entropy = give_entropy;
  host.deadline_moved = deadline_moved;
  host.dispatch = bounds.dispatch ? take_work : nullptr;
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  if (tenon_server_create(&options, &host, &server, nullptr) != TENON_OK || tenon_server_require_token(server, &policy, nullptr) != TENON_OK)
    return complain("no server");
  workshop.open();
  for (size_t i = 0; i < crowd; ++i) clients_.push_back(make_client());
}

std::unique_ptr<Client> World::make_client() {
  auto client = std::make_unique<Client>(*this, kinds[dice.below(kinds.size())], ++serial_);
  by_name_.emplace(client->name, client.get());
  return client;
}

void World::complain(std::string words) {
  if (complaint.empty()) complaint = std::move(words);
}

void World::tell(std::string_view who, std::string_view what, std::string_view words) const {
  if (!verbose) return;
  std::printf("%llu %llu ms %.*s %.*s ", static_cast<unsigned long long>(steps), static_cast<unsigned long long>(clock.ms()), static_cast<int>(who.size()), who.data(),
              static_cast<int>(what.size()), what.data());
  for (const char c : words) std::printf(c < ' ' ? "\\x%02x" : "%c", static_cast<unsigned char>(c));
  std::printf("\n");
}

void World::live(uint64_t questions) {
  const bool calm = dice.one_in(2);
  while (well() && ledger.asked() < questions) step();
  if (!well()) return;
  if (calm) end_calmly();
  else end_roughly();
  if (well()) check_empty();
  for (size_t i = 0; i < fate_names.size(); ++i) trace.add(ledger.fate(static_cast<Fate>(i)));
}

void World::step() {
  ++steps;
  clock.creep(dice);
  tick_if_due();
  workshop.step();
  std::unique_ptr<Client> &client = clients_[dice.below(clients_.size())];
  client->step();
  if (client->over() && !ended) {
    by_name_.erase(client->name);
    client = make_client();
  }
  if (steps % 512 == 0 && well()) check_counts();
  if (steps % 4096 == 0 && !ended) workshop.vary_tools();
}

// The host looks at the deadline only when it was told to, and comes late at times.
void World::tick_if_due() {
  if (ended) return;
  if (moved_) {
    moved_ = false;
    deadline_ = tenon_server_next_deadline(server);
  } else if (steps % 64 == 0 && tenon_server_next_deadline(server) < deadline_) complain("an earlier deadline appeared, and nobody said so");
  if (clock.ms() < deadline_ || dice.one_in(4)) return;
  if (tenon_server_tick(server, clock.now()) != TENON_OK) complain("tick failed");
  deadline_ = tenon_server_next_deadline(server);
  moved_ = false;
  if (deadline_ <= clock.ms()) complain("after a tick something is still due");
}

uint64_t World::conversations_in_core() const {
  tenon_counts counts{};
  counts.size = sizeof counts;
  if (!ended) tenon_server_counts(server, &counts);
  return counts.conversations;
}

void World::check_counts() {
  tenon_counts counts{};
  counts.size = sizeof counts;
  if (ended) return;
  if (tenon_server_counts(server, &counts) != TENON_OK) return complain("no counts");
  const auto compare = [this](const char *what, uint64_t core, uint64_t host) {
    if (core != host) complain("the core counts " + std::to_string(core) + " " + what + ", the host " + std::to_string(host));
  };
  compare("exchanges", counts.exchanges, open_lines_.size());
  compare("calls", counts.calls, workshop.owed());
  compare("conversations", counts.conversations, conversations.size());
  compare("tools", counts.tools, workshop.tools());
  if (counts.conversations > bounds.conversations) complain("more conversations than may be");
}

// --- the end

void World::end_calmly() {
  for (const auto &client : clients_) client->calm_down();
  come_to_rest();
  for (const auto &client : clients_)
    if (well()) client->account_for_the_rest();
  for (const auto &client : clients_)
    if (well()) client->leave();
  if (!well()) return;
  workshop.finish();
  clock.pass(2 * bounds.idle_ms); // sessions that nobody ended
  tenon_server_tick(server, clock.now());
  check_counts();
  if (well() && !conversations.empty()) complain("a conversation does not end");
  workshop.close();
  ended = true;
  tenon_server_destroy(server, clock.now());
}

void World::come_to_rest() {
  for (int round = 0; round < 400 && well(); ++round) {
    bool rest = true;
    workshop.finish();
    for (const auto &client : clients_) {
      for (int i = 0; i < 8 && !client->at_rest() && well(); ++i) client->step();
      rest = rest && client->at_rest();
    }
    tick_if_due();
    check_counts();
    if (rest) return;
    clock.pass(1);
  }
}

// The host has no patience: everything is open, and goes in any order.
void World::end_roughly() {
  ended = true;
  tenon_server_destroy(server, clock.now());
  conversations.clear();
  for (Question &q : ledger.all())
    if ((q.open || q.held) && q.settled == Settled::no) q.unwanted = true;
  for (const auto &client : clients_) client->calm_down();
  for (size_t i = 0; i < 20 * clients_.size() && well(); ++i) step();
  if (drops_ > 0 && (!open_lines_.empty() || !workshop.holds_nothing())) complain("the host was dropped while it was needed");
  if (dice.one_in(2)) workshop.finish();
  for (const auto &client : clients_)
    if (well()) client->leave();
  workshop.finish();
}

void World::check_empty() {
  for (const auto &client : clients_)
    if (!client->over()) return complain("somebody does not go");
  if (ledger.open() > 0) complain(std::to_string(ledger.open()) + " questions have no end");
  if (!open_lines_.empty()) complain("an exchange was not closed");
  if (!workshop.holds_nothing()) complain("a reply was not released");
  if (!workshop.all_dropped()) complain("a tool was not dropped");
  if (drops_ != 1) complain("the host was dropped " + std::to_string(drops_) + " times");
}

// --- what the clients report

void World::opened(Line &line) {
  open_lines_.emplace(line.peer, &line);
  line.no_room = open_lines_.size() > bounds.exchanges;
}

void World::closed(Line &line) { open_lines_.erase(line.peer); }

Client *World::someone() { return clients_[dice.below(clients_.size())].get(); }

std::string World::sign_token(const std::string &subject, bool ours) {
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(ours ? secret : strange_secret);
  request.subject = str(subject);
  request.expires_in_seconds = 10 * 365 * 86'400;
  char text[1024];
  tenon_buffer buffer{sizeof buffer, text, sizeof text, 0};
  constexpr tenon_now long_ago{0, 1'690'000'000'000}; // so that no wall clock is before it
  if (tenon_token_sign(&request, long_ago, &buffer, nullptr) != TENON_OK) complain("no token");
  return {text, buffer.len};
}

// --- what the core calls

void World::hear_log(void *user, const tenon_log_record *r) {
  static_cast<World *>(user)->log(view(r->event), view(r->reason), view(r->subject), view(r->peer));
}

void World::log(std::string_view event, std::string_view reason, std::string_view subject, std::string_view peer) {
  tell(subject, event, reason);
  if (event == "conversation_ended") {
    const auto found = by_name_.find(std::string(subject));
    if (found != by_name_.end()) found->second->idled_away();
    conversations.erase(std::string(subject));
  } else if (event == "late_answer_dropped") {
    if (settling && settling->open) settling->client->dropped(*settling, reason == "id_reused" ? Fate::id_reused : Fate::over_bound);
  } else if (event == "events_lost") {
    const auto found = by_name_.find(std::string(subject));
    if (found != by_name_.end()) found->second->events_lost();
  } else if (event == "reader_stalled") {
    const auto found = open_lines_.find(std::string(peer));
    if (found == open_lines_.end()) return complain("a reader stalled that is not there");
    found->second->client.cut_off(*found->second);
  }
}

int32_t World::give_entropy(void *user, void *out, size_t len) {
  World &world = *static_cast<World *>(user);
  unsigned char *const bytes = static_cast<unsigned char *>(out);
  for (size_t i = 0; i < len; ++i) bytes[i] = static_cast<unsigned char>(world.dice.roll());
  return 0;
}

void World::deadline_moved(void *user) { static_cast<World *>(user)->moved_ = true; }

void World::take_work(void *user, tenon_work *work) { static_cast<World *>(user)->workshop.take(work); }

void World::drop_host(void *user) { ++static_cast<World *>(user)->drops_; }

} // namespace simulator
