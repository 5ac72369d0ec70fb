// server.cpp - beginning and end of the server, its exchanges and its conversations.
#include "engine/server.hpp"
#include "engine/admission.hpp"
#include "crypto/mac.hpp"
#include "engine/decision.hpp"
#include "engine/live.hpp"
#include "engine/feedback_desk.hpp"
#include "engine/held_call.hpp"
#include "engine/watching.hpp"
#include "ground/opaque_id.hpp"

namespace tenon::engine {
namespace {

constexpr size_t most_spare = 256; // exchanges kept for their next life

protocol::Identity identity_of(const Options &options, uint32_t offers, bool shared_cache) {
  protocol::Identity identity;
  identity.name = options.name;
  identity.version = options.version;
  identity.title = options.title;
  identity.description = options.description;
  identity.website_url = options.website_url;
  identity.icons = options.icons;
  identity.experimental = options.experimental;
  identity.extensions = options.extensions;
  identity.instructions = options.instructions;
  identity.shared_cache = shared_cache;
  identity.list_ttl_ms = options.list_ttl_ms;
  identity.offers = offers;
  identity.server_in_meta = !options.omit_server_info;
  return identity;
}

access::Principal nobody_at_all() {
  access::Principal nobody;
  access::write_owner(nobody);
  return nobody;
}

std::vector<std::string_view> views(const std::vector<std::string> &texts) { return {texts.begin(), texts.end()}; }

} // namespace

Server::Server(Options options, Host host)
    : host_(std::move(host)), options_(std::move(options)),
      guard_(options_.public_url, views(options_.allowed_hosts), views(options_.allowed_origins)),
      entropy_(host_.entropy, host_.dropper.user()), gate_(options_.limits, entropy_), nobody_(nobody_at_all()) {
  offers_.store(options_.offers);
  server_meta_ = protocol::server_meta(identity_of(options_, 0, false));
  nothing_.parse_copy("{}", 1);
  spare_.reserve(most_spare);
}

Server::~Server() {
  for (Exchange *spare : spare_) delete spare;
}

Status Server::open(const HeadWords &words, Instant now, Exchange *&out) {
  if (ended_.load(std::memory_order_acquire)) return Status::gone;
  if (words.carrier == Carrier::http && !options_.authless && !gate_.guards()) return Status::no_key;
  bool room = false;
  Ref<Exchange> exchange = enroll_exchange(room);
  exchange->carrier_ = words.carrier;
  exchange->peer_ = words.peer;
  try {
    Admission admission(*exchange, now);
    if (words.carrier == Carrier::http) admission.judge(words, room);
    else admission.begin_channel(words, room);
  } catch (...) {
    abandon(*exchange, now); // while it is still referenced
    throw;
  }
  exchange->alarm_.set(words.user, words.wake, words.drop); // from here on the drop is ours
  exchange->admitted_.store(true);
  exchange->head_is_taken(now);
  if (ended()) exchange->shut(now); // the server ended while the head was judged, and left this one to us
  out = exchange.hand_over();
  return Status::ok;
}

// Takes back what a judgement without its end has begun.
void Server::abandon(Exchange &exchange, Instant now) {
  deadlines_.cancel(exchange.waiter_);
  if (const Ref<Watching> watching = std::move(exchange.watching_)) watching->left(now);
  if (const Ref<Live> live = exchange.live()) live->left(now);
  if (const Ref<Session> session = std::move(exchange.session_)) {
    session->detach(&exchange, 0, now);
    if (session->lives_by_stream()) end_session(*session, now);
  }
  forget(exchange);
}

std::string Server::introduction(protocol::Revision revision) const {
  const protocol::Identity identity = identity_of(options_, offers(), shared_cache());
  return protocol::facts(revision).modern ? protocol::discover_result(identity) : protocol::initialize_result(identity, revision);
}

std::optional<Refusal> Server::require_token(const GateWords &words) {
  std::vector<std::string> notes;
  if (auto refused = gate_.set_rules(words, notes)) return refused;
  note_keys(notes);
  if (words.policy.expiry_optional) log({LogLevel::warn, "endless_tokens", "expiry_optional", "tokens without an end are accepted", "", ""});
  return std::nullopt;
}

std::optional<Refusal> Server::set_keys(const std::vector<access::KeySource> &keys) {
  std::vector<std::string> notes;
  if (auto refused = gate_.set_keys(keys, notes)) return refused;
  note_keys(notes);
  log({LogLevel::info, "keys_replaced", "", "", "", ""});
  return std::nullopt;
}

bool Server::offers_site(web::Endpoint site) const {
  const FeedbackRoom *const room = feedback();
  if (!room) return false;
  switch (site) {
  case web::Endpoint::feedback_api: return (room->settings().sites & site_api) != 0;
  case web::Endpoint::feedback_pages: return (room->settings().sites & site_pages) != 0;
  case web::Endpoint::live: return (room->settings().sites & site_live) != 0;
  case web::Endpoint::analytics: return (room->settings().sites & site_analytics) != 0;
  default: return false;
  }
}

std::optional<Refusal> Server::offer_feedback(FeedbackSettings settings, feedback::Store store) {
  const std::lock_guard lock(room_mutex_);
  if (room_kept_) return Refusal{Status::duplicate, "questions to people are offered already"};
  if (settings.secret.empty()) {
    unsigned char secret[32];
    if (!random(secret, sizeof secret)) return Refusal{Status::no_entropy, "no randomness for the secret of forms and links"};
    settings.secret.assign(reinterpret_cast<const char *>(secret), sizeof secret);
    crypto::wipe(secret, sizeof secret);
  }
  room_kept_ = std::make_unique<FeedbackRoom>(*this, std::move(settings), std::move(store));
  std::string why;
  Status status = Status::no_memory;
  try {
    status = offer_feedback_tools(*this, *room_kept_, why);
  } catch (const std::bad_alloc &) {
  }
  if (status != Status::ok) {
    room_kept_.reset();
    return Refusal{status, std::move(why)};
  }
  room_kept_->begin_sweeping();
  room_.store(room_kept_.get(), std::memory_order_release);
  return std::nullopt;
}

void Server::note_keys(const std::vector<std::string> &notes) const {
  for (const std::string &note : notes) log({LogLevel::warn, "key_passed_over", "", note, "", ""});
  if (gate_.rules()->policy->short_secret())
    log({LogLevel::warn, "weak_key", "short_secret", "the secret is shorter than its hash and was allowed", "", ""});
}

web::ResourceFacts Server::resource_facts(const GateRules &rules, const framing::Request &request) const {
  web::ResourceFacts facts;
  facts.public_url = options_.public_url;
  facts.host = request.host;
  facts.secure = request.secure;
  facts.base_path = options_.base_path;
  facts.resource = rules.resource;
  facts.name = options_.title.empty() ? options_.name : options_.title;
  facts.documentation = rules.documentation;
  facts.authorization_servers = rules.authorization_servers;
  facts.scopes = rules.scopes;
  facts.proof_algorithms = rules.proof_algorithms();
  return facts;
}

void Server::audit(const AuditLine &line) const {
  const std::shared_ptr<const GateState> gate = gate_.state();
  if (gate->authority && gate->authority->audit) gate->authority->audit(gate->authority->dropper.user(), line);
}

void Server::tick(Instant now) {
  for (;;) {
    Ref<Exchange> exchange;
    Ref<Session> session;
    Ref<Inquiry> inquiry;
    Ref<Task> task;
    Ref<Watching> watching;
    Ref<Live> live;
    Ref<HeldCall> held;
    Ref<Decision> decision;
    FeedbackRoom *room = nullptr; // lives as long as we do
    const bool due = deadlines_.take_due(now.monotonic_ms, [&](Waiter &waiter) {
      if (waiter.exchange) exchange = Ref<Exchange>::share(waiter.exchange);
      if (waiter.session) session = Ref<Session>::share(waiter.session);
      if (waiter.inquiry) inquiry = Ref<Inquiry>::share(waiter.inquiry);
      if (waiter.task) task = Ref<Task>::share(waiter.task);
      if (waiter.watching) watching = Ref<Watching>::share(waiter.watching);
      if (waiter.live) live = Ref<Live>::share(waiter.live);
      if (waiter.held) held = Ref<HeldCall>::share(waiter.held);
      if (waiter.decision) decision = Ref<Decision>::share(waiter.decision);
      room = waiter.room;
    });
    if (!due) return;
    if (exchange) exchange->due(now);
    if (session) session->due(now);
    if (inquiry) inquiry->due(now);
    if (task) task->due(now);
    if (watching) watching->due(now);
    if (live) live->due(now);
    if (held) held->due(now);
    if (decision) decision->due(now);
    if (room) room->due(now);
  }
}

void Server::drain(Instant now) {
  const bool before = ending_.exchange(true);
  std::vector<Ref<Exchange>> all;
  try {
    all = all_exchanges();
  } catch (...) {
    ending_.store(before);
    throw;
  }
  for (const Ref<Exchange> &exchange : all) exchange->drain(now);
}

void Server::destroy(Instant now) {
  const Ref<Server> handle = Ref<Server>::adopt(this);
  ending_.store(true, std::memory_order_release);
  ended_.store(true);
  for (Ref<Exchange> exchange = chain_exchanges(); exchange; exchange = std::move(exchange->shut_next_)) exchange->shut(now);
  while (const Ref<Session> session = sessions_.remove_last()) session->close(now);
  while (const Ref<Task> task = tasks_.remove_last()) task->end(now);
  listeners_.end();
  if (FeedbackRoom *const room = feedback()) room->end();
}

Counts Server::counts() const {
  uint64_t exchanges = 0;
  {
    const std::lock_guard lock(exchanges_mutex_);
    exchanges = exchange_count_;
  }
  return {exchanges, calls_.load(), sessions_.size(), tools_.size(), requests_.load(), resources_.size(), templates_.size(), prompts_.size(),
          listeners_.size(), tasks_.size(), questions_.size()};
}

Instant Server::at(Instant said) {
  uint64_t latest = latest_ms_.load(std::memory_order_relaxed);
  while (said.monotonic_ms > latest)
    if (latest_ms_.compare_exchange_weak(latest, said.monotonic_ms, std::memory_order_relaxed)) {
      latest_unix_ms_.store(said.unix_ms, std::memory_order_relaxed);
      return said;
    }
  return {latest, said.unix_ms};
}

void Server::set_deadline(Waiter &waiter, uint64_t when) {
  if (deadlines_.set(waiter, when)) deadline_moved_.store(true, std::memory_order_release);
}

void Server::tell_host() {
  if (!deadline_moved_.load(std::memory_order_relaxed) || !deadline_moved_.exchange(false, std::memory_order_acq_rel)) return;
  if (host_.deadline_moved) host_.deadline_moved(host_.dropper.user());
}

void Server::log(const LogLine &line) const {
  if (host_.log) host_.log(host_.dropper.user(), line);
}

bool Server::random(void *out, size_t len) { return entropy_.fill(out, len); }

bool Server::make_id(std::string &out) {
  unsigned char bytes[opaque_id_bytes];
  if (!entropy_.fill(bytes, sizeof bytes)) return false;
  out = opaque_id(bytes);
  return true;
}

// --- conversations

Ref<Session> Server::begin_session(const access::Principal &who, bool lives_by_stream, Instant now) {
  std::string id;
  if (!make_id(id)) {
    log({LogLevel::error, "no_entropy", "", "the source of randomness failed: no session was begun", who.subject, ""});
    return {};
  }
  const auto made = Ref<Session>::adopt(new Session(Ref<Server>::share(this), std::move(id), who, lives_by_stream));
  if (sessions_.add(made, limits().max_conversations)) {
    try {
      made->begin(now);
    } catch (...) {
      end_session(*made, now);
      throw;
    }
    return made;
  }
  if (ended()) return {};
  log({LogLevel::warn, "too_many_conversations", "", "", who.subject, ""});
  made->close(now);
  return {};
}

Ref<Session> Server::find_session(std::string_view id, std::string_view owner) {
  Ref<Session> found = sessions_.find(id);
  return found && found->belongs_to(owner) ? found : Ref<Session>();
}

void Server::end_session(Session &session, Instant now) {
  if (const Ref<Session> gone = sessions_.remove(session.id())) gone->close(now);
}

// --- exchanges

// A new one, or one that has served before, in the list of open exchanges.
Ref<Exchange> Server::enroll_exchange(bool &room) {
  const std::lock_guard lock(exchanges_mutex_);
  Exchange *exchange = nullptr;
  if (spare_.empty()) exchange = new Exchange;
  else {
    exchange = spare_.back();
    spare_.pop_back();
    exchange->revive();
  }
  exchange->server_ = Ref<Server>::share(this); // before others see it in the list
  exchange->older_ = newest_;
  exchange->newer_ = nullptr;
  if (newest_) newest_->newer_ = exchange;
  newest_ = exchange;
  exchange->enrolled_ = true;
  room = ++exchange_count_ <= limits().max_exchanges;
  return Ref<Exchange>::adopt(exchange);
}

void Server::forget(Exchange &exchange) {
  if (!exchange.enrolled_) return; // changed by whoever opens and closes only
  const std::lock_guard lock(exchanges_mutex_);
  exchange.enrolled_ = false;
  if (exchange.newer_) exchange.newer_->older_ = exchange.older_;
  else newest_ = exchange.older_;
  if (exchange.older_) exchange.older_->newer_ = exchange.newer_;
  --exchange_count_;
}

std::vector<Ref<Exchange>> Server::all_exchanges() {
  const std::lock_guard lock(exchanges_mutex_);
  std::vector<Ref<Exchange>> all;
  all.reserve(exchange_count_);
  for (Exchange *e = newest_; e; e = e->older_) all.push_back(Ref<Exchange>::share(e));
  return all;
}

// The same without memory of its own: the end of the server must not fail.
Ref<Exchange> Server::chain_exchanges() {
  const std::lock_guard lock(exchanges_mutex_);
  Ref<Exchange> first;
  for (Exchange *e = newest_; e; e = e->older_) {
    e->shut_next_ = std::move(first);
    first = Ref<Exchange>::share(e);
  }
  return first;
}

void Server::recycle(Exchange *exchange) noexcept {
  const Ref<Server> alive = exchange->rest();
  forget(*exchange);
  const std::lock_guard lock(exchanges_mutex_);
  if (spare_.size() < most_spare) spare_.push_back(exchange);
  else delete exchange;
}

} // namespace tenon::engine
