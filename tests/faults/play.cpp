// play.cpp - every call into the core is marked, every status judged, every drop counted.
#include "faults/play.hpp"

namespace faults {

Play::Play(const Setting &setting, std::vector<std::string> &notes) : complaints(notes) {
  tenon_options options{};
  options.size = sizeof options;
  options.authless = setting.authless;
  options.name = str("a name that is too long for any small string");
  options.title = str("a title that is too long for any small string");
  options.instructions = str("instructions that are too long for any small string");
  options.public_url = str("https://tenon.example");
  options.max_outbox_bytes = setting.max_outbox_bytes;
  const tenon_str hosts[] = {str("one.example"), str("two.example")};
  options.allowed_hosts = hosts;
  options.allowed_host_count = 2;
  const tenon_str origins[] = {str("https://one.example")};
  options.allowed_origins = origins;
  options.allowed_origin_count = 1;
  users_.push_back({this, 0});
  tenon_host host{};
  host.size = sizeof host;
  host.user = &users_[0];
  host.drop = dropped;
  host.log = [](void *, const tenon_log_record *) {};
  host.deadline_moved = [](void *) {};
  if (setting.dispatch)
    host.dispatch = [](void *user, tenon_work *work) {
      const HostWorks outside;
      static_cast<User *>(user)->play->works.push_back(work);
    };
  const tenon_status status = in_core([&] { return tenon_server_create(&options, &host, &server, nullptr); });
  allowed(status, "create");
  must((status == TENON_OK) == (server != nullptr), "create: a server if and only if OK");
  must(status == TENON_OK || users_[0].drops == 1, "create: drop runs on failure");
  if (server) add_tools();
}

void Play::add_tools() {
  add_tool("echo", R"({"type":"object","properties":{"text":{"type":"string","pattern":"^[a-z ]+$"},"n":{"type":"integer","minimum":0}},"required":["text"]})", run_echo);
  add_tool("later", "", run_later);
}

void Play::add_tool(std::string_view name, std::string_view schema, void (*run)(void *, const tenon_call *, tenon_reply *)) {
  users_.push_back({this, 0});
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str(name);
  tool.title = str("a title that is too long for any small string");
  tool.description = str("a description that is too long for any small string");
  tool.annotations = str(R"({"readOnlyHint":true})");
  tool.input_schema = str(schema);
  tool.user = &users_.back();
  tool.drop = dropped;
  tool.run = run;
  char message[200];
  tenon_error error{sizeof error, message, sizeof message, 0};
  const tenon_status status = in_core([&] { return tenon_server_add_tool(server, &tool, &error); });
  allowed(status, "add_tool");
  must((status == TENON_OK) == (users_.back().drops == 0), "add_tool: dropped if and only if refused");
}

Play::~Play() {
  for (Line &line : lines) line.close();
  run_dispatched();
  while (!replies.empty()) {
    tenon_reply *const reply = replies.front();
    replies.pop_front();
    in_core([&] { tenon_reply_release(reply, start); return 0; });
  }
  if (server) {
    in_core([&] { return tenon_server_tick(server, much_later); });
    in_core([&] { return tenon_server_tick(server, {much_later.monotonic_ms * 2, much_later.unix_ms * 2}); });
    tenon_counts counts{};
    counts.size = sizeof counts;
    must(in_core([&] { return tenon_server_counts(server, &counts); }) == TENON_OK, "counts");
    must(counts.exchanges == 0, "no exchange is counted any more");
    must(counts.calls == 0, "no call is counted any more");
    must(counts.conversations == 0, "every conversation idles out");
  }
  destroy();
  for (const Line &line : lines) must(line.drops == 1, "an exchange's user was dropped " + std::to_string(line.drops) + " times");
  for (const User &user : users_) must(user.drops == 1, "a host's or tool's user was dropped " + std::to_string(user.drops) + " times");
}

void Play::destroy() {
  if (server) in_core([&] { tenon_server_destroy(server, start); return 0; });
  server = nullptr;
}

void Play::dropped(void *user) { ++static_cast<User *>(user)->drops; }

void Play::allowed(tenon_status status, const char *call) {
  if (status >= 0) return;
  const bool for_memory = status == TENON_NO_MEMORY || status == TENON_BROKEN || status == TENON_NO_ENTROPY;
  must(for_memory && has_failed(), std::string(call) + " said " + tenon_status_name(status));
}

// --- handlers

void Play::run_echo(void *user, const tenon_call *call, tenon_reply *reply) {
  const HostWorks outside;
  Play &play = *static_cast<User *>(user)->play;
  ++play.runs;
  tenon_str text{};
  play.must(in_core([&] { return tenon_call_text(call, str("text"), &text); }) == TENON_OK, "the argument is there");
  play.allowed(in_core([&] { return tenon_reply_text(reply, text, start); }), "text");
  in_core([&] { tenon_reply_release(reply, start); return 0; });
}

void Play::run_later(void *user, const tenon_call *, tenon_reply *reply) {
  const HostWorks outside;
  Play &play = *static_cast<User *>(user)->play;
  ++play.runs;
  play.replies.push_back(reply);
}

void Play::settle_all(std::string_view text) {
  while (!replies.empty()) {
    tenon_reply *const reply = replies.front();
    replies.pop_front();
    allowed(in_core([&] { return tenon_reply_progress(reply, 1000, 2000, str("half of it, in many words"), start); }), "progress");
    tenon_status status = in_core([&] { return tenon_reply_text(reply, str(text), start); });
    allowed(status, "text");
    const tenon_status again = in_core([&] { return tenon_reply_text(reply, str(text), start); });
    must(again == TENON_GONE || (status == TENON_NO_MEMORY && again == TENON_OK) || (status < 0 && again < 0), "settled once");
    in_core([&] { tenon_reply_release(reply, start); return 0; });
  }
}

void Play::run_dispatched() {
  for (size_t i = 0; i < works.size(); ++i) in_core([&] { tenon_work_run(works[i], start); return 0; });
  works.clear();
}

// --- lines

Play::Line &Play::open(guest::Head head) {
  lines.emplace_back();
  Line &line = lines.back();
  line.play = this;
  tenon_head record = head.record();
  record.user = &line;
  record.wake = [](void *user) { ++static_cast<Line *>(user)->wakes; };
  record.drop = [](void *user) { ++static_cast<Line *>(user)->drops; };
  if (!server) {
    line.drops = 1;
    return line;
  }
  const tenon_status status = in_core([&] { return tenon_exchange_open(server, &record, start, &line.exchange); });
  if (status != TENON_NO_KEY) allowed(status, "open");
  must((status == TENON_OK) == (line.exchange != nullptr), "open: an exchange if and only if OK");
  must((status == TENON_OK) == (line.drops == 0), "open: dropped if and only if refused");
  return line;
}

Play::Line &Play::open_channel(int64_t carrier) {
  lines.emplace_back();
  Line &line = lines.back();
  line.play = this;
  tenon_head record = guest::channel(carrier);
  record.subject = str("somebody whom the host vouches for");
  record.user = &line;
  record.drop = [](void *user) { ++static_cast<Line *>(user)->drops; };
  if (!server) {
    line.drops = 1;
    return line;
  }
  allowed(in_core([&] { return tenon_exchange_open(server, &record, start, &line.exchange); }), "open");
  return line;
}

Play::Line &Play::ask(guest::Head head, std::string_view body) {
  Line &line = open(std::move(head));
  line.tell(body);
  line.pull();
  return line;
}

void Play::Line::feed(std::string_view text) {
  if (!exchange || broken) return;
  const size_t half = text.size() / 2; // in two pieces: buffers grow
  for (const std::string_view piece : {text.substr(0, half), text.substr(half)}) {
    const tenon_status fed = in_core([&] { return tenon_exchange_feed(exchange, piece.data(), piece.size(), start); });
    play->allowed(fed, "feed");
    broken |= fed <= TENON_BROKEN;
  }
}

void Play::Line::end() {
  if (!exchange || broken) return;
  const tenon_status ended = in_core([&] { return tenon_exchange_end(exchange, start); });
  play->allowed(ended, "end");
  broken |= ended <= TENON_BROKEN;
}

void Play::Line::pull() {
  while (exchange && !broken && !over) {
    tenon_answer answer{};
    answer.size = sizeof answer;
    const tenon_status judged = in_core([&] { return tenon_exchange_answer(exchange, &answer); });
    if (judged == TENON_OK && status == 0) {
      status = answer.status;
      session = guest::header(answer, "Mcp-Session-Id");
    }
    tenon_str view{};
    const tenon_status pulled = in_core([&] { return tenon_exchange_pull(exchange, &view); });
    play->allowed(pulled, "pull");
    broken = pulled <= TENON_BROKEN;
    over = pulled == TENON_FINISHED;
    if (pulled == TENON_IDLE) return;
    if (pulled != TENON_OK) continue;
    said.append(view.data, view.len);
    play->allowed(in_core([&] { return tenon_exchange_sent(exchange, view.len, start); }), "sent");
  }
}

void Play::Line::close(tenon_now now) {
  if (!exchange) return;
  tenon_exchange *const gone = exchange;
  exchange = nullptr;
  in_core([&] { tenon_exchange_close(gone, now); return 0; });
}

// --- tokens and sessions

std::string Play::sign(std::string_view with) {
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(with);
  request.subject = str("somebody with a name too long for small strings");
  const tenon_str roles[] = {str("user"), str("admin")};
  request.roles = roles;
  request.role_count = 2;
  request.scope = str("tools:read tools:call");
  char text[2048];
  tenon_buffer out{sizeof out, text, sizeof text, 0};
  const tenon_status status = in_core([&] { return tenon_token_sign(&request, start, &out, nullptr); });
  allowed(status, "sign");
  return status == TENON_OK ? std::string(text, out.len) : std::string();
}

void Play::require_token() {
  if (!server) return;
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  policy.realm = str("a realm that is too long for any small string");
  allowed(in_core([&] { return tenon_server_require_token(server, &policy, nullptr); }), "require_token");
}

std::string Play::begin_session(std::string_view revision) {
  Line &line = ask(guest::Head(), guest::initialize(revision));
  const std::string session = line.session;
  line.close();
  return session;
}

} // namespace faults
