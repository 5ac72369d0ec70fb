// asking.hpp - a server that asks people, what its own doors told the host, and who speaks to it over HTTP.
#pragma once
#include "guest/words.hpp"
#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <utility>
#include <vector>

namespace asking {

using guest::str;

inline constexpr std::string_view nobody_has = "00000000-0000-4000-8000-000000000000";

inline bool says(std::string_view text, std::string_view words) { return text.find(words) != text.npos; }

// The value of the first member of that name, if it is a text.
inline std::string text_of(std::string_view json, std::string_view name) {
  const std::string front = "\"" + std::string(name) + "\":\"";
  const size_t at = json.find(front);
  if (at == json.npos) return "";
  json.remove_prefix(at + front.size());
  return std::string(json.substr(0, json.find('"')));
}

// What a door told, and how often it was let go.
struct Ear {
  int told = 0, drops = 0;
  int64_t status = 0;
  std::string code, json;
  std::function<void()> then; // inside told

  tenon_hearer record() {
    tenon_hearer hearer{};
    hearer.size = sizeof hearer;
    hearer.user = this;
    hearer.told = [](void *user, const tenon_told *what) {
      Ear &ear = *static_cast<Ear *>(user);
      CHECK(what->size == sizeof *what);
      CHECK(ear.drops == 0);
      ++ear.told;
      ear.status = what->status;
      ear.code.assign(what->code.data ? what->code.data : "", what->code.len);
      ear.json.assign(what->json.data ? what->json.data : "", what->json.len);
      if (ear.then) ear.then();
    };
    hearer.drop = [](void *user) { ++static_cast<Ear *>(user)->drops; };
    return hearer;
  }
};

struct Change {
  std::string id;
  uint64_t version;
  int64_t state;
};

class Server {
public:
  explicit Server(const std::function<void(tenon_feedback &)> &set = {}, const std::function<void(tenon_options &)> &set_options = {}) {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    if (set_options) set_options(options);
    tenon_host host{};
    host.size = sizeof host;
    host.user = this;
    host.deadline_moved = [](void *user) { ++static_cast<Server *>(user)->moved; };
    REQUIRE(tenon_server_create(&options, &host, &server_, nullptr) == TENON_OK);
    tenon_feedback record = feedback();
    if (set) set(record);
    char why[200] = "";
    tenon_error error{sizeof error, why, sizeof why, 0};
    const tenon_status offered = tenon_server_offer_feedback(server_, &record, &error);
    REQUIRE_MESSAGE(offered == TENON_OK, why);
  }
  ~Server() {
    end();
    CHECK(drops == 1);
  }
  Server(const Server &) = delete;
  Server &operator=(const Server &) = delete;

  tenon_feedback feedback() {
    tenon_feedback record{};
    record.size = sizeof record;
    record.user = this;
    record.drop = [](void *user) { ++static_cast<Server *>(user)->drops; };
    record.changed = [](void *user, tenon_str id, uint64_t version, int64_t state, tenon_now) {
      Server &server = *static_cast<Server *>(user);
      server.changes.push_back({std::string(id.data, id.len), version, state});
      if (server.on_change) server.on_change();
    };
    return record;
  }

  void end() {
    if (server_) tenon_server_destroy(std::exchange(server_, nullptr), now);
  }
  tenon_server *handle() const { return server_; }
  void tick() { CHECK(tenon_server_tick(server_, now) == TENON_OK); }
  void pass(uint64_t ms) { // and the host ticks at each deadline on the way
    const uint64_t until = now.monotonic_ms + ms;
    for (;;) {
      const uint64_t next = std::min(until, std::max(now.monotonic_ms, tenon_server_next_deadline(server_)));
      now.unix_ms += static_cast<int64_t>(next - now.monotonic_ms);
      now.monotonic_ms = next;
      tick();
      if (next == until && tenon_server_next_deadline(server_) > until) return;
    }
  }

  // The doors: each told at once, or the test fails.
  Ear create(std::string_view request, const tenon_somebody *who = nullptr) {
    return heard([&](const tenon_hearer *ear) { return tenon_feedback_create(server_, who, str(request), ear, now); });
  }
  std::string question(std::string_view request = R"({"message":"Ready?"})") {
    const Ear ear = create(request);
    CHECK(ear.status == 200);
    return text_of(ear.json, "sessionId");
  }
  Ear read(std::string_view id) {
    return heard([&](const tenon_hearer *ear) { return tenon_feedback_read(server_, str(id), ear, now); });
  }
  Ear answer(std::string_view id, std::string_view submission = R"({"freeText":"yes"})", const tenon_somebody *who = nullptr) {
    return heard([&](const tenon_hearer *ear) { return tenon_feedback_answer(server_, str(id), who, str(submission), ear, now); });
  }
  Ear decline(std::string_view id, std::string_view submission = "{}", const tenon_somebody *who = nullptr) {
    return heard([&](const tenon_hearer *ear) { return tenon_feedback_decline(server_, str(id), who, str(submission), ear, now); });
  }
  Ear withdraw(std::string_view id, std::string_view reason = "") {
    return heard([&](const tenon_hearer *ear) { return tenon_feedback_withdraw(server_, str(id), str(reason), ear, now); });
  }
  Ear list(std::string_view query = "", const tenon_somebody *who = nullptr) {
    return heard([&](const tenon_hearer *ear) { return tenon_feedback_list(server_, who, str(query), ear, now); });
  }

  tenon_now now{1'000, 1'800'000'000'000};
  int drops = 0, moved = 0;
  std::vector<Change> changes;
  std::function<void()> on_change;

private:
  template <class Door> Ear heard(Door door) {
    Ear ear;
    const tenon_hearer record = ear.record();
    CHECK(door(&record) == TENON_OK);
    CHECK(ear.told == 1);
    CHECK(ear.drops == 1);
    return ear;
  }

  tenon_server *server_ = nullptr;
};

// One HTTP request to it, and what has come of it by now.
class Request {
public:
  Request(Server &server, std::string method, std::string target, std::string_view body = "")
      : Request(server, guest::Head(std::move(method), std::move(target)), body) {}
  Request(Server &server, guest::Head head, std::string_view body) : server_(server) {
    const tenon_head record = [&] {
      tenon_head made = head.record();
      made.user = this;
      made.wake = [](void *user) { ++static_cast<Request *>(user)->wakes; };
      made.drop = [](void *user) { ++static_cast<Request *>(user)->drops; };
      return made;
    }();
    REQUIRE(tenon_exchange_open(server.handle(), &record, server.now, &exchange_) == TENON_OK);
    if (!body.empty()) CHECK(tenon_exchange_feed(exchange_, body.data(), body.size(), server.now) >= TENON_OK);
    CHECK(tenon_exchange_end(exchange_, server.now) == TENON_OK);
  }
  ~Request() {
    close();
    CHECK(drops == 1);
  }
  Request(const Request &) = delete;
  Request &operator=(const Request &) = delete;

  int64_t status() { // 0: not yet
    tenon_answer answer{};
    answer.size = sizeof answer;
    return tenon_exchange_answer(exchange_, &answer) == TENON_OK ? answer.status : 0;
  }
  std::string take() {
    std::string all;
    for (tenon_str bytes{}; tenon_exchange_pull(exchange_, &bytes) == TENON_OK;) {
      all.append(bytes.data, bytes.len);
      CHECK(tenon_exchange_sent(exchange_, bytes.len, server_.now) == TENON_OK);
    }
    return all;
  }
  bool over() {
    tenon_str bytes{};
    return tenon_exchange_pull(exchange_, &bytes) == TENON_FINISHED;
  }
  void close() {
    if (exchange_) tenon_exchange_close(std::exchange(exchange_, nullptr), server_.now);
  }

  int wakes = 0, drops = 0;

private:
  Server &server_;
  tenon_exchange *exchange_ = nullptr;
};

} // namespace asking
